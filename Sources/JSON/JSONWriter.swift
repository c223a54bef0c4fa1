internal import Encodings

/// Writes JSON members in the order they are given, straight into bytes.
///
/// `JSONEncoder` shuffles or sorts keys; Toss's bodies have an order of their own, and the same state must give the
/// same bytes. Text is UTF-8, slashes are not escaped, there is no white space.
package struct JSONWriter: Sendable {
    /// What is written, and room for more: each piece is one check for room and a copy.
    private var room: [UInt8]
    private var count = 0
    private var needsComma = false

    package init(capacity: Int = 256) { room = [UInt8](repeating: 0, count: max(64, capacity)) }

    /// What was written so far.
    package var bytes: [UInt8] { Array(room[..<count]) }

    /// What was written, without a copy.
    package consuming func finish() -> [UInt8] {
        room.removeLast(room.count - count)
        return room
    }

    /// The bytes of what `body` writes.
    @inline(__always)
    package static func bytes(capacity: Int = 256, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        body(&writer)
        return writer.finish()
    }

    @inline(__always)
    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        body(&self)
        close(UInt8(ascii: "}"))
    }

    @inline(__always)
    package mutating func array(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "["))
        body(&self)
        close(UInt8(ascii: "]"))
    }

    /// Writes a member's name; exactly one value must follow.
    ///
    /// A literal name is copied as it stands, so it must need no escapes.
    package mutating func name(_ name: StaticString) {
        let length = name.utf8CodeUnitCount
        makeRoom(for: length + 4)
        room.withUnsafeMutableBufferPointer { room in
            if needsComma { Self.put(UInt8(ascii: ","), into: room, at: &count) }
            Self.put(UInt8(ascii: "\""), into: room, at: &count)
            Self.put(UnsafeBufferPointer(start: name.utf8Start, count: length), into: room, at: &count)
            Self.put(UInt8(ascii: "\""), into: room, at: &count)
            Self.put(UInt8(ascii: ":"), into: room, at: &count)
        }
        needsComma = false
    }

    package mutating func name(dynamic name: String) {
        string(name)
        append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func null() { literal("null") }
    package mutating func bool(_ flag: Bool) { literal(flag ? "true" : "false") }

    package mutating func integer(_ value: Int64) {
        separate()
        appendDecimal(value)
        needsComma = true
    }

    /// Writes a number exactly as it was read.
    package mutating func number(_ number: JSONNumber) { raw(number.text.utf8) }

    package mutating func string(_ text: String) {
        separate()
        appendQuoted(text)
        needsComma = true
    }

    /// Writes bytes that are a JSON value already.
    package mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        append(json)
        needsComma = true
    }

    /// Writes a string of so many bytes, which `write` puts there itself, from a place on; they must need no escapes.
    package mutating func unescaped(_ length: Int, _ write: (inout MutableSpan<UInt8>, _ start: Int) -> Void) {
        makeRoom(for: length + 3)
        separate()
        append(UInt8(ascii: "\""))
        let start = count
        var span = room.mutableSpan
        write(&span, start)
        count += length
        append(UInt8(ascii: "\""))
        needsComma = true
    }

    package mutating func value(_ node: JSONNode) {
        switch node.value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let value): number(value)
        case .string(let text): string(text)
        case .array(let nodes): array { writer in for node in nodes { writer.value(node) } }
        case .object(let members):
            object { writer in
                for member in members.members {
                    writer.name(dynamic: member.name)
                    writer.value(member.node)
                }
            }
        }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { append(UInt8(ascii: ",")) }
    }

    private mutating func literal(_ word: StaticString) {
        separate()
        append(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        needsComma = true
    }

    private mutating func appendDecimal(_ value: Int64) {
        makeRoom(for: 20)
        if value < 0 { append(UInt8(ascii: "-")) }
        var magnitude = value.magnitude
        let start = count
        room.withUnsafeMutableBufferPointer { room in
            repeat {
                Self.put(UInt8(ascii: "0") + UInt8(magnitude % 10), into: room, at: &count)
                magnitude /= 10
            } while magnitude > 0
            room[start..<count].reverse()
        }
    }

    private mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            // Escapes are rare, and make more room for themselves.
            makeRoom(for: utf8.count + 2)
            append(UInt8(ascii: "\""))
            var start = 0
            while true {
                let end = Self.nextToEscape(in: utf8, from: start)
                append(UnsafeBufferPointer(rebasing: utf8[start..<end]))
                guard end < utf8.count else { break }
                appendEscape(utf8[end])
                start = end + 1
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// The first byte from a place on that may not stand in a string as it is; their count when there is none.
    private static func nextToEscape(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        let raw = UnsafeRawBufferPointer(bytes)
        while index + 8 <= bytes.count,
            !hasToEscape(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        {
            index += 8
        }
        while index < bytes.count, bytes[index] >= 0x20, bytes[index] != 0x22, bytes[index] != 0x5C { index += 1 }
        return index
    }

    /// Whether one of eight bytes is a control character, a quote or a backslash, looked at all at once.
    private static func hasToEscape(_ word: UInt64) -> Bool {
        let each: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (each &* 0x22)
        let backslashes = word ^ (each &* 0x5C)
        // A byte that is below what is taken from it borrows, and its highest bit shows that.
        let controls = (word &- each &* 0x20) & ~word
        let marks = ((quotes &- each) & ~quotes) | ((backslashes &- each) & ~backslashes)
        return (controls | marks) & (each &* 0x80) != 0
    }

    private mutating func appendEscape(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append("u00".utf8)
            append(HexDigit.lowerCase(byte >> 4))
            append(HexDigit.lowerCase(byte & 0xF))
        }
    }
}

/// The room for what is written.
extension JSONWriter {
    @inline(__always)
    private mutating func makeRoom(for length: Int) { if room.count - count < length { grow(by: length) } }

    @inline(never)
    private mutating func grow(by length: Int) {
        room.append(contentsOf: repeatElement(0, count: max(room.count, length)))
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        makeRoom(for: 1)
        room.withUnsafeMutableBufferPointer { Self.put(byte, into: $0, at: &count) }
    }

    @inline(__always)
    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        makeRoom(for: bytes.count)
        room.withUnsafeMutableBufferPointer { Self.put(bytes, into: $0, at: &count) }
    }

    private mutating func append(_ bytes: some Collection<UInt8>) {
        let isWhole: Void? = bytes.withContiguousStorageIfAvailable { append($0) }
        if isWhole == nil { for byte in bytes { append(byte) } }
    }

    /// There must be room; `count` is held to it by whoever made it.
    @inline(__always)
    private static func put(_ byte: UInt8, into room: UnsafeMutableBufferPointer<UInt8>, at count: inout Int) {
        room[count] = byte
        count += 1
    }

    @inline(__always)
    private static func put(
        _ bytes: UnsafeBufferPointer<UInt8>,
        into room: UnsafeMutableBufferPointer<UInt8>,
        at count: inout Int
    ) {
        guard let source = bytes.baseAddress, let target = room.baseAddress else { return }
        (target + count).update(from: source, count: bytes.count)
        count += bytes.count
    }
}

/// Members with their values in one call; nil is written as null.
extension JSONWriter {
    package mutating func member(_ name: StaticString, _ value: String?) {
        self.name(name)
        if let value { string(value) } else { null() }
    }

    package mutating func member(_ name: StaticString, _ value: Int64?) {
        self.name(name)
        if let value { integer(value) } else { null() }
    }

    package mutating func member(_ name: StaticString, _ value: Int) {
        self.name(name)
        integer(Int64(value))
    }

    package mutating func member(_ name: StaticString, _ value: Bool?) {
        self.name(name)
        if let value { bool(value) } else { null() }
    }

    package mutating func member(_ name: StaticString, _ value: JSONNode?) {
        self.name(name)
        if let value { self.value(value) } else { null() }
    }

    package mutating func memberNull(_ name: StaticString) {
        self.name(name)
        null()
    }

    @inline(__always)
    package mutating func member(_ name: StaticString, object body: (inout JSONWriter) -> Void) {
        self.name(name)
        object(body)
    }

    @inline(__always)
    package mutating func member(_ name: StaticString, array body: (inout JSONWriter) -> Void) {
        self.name(name)
        array(body)
    }
}
