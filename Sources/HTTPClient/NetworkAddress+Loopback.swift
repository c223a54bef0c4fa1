extension NetworkAddress {
    /// Whether the address is this machine's own and nobody else's: 127/8, `::1`, and 127/8 mapped into IPv6.
    package var isLoopback: Bool {
        guard bytes.count == 16 else { return bytes.first == 127 }
        let zeros = bytes.prefix { $0 == 0 }.count
        return (zeros == 15 && bytes[15] == 1)
            || (zeros == 10 && bytes[10] == 0xFF && bytes[11] == 0xFF && bytes[12] == 127)
    }

    /// Whether it stands for every address of this machine: `0.0.0.0` or `::`.
    package var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
}
