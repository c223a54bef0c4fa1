/// A number that tells contents apart where only equality is asked, and nobody lies (FNV-1a, 64 bits).
///
/// It never changes from one run or machine to the next, unlike Swift's own hashes.
package struct FNV1a: Sendable {
    /// What it begins with.
    package static let offsetBasis: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The hash of all that was added.
    package private(set) var value: UInt64

    /// Begins, or goes on from a value of one's own.
    package init(from value: UInt64 = FNV1a.offsetBasis) { self.value = value }

    package mutating func add(_ bytes: Span<UInt8>) {
        for index in bytes.indices { value = (value ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3 }
    }

    package mutating func add(_ bytes: [UInt8]) { add(bytes.span) }
    package mutating func add(_ text: String) { add(text.utf8.span) }

    /// The hash of these bytes.
    package static func hash(of bytes: [UInt8]) -> UInt64 {
        var hash = FNV1a()
        hash.add(bytes.span)
        return hash.value
    }

    /// The hash of a text's UTF-8.
    package static func hash(of text: String) -> UInt64 {
        var hash = FNV1a()
        hash.add(text.utf8.span)
        return hash.value
    }
}
