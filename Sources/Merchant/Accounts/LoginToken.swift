internal import Encodings
internal import Crypto
internal import JSON
internal import TossAPI

/// A JSON web token (RFC 7519), signed with HMAC-SHA-256: who signed in, when, and until when it counts.
package struct LoginToken: Sendable, Equatable {
    /// How long a login lasts.
    package static let lifetime = Duration.seconds(7 * 86_400)

    let account: Int64
    /// The account's epoch at the login.
    let epoch: Int64
    let issuedAt: Instant
    let expiresAt: Instant
    /// Makes two logins in one second differ.
    let id: String

    init(for account: Account, at now: Instant, id: String = hex(randomBytes(8))) {
        self.account = account.id
        epoch = account.sessionEpoch
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
                json.member("epoch", epoch)
                json.member("iat", issuedAt.unixSeconds)
                json.member("exp", expiresAt.unixSeconds)
            }
        }
        let text = "\(Self.header).\(base64(payload, .urlSafe))"
        return "\(text).\(base64(HMAC.authenticate(Array(text.utf8), key: secret.bytes, using: .sha256), .urlSafe))"
    }

    /// Reads a text that this backend signed and that counts at `now`; nil for any other.
    init?(_ text: String, secret: Secret, at now: Instant) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        // The header must be exactly ours, so that no token can choose another algorithm, such as "none".
        guard text.utf8.count < 4096, parts.count == 3, parts[0] == Self.header,
            let signature = decodeBase64(parts[2], .urlSafe)
        else { return nil }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        guard constantTimeEqual(signature, HMAC.authenticate(signed, key: secret.bytes, using: .sha256)),
            let payload = decodeBase64(parts[1], .urlSafe), let node = try? JSONNode(parsing: payload),
            let account = node["sub"]?.string.flatMap({ Int64($0) }), let epoch = node["epoch"]?.integer,
            let id = node["jti"]?.string, let issued = node["iat"]?.integer, let expires = node["exp"]?.integer,
            (0..<100_000_000_000).contains(issued), (0..<100_000_000_000).contains(expires), now.unixSeconds < expires
        else { return nil }
        self.account = account
        self.epoch = epoch
        self.id = id
        issuedAt = Instant(microseconds: issued * 1_000_000)
        expiresAt = Instant(microseconds: expires * 1_000_000)
    }

    private static let header = base64(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8), .urlSafe)
}
