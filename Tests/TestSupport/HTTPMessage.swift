/// The start line, headers and body of one HTTP/1.1 message as they came over a socket.
package struct HTTPMessage: Sendable {
    package let startLine: String
    /// Names in lower case, in the order they came.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package subscript(header: String) -> String? { headers.first { $0.name == header.lowercased() }?.value }
    package var bodyText: String { String(decoding: body, as: UTF8.self) }

    /// Splits off the first message of `buffer`, or nil while it is not all there.
    static func take(from buffer: inout [UInt8]) -> HTTPMessage? {
        guard let end = headerEnd(in: buffer) else { return nil }
        let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n").map(String.init)
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (line[..<colon].lowercased(), String(value))
        }
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        let start = end + 4
        guard buffer.count >= start + length else { return nil }
        let body = Array(buffer[start..<start + length])
        buffer.removeFirst(start + length)
        return HTTPMessage(startLine: lines.first ?? "", headers: headers, body: body)
    }

    private static func headerEnd(in bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...bytes.count - 4).first { Array(bytes[$0..<$0 + 4]) == [13, 10, 13, 10] }
    }
}
