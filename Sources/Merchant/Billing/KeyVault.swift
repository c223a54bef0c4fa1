package import Crypto

/// Seals billing keys for the database: AES-256-GCM, a random vector each, bound to their row and user.
///
/// Each key has an id, which stands beside what it sealed. So a new key can be put in front while the old ones still
/// open what they sealed.
package struct KeyVault: Sendable {
    /// A key of 32 bytes under the id that rows name it by.
    package struct Key: Sendable {
        /// What rows call it.
        package let id: String
        /// The key itself.
        package let bytes: [UInt8]

        /// Gives bytes a name.
        package init(id: String, bytes: [UInt8]) {
            self.id = id
            self.bytes = bytes
        }
    }

    /// A sealed secret as the database holds it.
    package struct Sealed: Sendable, Hashable {
        /// Which key sealed it.
        package var keyID: String
        /// Random, and never used twice.
        package var iv: [UInt8]
        /// The hidden secret.
        package var ciphertext: [UInt8]
        /// Proves secret and place.
        package var tag: [UInt8]
    }

    private let current: (id: String, cipher: AES256GCM)
    private let ciphers: [String: AES256GCM]
    private let randomBytes: @Sendable (Int) -> [UInt8]

    /// Seals with `current`, and opens with that or any of the earlier ones.
    package init(
        current: Key,
        earlier: [Key] = [],
        randomBytes: @escaping @Sendable (Int) -> [UInt8] = { Crypto.randomBytes($0) }
    ) throws(CryptoError) {
        var ciphers: [String: AES256GCM] = [:]
        for key in earlier { ciphers[key.id] = try AES256GCM(key: key.bytes) }
        let cipher = try AES256GCM(key: current.bytes)
        ciphers[current.id] = cipher
        self.current = (current.id, cipher)
        self.ciphers = ciphers
        self.randomBytes = randomBytes
    }

    /// The one place where a sealed secret may stand; it is bound to it.
    package struct Place: Sendable, Hashable {
        /// Which table.
        package var table: String
        /// Which row.
        package var row: Int64
        /// Whose row.
        package var user: Int64

        /// A row of a table that belongs to a user.
        package init(_ table: String, row: Int64, user: Int64) {
            self.table = table
            self.row = row
            self.user = user
        }

        var associatedData: [UInt8] { Array("\(table)/\(row)/\(user)".utf8) }
    }

    /// Hides a secret that only the same row of the same user may hold.
    package func seal(_ secret: String, at place: Place) throws(ShopError) -> Sealed {
        let iv = randomBytes(AES256GCM.ivSize)
        do throws(CryptoError) {
            let sealed = try current.cipher.seal(
                Array(secret.utf8),
                iv: iv,
                associatedData: place.associatedData
            )
            return Sealed(keyID: current.id, iv: iv, ciphertext: sealed.ciphertext, tag: sealed.tag)
        } catch {
            throw .secretUnreadable
        }
    }

    /// Opens what `seal` made for this place, or throws `.secretUnreadable`.
    package func open(_ sealed: Sealed, at place: Place) throws(ShopError) -> String {
        guard let cipher = ciphers[sealed.keyID] else { throw .secretUnreadable }
        do throws(CryptoError) {
            let bytes = try cipher.open(
                AES256GCM.Sealed(ciphertext: sealed.ciphertext, tag: sealed.tag),
                iv: sealed.iv,
                associatedData: place.associatedData
            )
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw .secretUnreadable
        }
    }

    /// Whether a row was sealed with another key than the current one, so that it should be sealed again.
    package func isOutdated(_ sealed: Sealed) -> Bool { sealed.keyID != current.id }
}
