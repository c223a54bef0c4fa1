import COpenSSL

/// Derives a key from a password, slowly and with much memory (RFC 7914).
///
/// It takes 128 × n × r bytes while it runs; n = 16,384 and r = 8 make 16 MiB and some 50 ms. The parameters and the
/// salt are no secret, and belong beside the result.
package func scrypt(
    password: [UInt8],
    salt: [UInt8],
    n: Int,
    r: Int,
    p: Int,
    length: Int
) throws(CryptoError)
    -> [UInt8]
{
    let refusal = CryptoError.scryptParameters(n: n, r: r, p: p, length: length)
    guard n > 1, n & (n - 1) == 0, n <= 1 << 32, r > 0, p > 0, length > 0, r < 1 << 30, p < 1 << 30 else {
        throw refusal
    }
    guard r * p < 1 << 30, length <= (1 << 32 - 1) * 32 else { throw refusal }
    // The library refuses to take more than 32 MiB unless told how much; it needs n + p blocks and two spare ones.
    let (memory, isOver) = (128 * r).multipliedReportingOverflow(by: n + p + 2)
    guard !isOver else { throw refusal }

    var key = [UInt8](repeating: 0, count: length)
    let passwordText = password.map { CChar(bitPattern: $0) }
    try CryptoError.check(
        unsafe EVP_PBE_scrypt(
            passwordText.isEmpty ? [0] : passwordText,
            password.count,
            salt.isEmpty ? [0] : salt,
            salt.count,
            UInt64(n),
            UInt64(r),
            UInt64(p),
            UInt64(memory),
            &key,
            length
        )
    )
    return key
}
