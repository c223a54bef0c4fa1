package import HTTPServer

/// The IP addresses that begin alike, such as `10.0.0.0/8`, or a single one.
package struct AddressRange: Sendable, Equatable {
    private let first: PeerAddress
    /// How many of the 128 bits are the same in all of them.
    private let bits: Int

    /// Reads `192.0.2.1`, `10.0.0.0/8` or `fd00::/8`; nil for all else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = PeerAddress(String(parts[0])) else { return nil }
        let longest = address.isIPv4 ? 32 : 128
        var length = longest
        if parts.count == 2 {
            guard let number = Int(parts[1]), String(number) == parts[1], (0...longest).contains(number) else {
                return nil
            }
            length = number
        }
        bits = 128 - longest + length
        first = Self.cut(address, bits)
    }

    /// Whether an address is one of them.
    package func contains(_ address: PeerAddress) -> Bool { Self.cut(address, bits) == first }

    private static func cut(_ address: PeerAddress, _ bits: Int) -> PeerAddress {
        // A shift by 64 gives nothing, as it should.
        let high = bits >= 64 ? address.high : address.high & ~(UInt64.max >> UInt64(bits))
        let low = bits <= 64 ? 0 : address.low & ~(UInt64.max >> UInt64(bits - 64))
        return PeerAddress(high: high, low: low)
    }
}
