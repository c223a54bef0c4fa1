import COpenSSL

/// Bytes that nobody can foretell, for keys, salts and initialization vectors.
///
/// It traps when the system has no randomness to give, since no caller could go on.
package func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(unsafe RAND_bytes(&bytes, CInt(count)) == 1, "the system gives no randomness")
    return bytes
}
