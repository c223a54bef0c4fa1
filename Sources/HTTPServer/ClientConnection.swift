/// A connection between its first byte and its last, on the one library thread that has it.
final class ClientConnection {
    /// Whether it is beyond the limit, so that every request on it is refused.
    let isOneTooMany: Bool
    let socket: Int32
    let desk: Desk
    /// The IP address at its other end; empty when it is not known.
    let peerAddress: String
    private var request: IncomingRequest?

    init(_ socket: Int32, peerAddress: String, isOneTooMany: Bool, desk: Desk) {
        self.peerAddress = peerAddress
        self.socket = socket
        self.isOneTooMany = isOneTooMany
        self.desk = desk
    }

    /// Keeps a request until it ends.
    func begin(_ next: IncomingRequest) {
        endRequest()
        request = next
    }

    /// Ends the request under way, if there is one.
    ///
    /// The library tells when a request ends, but for some that it gives up half-way: those end with their connection.
    func endRequest() {
        guard let ended = request else { return }
        request = nil
        ended.end()
    }
}

/// The requests on one library thread whose headers the library has not handed over yet.
///
/// `@unchecked` because only that thread reaches the list.
final class Desk: @unchecked Sendable {
    private var begun: [IncomingRequest] = []

    func put(_ request: IncomingRequest) {
        request.place = begun.count
        begun.append(request)
    }

    func take(_ request: IncomingRequest) {
        guard let place = request.place, let last = begun.popLast() else { return }
        request.place = nil
        guard last !== request else { return }
        begun[place] = last
        last.place = place
    }

    /// Answers the requests that the library is giving up because of their headers.
    ///
    /// Only those have a complete head and are still here: any other the library would have handed over.
    func rescue() {
        for request in begun where request.hasHead { request.answerAheadOfLibrary() }
    }
}
