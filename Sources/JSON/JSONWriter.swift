internal import Encodings

/// Writes JSON members in the order they are given, straight into bytes.
///
/// `JSONEncoder` shuffles or sorts keys; Toss's bodies have an order of their own, and the same state must give the
/// same bytes. Text is UTF-8, slashes are not escaped, there is no white space.
///
/// It has memory of its own, not an array's, which would be asked before each piece whether somebody else holds it; so
/// nobody can copy it.
package struct JSONWriter: ~Copyable {
    /// What is written, and room for more: each piece is one check for room and a copy.
    private var room: UnsafeMutablePointer<UInt8>
    private var size: Int
    private var count = 0
    private var needsComma = false

    package init(capacity: Int = 256) {
        size = max(64, capacity)
        room = .allocate(capacity: size)
    }

    deinit { room.deallocate() }

    /// What was written so far, in no more memory than that takes.
    package var bytes: [UInt8] { Array(UnsafeBufferPointer(start: room, count: count)) }

    /// The bytes of what `body` writes.
    @inline(__always)
    package static func bytes(capacity: Int = 256, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        body(&writer)
        return writer.bytes
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
        if needsComma { put(UInt8(ascii: ",")) }
        put(UInt8(ascii: "\""))
        put(name.utf8Start, length)
        put(UInt8(ascii: "\""))
        put(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes members whose values are always the same, as they stand in the text, without a comma at either end.
    package mutating func members(_ text: StaticString) { literal(text) }

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
        append(UInt8(ascii: "\""))
        appendEscaped(text)
        append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a string that holds a text between two that need no escapes, such as a key in a URL.
    package mutating func string(_ head: StaticString, _ text: String, _ tail: StaticString) {
        separate()
        append(UInt8(ascii: "\""))
        append(UnsafeBufferPointer(start: head.utf8Start, count: head.utf8CodeUnitCount))
        appendEscaped(text)
        append(UnsafeBufferPointer(start: tail.utf8Start, count: tail.utf8CodeUnitCount))
        append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes bytes that are a JSON value already.
    package mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        append(json)
        needsComma = true
    }

    /// Writes a string of so many bytes, all of which `write` puts there itself; they must need no escapes.
    package mutating func unescaped(_ length: Int, _ write: (inout MutableSpan<UInt8>) -> Void) {
        separate()
        makeRoom(for: length + 2)
        put(UInt8(ascii: "\""))
        var span = UnsafeMutableBufferPointer(start: room + count, count: length).mutableSpan
        write(&span)
        count += length
        put(UInt8(ascii: "\""))
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
        // The digits come from behind, so they are put where there is room for the longest number, and moved up.
        let longest = 20
        makeRoom(for: 2 * longest)
        if value < 0 { put(UInt8(ascii: "-")) }
        var magnitude = value.magnitude
        let end = room + count + longest
        var start = end
        repeat {
            start -= 1
            start.pointee = UInt8(ascii: "0") + UInt8(magnitude % 10)
            magnitude /= 10
        } while magnitude > 0
        put(start, end - start)
    }

    private mutating func appendEscaped(_ text: String) {
        let isWhole: Void? = text.utf8.withContiguousStorageIfAvailable { appendEscaped($0) }
        if isWhole == nil { for byte in text.utf8 { append(escaping: byte) } }
    }

    private mutating func appendEscaped(_ utf8: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while true {
            let end = Self.nextToEscape(in: utf8, from: start)
            append(UnsafeBufferPointer(rebasing: utf8[start..<end]))
            guard end < utf8.count else { return }
            append(escaping: utf8[end])
            start = end + 1
        }
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
        // The last ones are looked at all at once as well, together with some before them.
        if index + 8 > bytes.count, bytes.count >= start + 8,
            !hasToEscape(raw.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
        {
            return bytes.count
        }
        while index < bytes.count, !hasToEscape(bytes[index]) { index += 1 }
        return index
    }

    private static func hasToEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x22 || byte == 0x5C }

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

    private mutating func append(escaping byte: UInt8) {
        guard Self.hasToEscape(byte) else { return append(byte) }
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
    private mutating func makeRoom(for length: Int) { if size - count < length { grow(by: length) } }

    @inline(never)
    private mutating func grow(by length: Int) {
        let larger = size + max(size, length)
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        memory.update(from: room, count: count)
        room.deallocate()
        (room, size) = (memory, larger)
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        makeRoom(for: 1)
        put(byte)
    }

    @inline(__always)
    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        makeRoom(for: bytes.count)
        if let start = bytes.baseAddress { put(start, bytes.count) }
    }

    private mutating func append(_ bytes: some Collection<UInt8>) {
        let isWhole: Void? = bytes.withContiguousStorageIfAvailable { append($0) }
        if isWhole == nil { for byte in bytes { append(byte) } }
    }

    /// Whoever puts something has made room for it.
    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        room[count] = byte
        count += 1
    }

    @inline(__always)
    private mutating func put(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
        (room + count).update(from: bytes, count: length)
        count += length
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
