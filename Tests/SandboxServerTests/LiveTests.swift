import Glibc
import JSON
import SandboxServer
import Testing

/// The same answers over a real socket, for what only a socket can carry.
///
/// Some requests never reach either API, because libmicrohttpd refuses them by itself, with a page of HTML, before our
/// code is asked (see `Server.start`): a garbled request line or header line, a `Content-Length` or a chunk size that
/// is no number (400), HTTP/2 (505), a length beyond 64 bits (413), and headers three times above the limit (414, 431).
/// Those have no Toss shape and need none: no client library can send them.
@Suite(.timeLimit(.minutes(3))) struct LiveTests {
    private static let tooMuch = 2 << 20

    private static let targets = [
        "/v1/payments/confirm", "/v1/payments/nothing/cancel", "/v1/billing/nothing", "/v1/billing/authorizations/card",
        "/sandbox/payments", "/sandbox/scenario/check",
    ]

    private func head(_ method: String, _ target: String, _ fields: String) -> [UInt8] {
        Array(
            "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nAuthorization: \(Gateway.basic)\r\n\(fields)\r\n\r\n"
                .utf8
        )
    }

    private func expectShape(_ answer: WireAnswer, status: Int) throws {
        #expect(answer.status == status)
        let json = try JSONNode(parsing: answer.body)
        #expect(json.object?.members.map(\.name) == ["code", "message"])
        #expect(json["code"]?.string == "INVALID_REQUEST")
        #expect(answer.head.lowercased().contains("content-type: application/json"))
    }

    @Test(arguments: targets, [false, true])
    func `a body of 2 MiB is refused in the shape of the API it was meant for`(
        target: String,
        isChunked: Bool
    ) async throws {
        try await withLiveTossbox { port in
            let socket = try Wire(port: port)
            let body = [UInt8](repeating: UInt8(ascii: " "), count: Self.tooMuch)
            if isChunked {
                socket.send(head("POST", target, "Content-Type: application/json\r\nTransfer-Encoding: chunked"))
                for start in stride(from: 0, to: body.count, by: 65_536) {
                    socket.send(Array("10000\r\n".utf8) + body[start..<(start + 65_536)] + Array("\r\n".utf8))
                }
                socket.send(Array("0\r\n\r\n".utf8))
            } else {
                socket.send(head("POST", target, "Content-Type: application/json\r\nContent-Length: \(body.count)"))
                socket.send(body)
            }
            try expectShape(try socket.readAnswer(), status: 413)
            // The server goes on.
            let next = try Wire(port: port)
            next.send(head("GET", "/sandbox/payments", "Connection: close"))
            let list = try next.readAnswer()
            #expect(list.status == 200)
            #expect(String(decoding: list.body, as: UTF8.self) == #"{"items":[],"next":null}"#)
        }
    }

    @Test(arguments: ["/v1/payments/", "/sandbox/"])
    func `headers above the limit are refused in the shape of the API they were meant for`(path: String) async throws {
        try await withLiveTossbox { port in
            let socket = try Wire(port: port)
            socket.send(head("GET", path + String(repeating: "a", count: 20_000), "Connection: close"))
            try expectShape(try socket.readAnswer(), status: 431)
        }
    }

    @Test func `10 KB of Authorization are read and refused`() async throws {
        try await withLiveTossbox { port in
            let socket = try Wire(port: port)
            let key = String(repeating: "QUFB", count: 2_500)
            socket.send(
                Array(
                    "GET /v1/payments/a HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic \(key)\r\nConnection: close\r\n\r\n"
                        .utf8
                )
            )
            let answer = try socket.readAnswer()
            #expect(answer.status == 403)
            #expect(try JSONNode(parsing: answer.body)["code"]?.string == "INCORRECT_BASIC_AUTH_FORMAT")
        }
    }

    @Test func `header values that are no UTF-8 are refused and not fatal`() async throws {
        try await withLiveTossbox { port in
            for name in [
                "Authorization", "TossPayments-Test-Code", "Idempotency-Key", "Accept-Language", "Content-Type",
            ] {
                let socket = try Wire(port: port)
                let usual = name == "Authorization" ? "" : "Authorization: \(Gateway.basic)\r\n"
                socket.send(
                    Array("POST /v1/payments/confirm HTTP/1.1\r\nHost: localhost\r\n\(usual)\(name): ".utf8) + [
                        0xFF, 0xC0, 0x80,
                    ]
                        + Array("\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}".utf8)
                )
                let answer = try socket.readAnswer()
                #expect((400...499).contains(answer.status), "\(name): \(answer.status)")
                let json = try JSONNode(parsing: answer.body)
                #expect(json.object?.members.map(\.name) == ["code", "message"], "\(name)")
            }
        }
    }

    @Test func `a server with a long queue of webhooks stops`() async throws {
        // Takes connections, and never answers.
        let silent = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(silent) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutableBytes(of: &place) { bytes in
            guard let address = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return false }
            guard bind(silent, address, size) == 0, listen(silent, 8) == 0 else { return false }
            return getsockname(silent, address, &size) == 0
        }
        try #require(bound)
        let url = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))/"
        try await withLiveTossbox { port in
            let wire = try Wire(port: port)
            func call(_ method: String, _ path: String, _ body: String) throws -> Int {
                wire.send(head(method, "/sandbox" + path, "Content-Length: \(body.utf8.count)") + Array(body.utf8))
                return try wire.readAnswer().status
            }
            // One after another, as a standing clock has them.
            #expect(try call("PUT", "/clock", #"{"mode":"manual"}"#) == 200)
            for _ in 1...500 { #expect(try call("POST", "/webhooks/endpoints", #"{"url":"\#(url)"}"#) == 201) }
            let emission = #"{"eventType":"BILLING_DELETED","billingKey":"key"}"#
            for _ in 1...100 { #expect(try call("POST", "/webhooks/emit", emission) == 200) }
        }
    }

    @Test func `a confirm goes through a socket as it does in process`() async throws {
        try await withLiveTossbox { port in
            let visit = Array(#"{"orderId":"order-1","amount":15000}"#.utf8)
            let socket = try Wire(port: port)
            socket.send(head("POST", "/sandbox/payments", "Content-Length: \(visit.count)") + visit)
            let key = try #require(try JSONNode(parsing: try socket.readAnswer().body)["paymentKey"]?.string)
            let confirm = Array(Gateway.confirmBody(key, "order-1", 15_000).utf8)
            let fields = "Content-Type: application/json\r\nContent-Length: \(confirm.count)"
            // Keep-alive: on the same connection.
            socket.send(head("POST", "/v1/payments/confirm", fields) + confirm)
            let answer = try socket.readAnswer()
            #expect(answer.status == 200)
            #expect(answer.head.lowercased().contains("x-tosspayments-trace-id: "))
            #expect(try JSONNode(parsing: answer.body)["status"]?.string == "DONE")
        }
    }
}

/// A server of the test's own, on a free port.
func withLiveTossbox(
    _ configuration: Tossbox.Configuration = Tossbox.Configuration(),
    _ test: (UInt16) async throws -> Void
) async throws {
    let tossbox = try Tossbox.start(configuration)
    defer { tossbox.stop() }
    let port = try #require(tossbox.url.split(separator: ":").last.flatMap { UInt16($0) })
    try await test(port)
}

struct WireAnswer: Sendable {
    let status: Int
    let head: String
    let body: [UInt8]
}

/// A TCP connection.
final class Wire {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    struct Broken: Error { let soFar: String }

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafeBytes(of: &place) {
            connect(
                descriptor,
                $0.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t(MemoryLayout<sockaddr_in>.size)
            )
        }
        guard result == 0 else { throw Broken(soFar: "no connection") }
    }

    deinit { close(descriptor) }

    /// Sends everything, or as much as the other side takes.
    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads one answer by its `Content-Length`.
    func readAnswer() throws -> WireAnswer {
        let separator = Array("\r\n\r\n".utf8)
        var end = buffer.firstRange(of: separator)
        while end == nil {
            try fill()
            end = buffer.firstRange(of: separator)
        }
        let head = String(decoding: buffer[..<(end?.lowerBound ?? 0)], as: UTF8.self)
        buffer.removeFirst(end?.upperBound ?? 0)
        let field = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }
        let size = field.flatMap { Int($0.dropFirst(16)) } ?? 0
        while buffer.count < size { try fill() }
        defer { buffer.removeFirst(size) }
        let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return WireAnswer(status: status ?? 0, head: head, body: Array(buffer[..<size]))
    }

    private func fill() throws {
        var part = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &part, part.count, 0)
        guard count > 0 else { throw Broken(soFar: String(decoding: buffer, as: UTF8.self)) }
        buffer += part[..<count]
    }
}
