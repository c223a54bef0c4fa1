/// Why a request has no answer.
///
/// The cases differ in what the caller may do next; see `mayHaveReachedServer`.
package enum ClientError: Error, Sendable, Equatable {
    /// The address is not an absolute `http` or `https` URL.
    case invalidURL(String)

    /// The method or a header cannot be sent as HTTP.
    case invalidRequest(String)

    /// The host has no address; carries the host.
    case unresolvedHost(String)

    /// No connection came about, because it was refused or no way led there; carries host and port.
    case connectionRefused(String)

    /// The connection ended before the answer did, after bytes could have been sent.
    case connectionLost(String)

    /// Time ran out; `connected` says that the request had begun to leave.
    case timedOut(connected: Bool)

    /// The connection could not be secured, so nothing was sent.
    case tls(String)

    /// The caller cancelled the transfer.
    case cancelled

    /// The client may only talk to private addresses; carries the address it met.
    case addressForbidden(String)

    /// The answer is larger than the client takes.
    case responseTooLarge(limit: Int)

    /// The client was shut down.
    case shutDown

    /// Anything else; the code is libcurl's, or `errno` when no thread could be started.
    case other(code: Int, message: String)

    /// Whether the server may have seen the request, and may have acted on it.
    ///
    /// When false, sending again cannot do anything twice.
    package var mayHaveReachedServer: Bool {
        switch self {
        case .invalidURL, .invalidRequest, .unresolvedHost, .connectionRefused, .tls, .addressForbidden: false
        case .timedOut(let connected): connected
        case .connectionLost, .cancelled, .responseTooLarge, .shutDown, .other: true
        }
    }
}

extension ClientError: CustomStringConvertible {
    /// One readable line.
    package var description: String {
        switch self {
        case .invalidURL(let text): "not an address this client can use: \(text)"
        case .invalidRequest(let text): "not a request this client can send: \(text)"
        case .unresolvedHost(let host): "no address found for the host \(host)"
        case .connectionRefused(let place): "no connection to \(place): refused or out of reach"
        case .connectionLost(let text): "the connection ended before the answer did: \(text)"
        case .timedOut(connected: false): "time ran out before the request was sent"
        case .timedOut(connected: true): "time ran out before the answer was complete; the request may have arrived"
        case .tls(let text): "the connection could not be secured: \(text)"
        case .cancelled: "the transfer was cancelled"
        case .addressForbidden(let address): "\(address) is not a private address, and only those are allowed"
        case .responseTooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .shutDown: "the client was shut down"
        case .other(let code, let message): "the transfer failed with code \(code): \(message)"
        }
    }
}
