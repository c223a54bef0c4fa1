internal import Encodings

/// What a chunk of a body announces, in bytes; `.max` for all above that.
///
/// The library keeps it to itself, and waits for so many bytes however absurd it is. So it is read where it lies in the
/// library's memory: behind the head, if it came with it, or in front of the first bytes of the chunk, if these came with
/// it. One that came alone is not seen.
enum ChunkSize {
    /// The size on the line at a place, of which all may not have arrived; the library has cleared what is behind it.
    static func line(at place: UnsafePointer<CChar>) -> Int? {
        var size = 0
        for offset in 0..<longest {
            let byte = unsafe UInt8(bitPattern: place[offset])
            if let digit = HexDigit.value(byte).map(Int.init) {
                let (more, overflow) = size.multipliedReportingOverflow(by: 16)
                size = overflow || more > .max - digit ? .max : more + digit
            } else {
                return offset > 0 && (isLineEnd(byte) || byte == UInt8(ascii: ";")) ? size : nil
            }
        }
        return nil
    }

    /// The size on the line right before a part of the body, if there is one between the head and that part.
    ///
    /// A part that does not begin a chunk lies where the library reads to, and has nothing in front of it.
    static func before(_ part: UnsafeRawBufferPointer, behind head: UnsafePointer<CChar>) -> Int? {
        guard let end = unsafe part.baseAddress?.assumingMemoryBound(to: CChar.self), unsafe end > head,
            unsafe isLineEnd(UInt8(bitPattern: end[-1]))
        else { return nil }
        // Over the end of the line first.
        var start = unsafe end - 1
        if unsafe start > head, unsafe start[-1] == CChar(bitPattern: UInt8(ascii: "\r")) { unsafe start -= 1 }
        while unsafe start > head, unsafe !isLineEnd(UInt8(bitPattern: start[-1])) {
            unsafe start -= 1
            guard unsafe end - start <= longest else { return nil }
        }
        return unsafe line(at: start)
    }

    /// The most bytes of a line that are read, extensions included.
    private static let longest = 256

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") }
}
