/// A connection between its first byte and its last, on the one library thread that has it.
final class ClientConnection {
    /// Whether it is one too many, and every request on it is refused.
    let isOneTooMany: Bool
    let socket: Int32
    let desk: Desk
    private var request: IncomingRequest?

    init(_ socket: Int32, isOneTooMany: Bool, desk: Desk) {
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

/// The requests on one library thread of whose headers nothing is known yet.
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

    /// Lets the requests be answered that the library gives up for what their head says.
    ///
    /// Of all here only those can have a head that is complete, since the library goes on to the handler otherwise.
    func rescue() {
        for request in begun where request.hasHead { request.answerAheadOfLibrary() }
    }
}
