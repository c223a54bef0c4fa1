import COpenSSL

/// Why a cryptographic operation gave nothing.
package enum CryptoError: Error, Sendable, Equatable {
    /// A key of that many bytes where others are needed.
    case keySize(Int, needed: Int)

    /// An initialization vector of that many bytes where others are needed.
    case ivSize(Int, needed: Int)

    /// The tag does not match: another key, another vector, or changed data.
    case notAuthentic

    /// scrypt takes no such parameters; `n` is a power of two over 1, and `r`, `p` and the length are positive.
    case scryptParameters(n: Int, r: Int, p: Int, length: Int)

    /// The data is longer than the library takes in one piece, which is 2 GiB.
    case tooLong(Int)

    /// The library failed; the code is OpenSSL's.
    case library(code: UInt, message: String)

    /// The last error of this thread, after the library reported a failure.
    static func last() -> CryptoError {
        let code = ERR_get_error()
        ERR_clear_error()
        var text = [CChar](repeating: 0, count: 256)
        unsafe ERR_error_string_n(code, &text, text.count)
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return .library(code: code, message: String(decoding: bytes, as: UTF8.self))
    }

    /// Throws unless the library said 1, its word for success.
    static func check(_ code: Int32) throws(CryptoError) {
        guard code == 1 else { throw last() }
    }
}

extension CryptoError: CustomStringConvertible {
    /// One readable line.
    package var description: String {
        switch self {
        case .keySize(let found, let needed): "the key has \(found) bytes, it takes \(needed)"
        case .ivSize(let found, let needed): "the initialization vector has \(found) bytes, it takes \(needed)"
        case .notAuthentic: "the data was not sealed with this key, or was changed since"
        case .scryptParameters(let n, let r, let p, let length):
            "scrypt does not take n = \(n), r = \(r), p = \(p) and a length of \(length)"
        case .tooLong(let count): "\(count) bytes are too many for one piece"
        case .library(let code, let message): "the cryptographic library failed with code \(code): \(message)"
        }
    }
}
