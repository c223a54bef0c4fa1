internal import Locking
internal import SandboxCore

/// Whose key an `Authorization` header brings, remembered for those that come with every request.
struct KnownKeys: Sendable {
    /// Enough for every merchant of a test suite; a crowd of strangers begins it anew.
    private static let most = 1024
    /// The longest header that is remembered, in bytes; those with a key are shorter.
    private static let longest = 256

    private let read = Locked<[String: Authentication]>([:])

    /// Reads a header, or remembers what was read of it before.
    func authentication(_ header: String?) -> Authentication {
        guard let header, header.utf8.count <= Self.longest else { return Authentication(header: header) }
        if let known = read.withLock({ $0[header] }) { return known }
        let authentication = Authentication(header: header)
        read.withLock { read in
            if read.count >= Self.most { read.removeAll() }
            read[header] = authentication
        }
        return authentication
    }
}
