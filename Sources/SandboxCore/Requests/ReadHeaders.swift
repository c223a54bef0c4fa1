import Encodings
package import Scenarios

/// The headers of a request that the engine itself reads; of each the first one counts.
///
/// Others matter only to an API that reads them and to a scenario's rules that name them. A `SecretHeader` is read by
/// neither: whose key it is has been found out before, and nothing that is logged or journaled may hold one.
package struct ReadHeaders: Sendable {
    private(set) var contentType: String?
    private(set) var acceptLanguage: String?
    private(set) var idempotencyKey: String?

    package init() {}

    /// Takes a header, and says whether that was all: rules can ask for those that are not taken.
    package mutating func take(_ name: String, _ value: String) -> Bool {
        // Each request has a dozen headers, and most can be told by their length.
        switch name.utf8.count {
        case 12 where equalIgnoringCase(name, "content-type"): contentType = contentType ?? value
        case 15 where equalIgnoringCase(name, "accept-language"): acceptLanguage = acceptLanguage ?? value
        case 15 where equalIgnoringCase(name, "idempotency-key"): idempotencyKey = idempotencyKey ?? value
        default: return SecretHeader.isOne(name)
        }
        return true
    }

    /// Whether rules can ask for a header beyond these; the name is in lower case.
    static func leaves(_ name: String) -> Bool {
        var headers = ReadHeaders()
        return !headers.take(name, "")
    }
}

extension Scenario {
    /// The headers that rules ask for and the gateway does not read, in lower case.
    package var otherHeaders: Set<String> { askedHeaders.filter(ReadHeaders.leaves) }
}
