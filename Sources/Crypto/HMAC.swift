import COpenSSL

/// Keyed hashes (RFC 2104).
package enum HMAC {
    /// The hash underneath.
    package enum Hash: Sendable {
        /// 32 bytes.
        case sha256
        /// 64 bytes.
        case sha512
    }

    /// The code that proves who wrote `message`; compare it with `constantTimeEqual`.
    ///
    /// Any key length will do. It traps when the library is without its own hashes or memory.
    package static func authenticate(_ message: [UInt8], key: [UInt8], using hash: Hash) -> [UInt8] {
        let function = unsafe hash == .sha256 ? EVP_sha256() : EVP_sha512()
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        // A missing key means "the one from before" to the library, so an empty one still needs an address.
        let padded = key.isEmpty ? [0] : key
        let result = unsafe COpenSSL.HMAC(function, padded, CInt(key.count), message, message.count, &code, &length)
        precondition(unsafe result != nil, "the cryptographic library cannot compute a keyed hash")
        return Array(code.prefix(Int(length)))
    }
}
