internal import Encodings
internal import Crypto
internal import JSON
internal import TossAPI

/// A JSON web token (RFC 7519), signed with HMAC-SHA-256: who signed in, when, and until when it counts.
package struct LoginToken: Sendable, Equatable {
    /// How long a login lasts.
    package static let lifetime = Duration.seconds(7 * 86_400)

    let account: Int64
    /// The account's epoch at the login, which no other account and no other database has.
    let epoch: Secret
    let issuedAt: Instant
    let expiresAt: Instant
    /// The login's own name, drawn at random.
    let id: String

    init(for account: Account, at now: Instant, id: String) {
        self.account = account.id
        epoch = account.loginEpoch
        issuedAt = now
        expiresAt = now + Self.lifetime
        self.id = id
    }

    /// The signed text.
    func signed(with secret: Secret) -> String {
        let payload = JSONWriter.bytes {
            $0.object { json in
                json.member("sub", "\(account)")
                json.member("jti", id)
                json.member("epoch", epoch.text)
                json.member("iat", issuedAt.unixSeconds)
                json.member("exp", expiresAt.unixSeconds)
            }
        }
        let text = "\(Self.header).\(base64(payload, .urlSafe))"
        return "\(text).\(Self.signature(of: text, secret))"
    }

    private static func signature(of text: String, _ secret: Secret) -> String {
        base64(HMAC.authenticate(Array(text.utf8), key: secret.bytes, using: .sha256), .urlSafe)
    }

    /// Reads a text that this backend signed and that counts at `now`; nil for any other.
    init?(_ text: String, secret: Secret, at now: Instant) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        // The header must be exactly ours, so that no token can choose another algorithm, such as "none".
        // The signature is compared as text, so that only the one spelling counts that `signed` writes.
        guard text.utf8.count < 4096, parts.count == 3, parts[0] == Self.header,
            constantTimeEqual(
                Array(parts[2].utf8),
                Array(Self.signature(of: "\(parts[0]).\(parts[1])", secret).utf8)
            ),
            let payload = decodeBase64(parts[1], .urlSafe), let node = try? JSONNode(parsing: payload),
            let account = node["sub"]?.string.flatMap({ Int64($0) }), let epoch = node["epoch"]?.string,
            let id = node["jti"]?.string, let issued = node["iat"]?.integer, let expires = node["exp"]?.integer,
            (0..<100_000_000_000).contains(issued), (0..<100_000_000_000).contains(expires), now.unixSeconds < expires
        else { return nil }
        self.account = account
        self.epoch = Secret(epoch)
        self.id = id
        issuedAt = Instant(microseconds: issued * 1_000_000)
        expiresAt = Instant(microseconds: expires * 1_000_000)
    }

    private static let header = base64(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8), .urlSafe)
}
