internal import TestSupport
import Testing

/// The control API from a shell.
@Suite(.timeLimit(.minutes(3))) struct CallCommandTests {
    private func call(_ words: [String], shop: Shop, input: String = "") async throws -> Program.Ending {
        try await Program.run(
            ["call"] + words + ["--url", shop.tossbox.url, "--key", shop.secretKey],
            input: input
        )
    }

    @Test func `any call prints its answer, and a verdict that fails ends with 1`() async throws {
        let shop = try await Shop.open()
        _ = try await shop.pay("order-1", 15_000)
        let list = try await call(["get", "payments?orderId=order-1"], shop: shop)
        #expect(list.status == 0)
        #expect(try JSONText(parsing: list.output).items[0].orderId == "order-1")
        let advanced = try await call(["POST", "/sandbox/clock/advance", #"{"by":"PT1M"}"#], shop: shop)
        #expect(try JSONText(parsing: advanced.output).ran == [])
        let right = #"{"payments":[{"orderId":"order-1","status":"IN_PROGRESS"}]}"#
        #expect(try await call(["POST", "verify", right], shop: shop).status == 0)
        let wrong = try await call(
            ["POST", "verify", "-"],
            shop: shop,
            input: #"{"payments":[{"orderId":"order-2"}]}"#
        )
        #expect(wrong.status == 1)
        #expect(wrong.output.contains("order-1"))
    }

    @Test func `what cannot be done is said on standard error`() async throws {
        let shop = try await Shop.open()
        let unknown = try await call(["POST", "snapshots/none/restore"], shop: shop)
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("404 No snapshot is called none"))
        #expect(try await call(["FETCH", "payments"], shop: shop).status == 2)
        #expect(try await call(["GET"], shop: shop).status == 2)
    }

    @Test func `a stream of events goes over the wire until its sandbox is forgotten`() async throws {
        let shop = try await Shop.open()
        let listener = try await RawConnection.open(port: shop.tossbox.port)
        try await listener.send(shop.rawRequest("GET", "/sandbox/events", .absent, headers: ["Last-Event-ID": "0"]))
        _ = try await shop.paid("order-1", 15_000)
        try await shop.control("DELETE", "")
        guard case .ended(let bytes) = try await listener.receiveToEnd() else { throw TestFailure("no end") }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"))
        #expect(text.contains("\nevent: payment.done\n"))
    }
}
