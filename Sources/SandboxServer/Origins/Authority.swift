internal import HTTPClient

/// The host and port of a `Host` header or of a URL, in a form that can be compared.
package struct Authority: Hashable, Sendable {
    /// In lower case, without a final dot and without the brackets of an IPv6 address.
    let host: String
    /// Nil when none is named.
    let port: UInt16?

    /// Nil when `text` is no `host`, `host:port`, `[address]` or `[address]:port`.
    init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let end: Int
        let name: ArraySlice<UInt8>
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            name = bytes[1..<close]
            end = close + 1
            guard NetworkAddress(String(decoding: name, as: UTF8.self))?.bytes.count == 16 else { return nil }
        } else {
            end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
            name = bytes[..<end].last == UInt8(ascii: ".") ? bytes[..<(end - 1)] : bytes[..<end]
            guard !name.isEmpty, name.allSatisfy(Self.isHostByte) else { return nil }
        }
        host = String(decoding: name, as: UTF8.self).lowercased()
        guard end < bytes.count else {
            port = nil
            return
        }
        let digits = bytes[(end + 1)...]
        guard bytes[end] == UInt8(ascii: ":"), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        // "host:" is allowed and names no port.
        guard !digits.isEmpty else {
            port = nil
            return
        }
        guard let number = UInt16(String(decoding: digits, as: UTF8.self)) else { return nil }
        port = number
    }

    /// A host alone, an IPv6 address with or without its brackets; nil when `text` is none.
    package init?(host text: String) {
        self.init(text.contains(":") && !text.hasPrefix("[") ? "[\(text)]" : text)
        guard port == nil else { return nil }
    }

    /// The address, where the host is one.
    var address: NetworkAddress? { NetworkAddress(host) }

    /// Whether it means the same host, however that is written; the port does not count.
    func hasHost(of other: Authority) -> Bool {
        guard let address, let otherAddress = other.address else { return host == other.host }
        return address == otherAddress
    }

    /// Whether it means this machine and no other: `localhost` or a loopback address.
    package var isLoopback: Bool { host == "localhost" || (address?.isLoopback ?? false) }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// Where a page comes from: the scheme, host and port of its address.
package struct Origin: Hashable, Sendable {
    let scheme: String
    let host: String
    let port: UInt16

    /// Nil when `text` is no `http://host` or `https://host`, with or without a port, and nothing behind it.
    package init?(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let standard = Self.ports[parts[0].lowercased()], let authority = Authority(parts[1])
        else { return nil }
        scheme = parts[0].lowercased()
        host = authority.host
        port = authority.port ?? standard
    }

    private static let ports: [String: UInt16] = ["http": 80, "https": 443]

    /// Whether a page from here that calls `authority` calls the server that it came from, which speaks no TLS.
    func isOwn(at authority: Authority) -> Bool {
        scheme == "http" && host == authority.host && port == authority.port ?? Self.ports[scheme]
    }
}
