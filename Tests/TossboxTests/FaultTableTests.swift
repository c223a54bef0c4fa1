internal import TestSupport
import Testing

/// Every fault on both sides of the commit, on the wire of the real program.
@Suite(.timeLimit(.minutes(3))) struct FaultTableTests {
    static let kinds = ["hang", "reset", "close", "truncate", "garbage", "drip", "wrong-content-type"]
    static let sides = ["before-commit", "after-commit"]

    static let table = kinds.flatMap { kind in
        sides.flatMap { side in FaultScene.operations.map { (kind, side, $0) } }
    }

    @Test(arguments: table)
    func `a fault shows its bytes, and what was stored is on its side of the commit`(
        kind: String,
        side: String,
        operation: String
    ) async throws {
        let scene = try await FaultScene.open(operation)
        var then: JSONText = ["fault": .string(kind), "phase": .string(side)]
        if ["hang", "drip"].contains(kind) {
            then = .merged(then, ["for": .string(kind == "hang" ? "PT0.2S" : "PT0.0005S")])
        }
        try await scene.shop.load([
            "rules": [["name": "lost", "on": .string(operation), "attempts": [1], "then": then]]
        ])
        let connection = try await RawConnection.open(port: scene.shop.tossbox.port)
        let clock = ContinuousClock()
        let start = clock.now
        try await connection.send(scene.text)
        let outcome = try await outcome(of: kind, on: connection)
        let time = start.duration(to: clock.now)
        let isAfter = side == "after-commit"
        #expect(try await scene.effects() == (isAfter ? 1 : 0))
        // After the commit the key gets the answer that was lost; before it the call runs as if it were the first.
        let again = try #require(try await scene.again().message)
        #expect(again.startLine == "HTTP/1.1 200 OK")
        #expect(try await scene.effects() == 1)
        let log = try await scene.log()
        #expect(log.map(\.replayed) == [false, isAfter ? true : false])
        #expect(log[0].fault == .string("\(kind) \(side)"))
        #expect(log[0].status == (isAfter ? 200 : 500))
        switch kind {
        case "reset": #expect(outcome.isBareReset, "\(outcome)")
        case "hang":
            #expect(outcome.isEnd(after: []), "\(outcome)")
            #expect(time >= .milliseconds(200))
        case "close": #expect(outcome.isEnd(after: []), "\(outcome)")
        case "garbage":
            guard case .ended(let bytes) = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(bytes.count == 64 && bytes.allSatisfy { $0 >= 0x80 })
        case "truncate":
            guard case .ended(let bytes) = outcome else { return #expect(Bool(false), "\(outcome)") }
            try expectHalf(bytes, of: isAfter ? again.body : nil)
        case "drip":
            let message = try #require(outcome.message, "\(outcome)")
            #expect(message.startLine == (isAfter ? "HTTP/1.1 200 OK" : "HTTP/1.1 500 Internal Server Error"))
            #expect(!isAfter || message.body == again.body)
            #expect(time >= .microseconds(500 * message.body.count))
            #expect(message["Connection"] == "close")
        default:
            let message = try #require(outcome.message, "\(outcome)")
            #expect(message.startLine == "HTTP/1.1 200 OK")
            #expect(message["Content-Type"] == "text/html;charset=UTF-8")
            #expect(message.bodyText.hasPrefix("<!DOCTYPE html>"))
        }
    }

    /// What came, up to the end of the connection unless the fault leaves it open.
    private func outcome(of kind: String, on connection: RawConnection) async throws -> RawConnection.Outcome {
        kind == "wrong-content-type" ? try await connection.receive() : try await connection.receiveToEnd()
    }

    /// Whole headers with the full length, and half of the body.
    private func expectHalf(_ bytes: [UInt8], of whole: [UInt8]?) throws {
        let end = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)))
        let head = String(decoding: bytes[..<end.upperBound], as: UTF8.self)
        let field = try #require(head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") })
        let length = try #require(Int(field.dropFirst(16)))
        let body = bytes[end.upperBound...]
        #expect(head.contains("x-tosspayments-trace-id: "))
        #expect(body.count == length / 2)
        if let whole {
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(whole.count == length)
            #expect(whole.starts(with: body))
        } else {
            #expect(head.hasPrefix("HTTP/1.1 500 Internal Server Error\r\n"))
            #expect(String(decoding: body, as: UTF8.self).hasPrefix(#"{"code":"FAILED_INTERNAL_SYSTEM_PROCESSING""#))
        }
    }

    @Test(arguments: kinds, sides)
    func `look-ups and deletions are spoilt as well`(kind: String, side: String) async throws {
        let shop = try await Shop.open()
        let issued = try await shop.call("POST", "/v1/billing/authorizations/card", BillingTests.byCard)
        let billingKey = try #require(issued.json.billingKey.text)
        let payment = try await shop.pay("order-0001", 15000)
        var then: JSONText = ["fault": .string(kind), "phase": .string(side)]
        if ["hang", "drip"].contains(kind) { then = .merged(then, ["for": "PT0.0005S"]) }
        try await shop.load(["rules": [["name": "all", "on": "*", "then": then]]])
        for (method, path) in [("GET", "/v1/payments/\(payment)"), ("DELETE", "/v1/billing/\(billingKey)")] {
            let connection = try await RawConnection.open(port: shop.tossbox.port)
            try await connection.send(shop.rawRequest(method, path, .absent))
            let outcome = try await outcome(of: kind, on: connection)
            // A deletion answers with an empty body, of which the half is whole.
            let isWhole = kind == "truncate" && side == "after-commit" && method == "DELETE"
            let isMessage = ["drip", "wrong-content-type"].contains(kind) || isWhole
            #expect((outcome.message != nil) == isMessage, "\(outcome)")
            #expect(outcome.isBareReset == (kind == "reset"))
        }
        try await shop.load([:])
        let deleted = try await shop.call("DELETE", "/v1/billing/\(billingKey)")
        #expect(deleted.status == (side == "after-commit" ? 400 : 200))
    }
}

extension RawConnection.Outcome {
    /// Whether a FIN came after exactly these bytes.
    func isEnd(after bytes: [UInt8]) -> Bool {
        if case .ended(let found) = self { found == bytes } else { false }
    }
}
