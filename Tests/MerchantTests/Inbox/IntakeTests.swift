import Database
import HTTPServer
import Locking
import Merchant
import Testing
import TossAPI
import TossClient

/// What forged events cost, and that true ones are never lost by it.
@Suite(.timeLimit(.minutes(3))) struct IntakeTests {
    private func event(_ order: String, _ status: String = "DONE", padding: Int = 0) -> [UInt8] {
        let padding = String(repeating: "x", count: padding)
        let data = #"{"orderId":"\#(order)","status":"\#(status)","padding":"\#(padding)"}"#
        return Array(#"{"eventType":"PAYMENT_STATUS_CHANGED","data":\#(data)}"#.utf8)
    }

    private func flood(_ test: TestShop, _ order: String, _ count: Int, _ name: String) async throws {
        for number in 0..<count {
            _ = try await test.shop.inbox.receive(event(order, "CANCELED"), transmissionID: "\(name)\(number)", at: "x")
            if number.isMultiple(of: 7) { try await test.scheduler.drain() }
        }
        try await test.scheduler.drain()
    }

    @Test func `forged events about one order cost five look-ups, and then four an hour`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        try await flood(test, order, 300, "a")
        #expect(test.toss.count(.lookUp) == 5)
        for quarter in 1...8 {
            try await flood(test, order, 20, "q\(quarter)-")
            try await test.advance(.seconds(900))
            #expect(test.toss.count(.lookUp) == 5 + quarter)
        }
        #expect(try await test.state(order) == .completed)
        // A day of peace fills the bucket again, and no more than that.
        try await test.advance(.seconds(86_400))
        let before = test.toss.count(.lookUp)
        try await flood(test, order, 300, "z")
        #expect(test.toss.count(.lookUp) - before == 5)
    }

    @Test func `a true event among forged ones is answered within a quarter of an hour`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        try await flood(test, order, 300, "a")
        test.toss.cancelOutside("key1", 50_000)
        #expect(try await test.shop.inbox.receive(event(order, "CANCELED"), transmissionID: "true", at: "x"))
        try await test.advance(.seconds(900))
        #expect(try await test.state(order) == .refunded)
        #expect(try await test.count("inbox WHERE outcome IS NULL") == 0)
    }

    @Test func `one look-up answers all events that wait for an order, and few of them are kept`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        for number in 0..<200 {
            let body = event(order, padding: 2_000)
            #expect(try await test.shop.inbox.receive(body, transmissionID: "t\(number)", at: "x"))
        }
        #expect(try await test.count("inbox") <= 10)
        #expect(try await test.count("inbox WHERE length(body) > 0") == 1)
        try await test.scheduler.drain()
        #expect(test.toss.count(.lookUp) == 1)
        #expect(try await test.count("inbox WHERE outcome IS NULL") == 0)
        #expect(try await test.count("look_up_budgets") == 1)
    }

    @Test(arguments: [1, 30])
    func `events that come while Toss answers are answered by another look-up`(count: Int) async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        for number in 0..<count {
            _ = try await test.shop.inbox.receive(event(order), transmissionID: "t\(number)", at: "x")
        }
        test.toss.afterLookUp.withLock { hook in
            hook = {
                test.toss.cancelOutside("key1", 50_000)
                _ = try? await test.shop.inbox.receive(
                    event(order, "CANCELED"),
                    transmissionID: "meanwhile",
                    at: "x"
                )
            }
        }
        try await test.scheduler.drain()
        #expect(test.toss.count(.lookUp) == 2)
        #expect(try await test.state(order) == .refunded)
        #expect(try await test.count("inbox WHERE outcome IS NULL") == 0)
    }

    @Test func `an event is taken while Toss is being asked about another`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        let (answers, answer) = AsyncStream.makeStream(of: Void.self)
        test.toss.afterLookUp.withLock { hook in hook = { for await _ in answers { break } } }
        _ = try await test.shop.inbox.receive(event(order), transmissionID: "t1", at: "x")
        let run = Task { try await test.scheduler.drain() }
        while test.toss.count(.lookUp) == 0 { await Task.yield() }
        #expect(try await test.shop.inbox.receive(event(order), transmissionID: "t2", at: "x"))
        #expect(try await !test.shop.inbox.receive(event(order), transmissionID: "t1", at: "x"))
        #expect(try await test.count("inbox WHERE outcome IS NULL") == 2)
        answer.finish()
        _ = try await run.value
        #expect(try await test.count("inbox WHERE outcome IS NULL") == 0)
    }

    @Test(arguments: ["ORDER_of_nobody", "", "link-1", "' OR 1=1 --"])
    func `an event about no order of ours costs nothing, and its body is not kept`(order: String) async throws {
        let test = try await TestShop.make()
        for number in 0..<300 {
            let body = event(order, padding: 60_000)
            _ = try await test.shop.inbox.receive(
                body,
                transmissionID: "t\(number)",
                from: .address("203.0.113.7"),
                at: "x"
            )
        }
        #expect(try await test.count("inbox WHERE length(body) > 0") == 0)
        // Above its budget a sender leaves no more than a count.
        #expect(try await test.count("inbox") == 120)
        #expect(try await test.count("forgeries WHERE seen = 300") == 1)
        #expect(try await test.count("inbox WHERE outcome IS NULL") == 0)
        try await test.scheduler.drain()
        #expect(test.toss.state.withLock { $0.calls.isEmpty })
    }

    @Test func `one address has so many orders looked at, and no other waits for it`() async throws {
        let test = try await TestShop.make()
        var orders: [String] = []
        for _ in 0..<301 {
            orders.append(try await test.shop.payments.prepare(productID: "1", for: TestShop.buyer).order.id)
        }
        let last = orders.removeLast()
        for (number, order) in orders.enumerated() {
            let id = "t\(number)"
            _ = try await test.shop.inbox.receive(
                event(order),
                transmissionID: id,
                from: .address("203.0.113.7"),
                at: "x"
            )
        }
        try await test.scheduler.drain()
        #expect(test.toss.count(.lookUp) == 120)
        let senders: [WebhookSender] = [.address("198.51.100.1"), .address("13.124.18.147"), .signed]
        for (number, sender) in senders.enumerated() {
            _ = try await test.shop.inbox.receive(event(last), transmissionID: "u\(number)", from: sender, at: "x")
            try await test.scheduler.drain()
            #expect(test.toss.count(.lookUp) == 121 + number)
        }
        // What was put off is put off and not forgotten.
        try await test.run(until: test.clock.now + .seconds(120))
        #expect(test.toss.count(.lookUp) == 303)
        #expect(try await test.count("inbox WHERE outcome IS NULL") == 0)
    }

    @Test func `a clock that is set back gives orders and addresses their budget again`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        try await flood(test, order, 100, "a")
        #expect(test.toss.count(.lookUp) == 5)
        test.clock.now = TestShop.start - .seconds(86_400)
        _ = try await test.shop.inbox.receive(event(order), transmissionID: "b", at: "x")
        try await test.scheduler.drain()
        #expect(test.toss.count(.lookUp) == 6)
    }

    @Test func `made-up payment keys are counted, and mail nobody`() async throws {
        let test = try await TestShop.make()
        for number in 0..<50 {
            let order = try await test.shop.payments.prepare(productID: "1", for: TestShop.buyer).order
            let made = Settlement(paymentKey: "made-up-\(number)", orderID: order.id, amount: order.amount)
            await #expect(throws: ShopError.self) { try await test.shop.payments.confirm(made, by: TestShop.buyer.id) }
        }
        try await test.scheduler.drain()
        #expect(test.sink.effects.isEmpty)
        try await test.run(until: TestShop.start + .seconds(2 * 86_400))
        #expect(test.sink.effects.map(\.payload) == [#"{"kind":"payment_key","day":"2026-01-05","count":50}"#])
    }
}
