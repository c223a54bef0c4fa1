internal import CMicrohttpd

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The IP address at the other end of a connection.
///
/// An IPv4 address and the same one mapped into IPv6 are one address here, so that it does not matter which of the two
/// a socket that takes both has told.
package struct PeerAddress: Hashable, Sendable, LosslessStringConvertible {
    /// The first 64 bits of the IPv6 address, which is `::ffff:a.b.c.d` for IPv4.
    package let high: UInt64
    /// The last 64 bits.
    package let low: UInt64

    /// Puts an address together.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads `192.0.2.1` or `2001:db8::1`, without brackets, port or zone; nil for all else.
    package init?(_ text: String) {
        var v4 = sockaddr_in()
        var v6 = sockaddr_in6()
        if unsafe inet_pton(AF_INET, text, &v4.sin_addr) == 1 {
            v4.sin_family = sa_family_t(AF_INET)
            let address = unsafe withUnsafeBytes(of: &v4) { unsafe Self.read($0) }
            self.init(high: address.high, low: address.low)
        } else if unsafe inet_pton(AF_INET6, text, &v6.sin6_addr) == 1 {
            v6.sin6_family = sa_family_t(AF_INET6)
            let address = unsafe withUnsafeBytes(of: &v6) { unsafe Self.read($0) }
            self.init(high: address.high, low: address.low)
        } else {
            return nil
        }
    }

    /// Takes what the library noted; nil when it does not know.
    init?(_ address: tb_address) {
        guard address.high != 0 || address.low != 0 else { return nil }
        self.init(high: address.high, low: address.low)
    }

    private static func read(_ bytes: UnsafeRawBufferPointer) -> tb_address {
        unsafe tb_address_of(bytes.assumingMemoryBound(to: sockaddr.self).baseAddress)
    }

    /// Whether it is IPv4.
    package var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// What one customer of a network usually has: an IPv4 address itself, of IPv6 the first 64 bits.
    package var network: PeerAddress { isIPv4 ? self : PeerAddress(high: high, low: 0) }

    /// The usual text.
    package var description: String {
        if isIPv4 { return [24, 16, 8, 0].map { String(low >> UInt64($0) & 0xFF) }.joined(separator: ".") }
        let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { half >> UInt64($0) & 0xFFFF } }
        // The longest run of zeros is left out (RFC 5952); of two the first.
        var longest = 0..<0
        var start = 0
        for place in 0...8 where place == 8 || groups[place] != 0 {
            if place - start > max(1, longest.count) { longest = start..<place }
            start = place + 1
        }
        let text = groups.map { String($0, radix: 16) }
        guard !longest.isEmpty else { return text.joined(separator: ":") }
        return text[..<longest.lowerBound].joined(separator: ":") + "::"
            + text[longest.upperBound...].joined(separator: ":")
    }
}
