internal import Encodings

/// Tells whether something is still what was written; it helps against a disk that forgets, and against nobody who lies.
///
/// Each step takes eight bytes and can be undone, so two texts that differ in eight bytes or less never have the same.
package struct Seal: Sendable {
    private var state: UInt64

    /// Begins, or goes on where another one ended.
    package init(after value: Int64 = 0) { state = UInt64(bitPattern: value) ^ FNV1a.offsetBasis }

    /// The checksum of all that was added so far.
    package var value: Int64 { Int64(bitPattern: state) }

    /// Adds a number.
    package mutating func add(_ number: Int64) { add(UInt64(bitPattern: number)) }

    /// Adds bytes and how many there are, so that two lists in a row are told from one.
    package mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

    /// Adds a text, as its bytes.
    package mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer) {
        let whole = bytes.count & ~7
        for offset in stride(from: 0, to: whole, by: 8) {
            add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        }
        var rest: UInt64 = 0
        for byte in bytes[whole...].reversed() { rest = rest << 8 | UInt64(byte) }
        add(rest)
        // Else zeros at the end would not count.
        add(UInt64(bytes.count))
    }

    private mutating func add(_ word: UInt64) {
        state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
        state ^= state >> 32
    }
}
