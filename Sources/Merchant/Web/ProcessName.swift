#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// What a backend is called among several on one database: the machine's name and the port, so that it is the same
/// after a restart.
func processName(port: UInt16) -> String {
    var bytes = [CChar](repeating: 0, count: 256)
    let isKnown = gethostname(&bytes, bytes.count - 1) == 0
    let name = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return "\(isKnown ? name : "merchant"):\(port)"
}
