internal import Encodings
internal import Crypto

/// A password as it is stored: `scrypt$n$r$p$salt$key`, salt and key in Base64.
///
/// The parameters stand in the text, so that raising them leaves the old hashes readable.
package struct PasswordHash: Sendable, CustomStringConvertible {
    /// How much work a guess is.
    package struct Cost: Sendable, Equatable {
        /// Memory and time; a power of two.
        package let n: Int
        /// Block size.
        package let r: Int
        /// How often.
        package let p: Int

        /// Some 16 MiB and 50 ms.
        package static let standard = Cost(n: 1 << 14, r: 8, p: 1)
        /// For tests, where nobody guesses.
        package static let forTests = Cost(n: 1 << 4, r: 1, p: 1)
    }

    let cost: Cost
    let salt: [UInt8]
    let key: [UInt8]

    /// Hashes a password; slow on purpose.
    init(of password: String, cost: Cost, salt: [UInt8] = randomBytes(16)) throws(CryptoError) {
        self.cost = cost
        self.salt = salt
        key = try Self.derive(password, salt, cost, length: 32)
    }

    /// What no password matches, and what takes as long to compare with as any other.
    init(matchingNothingAt cost: Cost) {
        self.cost = cost
        salt = randomBytes(16)
        key = randomBytes(32)
    }

    /// Reads what was stored, or nil.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let n = Int(parts[1]), let r = Int(parts[2]),
            let p = Int(parts[3]), let salt = decodeBase64(parts[4]), let key = decodeBase64(parts[5]),
            (16...64).contains(key.count)
        else { return nil }
        cost = Cost(n: n, r: r, p: p)
        self.salt = salt
        self.key = key
    }

    /// Whether it is the hash of `password`; slow on purpose.
    func matches(_ password: String) throws(CryptoError) -> Bool {
        constantTimeEqual(key, try Self.derive(password, salt, cost, length: key.count))
    }

    /// The text that is stored.
    package var description: String {
        "scrypt$\(cost.n)$\(cost.r)$\(cost.p)$\(base64(salt))$\(base64(key))"
    }

    private static func derive(
        _ password: String,
        _ salt: [UInt8],
        _ cost: Cost,
        length: Int
    )
        throws(CryptoError)
        -> [UInt8]
    {
        try scrypt(
            password: Array(password.utf8),
            salt: salt,
            n: cost.n,
            r: cost.r,
            p: cost.p,
            length: length
        )
    }
}
