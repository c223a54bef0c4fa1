extension Server {
    /// A request that is refused before any handler sees it; the connection closes after the answer.
    package enum Violation: Equatable, Sendable {
        /// The body is longer than the limit, in bytes: 413.
        case bodyTooLarge(limit: Int)
        /// Request line and header fields together are longer than the limit, in bytes: 431.
        case headersTooLarge(limit: Int)
        /// The header fields and cookies are more than fit into the library's list of them: 431.
        case tooManyFields
        /// Long bodies hold all the bytes they may, over all connections: 503.
        case tooManyBodies(limit: Int)
        /// As many connections are open as may be: 503.
        case tooManyConnections(limit: Int)
        /// The request breaks a rule of HTTP/1.1 that the library would let pass; the text says which: 400.
        case malformed(String)

        /// The status that fits.
        package var status: Int {
            switch self {
            case .bodyTooLarge: 413
            case .headersTooLarge, .tooManyFields: 431
            case .tooManyConnections, .tooManyBodies: 503
            case .malformed: 400
            }
        }

        /// How many seconds to wait before another try is worth it, where that helps.
        var retryAfter: Int? { if case .tooManyBodies = self { 1 } else { nil } }
    }
}

extension Server.Violation: CustomStringConvertible {
    /// What was found, and what would be accepted.
    package var description: String {
        switch self {
        case .bodyTooLarge(let limit): "The body is longer than the \(limit) bytes that are taken here."
        case .headersTooLarge(let limit): "Request line and headers are longer than the \(limit) bytes that are taken."
        case .tooManyFields: "There are more header fields and cookies than are taken. Send fewer."
        case .tooManyBodies(let limit): "Long bodies hold all the \(limit) bytes they may. Try again a little later."
        case .tooManyConnections(let limit): "As many connections are open as may be: \(limit). Close some, or wait."
        case .malformed(let what): "The request breaks a rule of HTTP/1.1: \(what)."
        }
    }
}
