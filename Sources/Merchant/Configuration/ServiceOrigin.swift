/// Scheme, host and port of a service, such as `https://api.tosspayments.com`.
package struct ServiceOrigin: Hashable, Sendable, CustomStringConvertible {
    /// Whether it is `https`.
    package let isSecure: Bool
    /// A name or an address in lower case, an IPv6 one in brackets.
    package let host: String
    /// Nil for the scheme's own port.
    package let port: Int?

    /// Reads `http://host:port` or `https://host`; a slash at the end is taken off.
    ///
    /// Nil for all else: a path, a query, a user in front of the host.
    package init?(_ text: String) {
        var rest = Substring(text)
        if let secure = rest.removing(prefix: "https://") {
            isSecure = true
            rest = secure
        } else if let plain = rest.removing(prefix: "http://") {
            isSecure = false
            rest = plain
        } else {
            return nil
        }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        // The colon of the port is the last one, and stands behind the bracket of an IPv6 address.
        let end = rest.lastIndex(of: "]") ?? rest.startIndex
        if let colon = rest[end...].firstIndex(of: ":") {
            guard let port = Int(rest[rest.index(after: colon)...]), (1...65535).contains(port) else { return nil }
            self.port = port
            rest = rest[..<colon]
        } else {
            port = nil
        }
        let isBracketed = rest.hasPrefix("[") && rest.hasSuffix("]")
        let name = isBracketed ? rest.dropFirst().dropLast() : rest
        let isAllowed = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: !isBracketed || byte != 0x5F
            case 0x3A: isBracketed
            default: false
            }
        }
        guard !name.isEmpty, isAllowed else { return nil }
        host = rest.lowercased()
    }

    /// The text that `init` reads.
    package var description: String { "\(isSecure ? "https" : "http")://\(host)\(port.map { ":\($0)" } ?? "")" }

    /// Whether it is this machine.
    package var isLoopback: Bool {
        // `127.example.com` is none.
        host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]"
            || (isAddress && host.hasPrefix("127."))
    }

    /// Whether the host is an IP address and no name.
    package var isAddress: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return host.hasPrefix("[") || (parts.count == 4 && parts.allSatisfy { UInt8($0) != nil })
    }

    /// Whether no public service can be there: this machine, a private network, or a name without a domain.
    package var isLocal: Bool {
        let parts = host.split(separator: ".").map { Int($0) }
        return isLoopback || host == "0.0.0.0" || host.hasPrefix("[f") || host == "[::]"
            || !host.contains(".") || [".local", ".internal", ".test"].contains { host.hasSuffix($0) }
            || (parts.count == 4
                && (parts[0] == 10 || (parts[0] == 192 && parts[1] == 168) || (parts[0] == 169 && parts[1] == 254)
                    || (parts[0] == 172 && (16...31).contains(parts[1] ?? 0))))
    }
}

extension Substring {
    fileprivate func removing(prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
