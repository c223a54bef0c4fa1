import COpenSSL

/// Compares two secrets in a time that tells nothing but their lengths.
package func constantTimeEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    unsafe one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
}
