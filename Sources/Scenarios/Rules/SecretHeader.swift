internal import Encodings

/// A header that holds a secret: no rule can ask for it, and nothing keeps it.
package enum SecretHeader: String, CaseIterable, Sendable {
    case authorization, cookie

    /// Whether this is the name of one, in any case.
    package static func isOne(_ name: String) -> Bool {
        equalIgnoringCase(name, authorization.rawValue) || equalIgnoringCase(name, cookie.rawValue)
    }
}
