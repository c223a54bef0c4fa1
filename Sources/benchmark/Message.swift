#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where the parts of an HTTP message with a Content-Length are.
struct Message {
    let bodyStart: Int
    let end: Int

    /// Finds the message at the start of some bytes; nil when its end has not come yet.
    init?(in bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return nil }
        var length = 0
        var line = 0
        while true {
            guard line < bytes.count, let found = memchr(base + line, 10, bytes.count - line) else { return nil }
            let next = base.distance(to: UnsafeRawPointer(found)) + 1
            defer { line = next }
            if next - line == 2, bytes[line] == 13 { break }
            guard bytes[line] | 0x20 == UInt8(ascii: "c"), next - line > 15,
                strncasecmp((base + line).assumingMemoryBound(to: CChar.self), "content-length:", 15) == 0
            else { continue }
            for byte in bytes[(line + 15)..<next] where byte != UInt8(ascii: " ") {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { break }
                length = length * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        bodyStart = line
        end = line + length
        guard end <= bytes.count else { return nil }
    }

    /// The status of an answer: the three digits behind `HTTP/1.1 `.
    static func status(of bytes: UnsafeRawBufferPointer) -> Int {
        guard bytes.count > 12 else { return 0 }
        return bytes[9..<12].reduce(0) { $0 * 10 + Int($1) - 48 }
    }
}

/// Bytes that came over a connection and were not used yet.
struct ReceiveBuffer {
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    private var filled = 0

    enum Reading { case some, none, end }

    /// Reads what is there.
    mutating func read(from descriptor: Int32) -> Reading {
        guard let base = memory.baseAddress, filled < memory.count else { return .end }
        let count = recv(descriptor, base + filled, memory.count - filled, 0)
        guard count != 0 else { return .end }
        guard count > 0 else { return errno == EAGAIN || errno == EINTR ? .none : .end }
        filled += count
        return .some
    }

    /// Hands the first whole message to `body` and drops it; false when there is none.
    mutating func take(_ body: (Message, UnsafeRawBufferPointer) -> Void) -> Bool {
        guard filled > 0, let message = Message(in: UnsafeRawBufferPointer(rebasing: memory[..<filled])) else {
            return false
        }
        body(message, UnsafeRawBufferPointer(rebasing: memory[..<message.end]))
        filled -= message.end
        if filled > 0, let base = memory.baseAddress { memmove(base, base + message.end, filled) }
        return true
    }

    func end() { memory.deallocate() }
}
