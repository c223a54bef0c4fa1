internal import Crypto
internal import Encodings

/// What a guest proves with that an order is theirs: a code in a link, made from the order's id and a secret.
///
/// It is good for as long as the order exists. The secret is derived from the one that signs logins, so that neither can
/// stand in for the other, and another secret ends all links.
package struct AccessLinks: Sendable {
    private let key: [UInt8]

    /// Derives its key from `secret`.
    package init(_ secret: Secret) {
        key = HMAC.authenticate(Array("access to a guest's purchase".utf8), key: secret.bytes, using: .sha256)
    }

    /// The code for an order: 43 characters that may stand in a query.
    package func code(for orderID: String) -> String {
        base64(HMAC.authenticate(Array(orderID.utf8), key: key, using: .sha256), .urlSafe)
    }

    /// Whether a code is the order's, in a time that tells nothing of either.
    package func isGood(_ code: String, for orderID: String) -> Bool {
        constantTimeEqual(Array(code.utf8), Array(self.code(for: orderID).utf8))
    }
}
