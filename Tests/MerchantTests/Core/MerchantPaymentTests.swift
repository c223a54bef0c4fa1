import Database
import Merchant
import Testing
import TossAPI
import TossClient

@Suite(.onEachDatabase) struct MerchantPaymentTests {
    @Test func `a confirm completes the payment, with one purchase and one mail`() async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        let payment = try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        #expect(payment.state == .completed)
        #expect(payment.approvedAt == TestShop.start)
        let again = try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        #expect(again == payment)
        #expect(test.toss.count(.confirm) == 1)
        #expect(try await test.count("purchases") == 1)
        try await test.scheduler.drain()
        #expect(test.sink.effects.map(\.kind) == [.purchaseMail])
    }

    @Test func `confirms at the same time are one`() async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        let payments = try await withThrowingTaskGroup(of: OrderPayment.self) { group in
            for _ in 0..<20 {
                group.addTask { try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(payments).count == 1)
        #expect(payments.first?.state == .completed)
        #expect(test.toss.count(.confirm) == 1)
        #expect(test.toss.charges == 1)
        #expect(try await test.count("purchases") == 1)
    }

    @Test func `an amount or owner that differs never reaches Toss`() async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        await #expect(throws: ShopError.notTheOwner) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.stranger.id)
        }
        let tampered = Settlement(paymentKey: "key1", orderID: confirmation.orderID, amount: 1)
        await #expect(throws: ShopError.amountDiffers(asked: 1, stored: 50_000)) {
            try await test.shop.payments.confirm(tampered, by: TestShop.buyer.id)
        }
        #expect(test.toss.count(.confirm) == 0)
        #expect(try await test.state(confirmation.orderID) == .pending)
    }

    @Test func `an answer lost after the charge is found by the janitor`() async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        test.toss.script(.confirm, .loseAfter)
        await #expect(throws: ShopError.outcomeUnknown(orderId: confirmation.orderID)) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        }
        #expect(try await test.state(confirmation.orderID) == .unknown)
        try await test.advance(.seconds(4))
        #expect(try await test.state(confirmation.orderID) == .unknown)
        try await test.advance(.seconds(1))
        #expect(try await test.state(confirmation.orderID) == .completed)
        #expect(test.toss.count(.confirm) == 1)
        #expect(try await test.count("purchases") == 1)
    }

    @Test func `an answer lost before the charge is asked for again with the same key`() async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        test.toss.script(.confirm, .loseBefore)
        await #expect(throws: ShopError.self) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        }
        try await test.advance(.seconds(5))
        #expect(try await test.state(confirmation.orderID) == .completed)
        #expect(test.toss.charges == 1)
        #expect(Set(test.toss.idempotencyKeys.filter { !$0.isEmpty }).count == 1)
    }

    @Test(arguments: [PaymentStatus.aborted, .expired])
    func `a payment that Toss gave up on fails`(status: PaymentStatus) async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        test.toss.script(.confirm, .loseBefore)
        await #expect(throws: ShopError.self) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        }
        test.toss.set("key1", status, failure: "REJECT_CARD_COMPANY")
        try await test.advance(.seconds(5))
        #expect(try await test.state(confirmation.orderID) == .failed)
        await #expect(throws: ShopError.refused(code: "REJECT_CARD_COMPANY", message: "because")) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        }
        #expect(try await test.count("operations WHERE outcome IS NULL") == 0)
    }

    @Test func `the janitor waits longer each time, and hands over to the operator in the end`() async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        test.toss.script(.confirm, .loseAfter)
        for _ in 0..<20 { test.toss.script(.lookUp, .loseBefore) }
        await #expect(throws: ShopError.self) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        }
        for (attempt, delay) in [5, 30, 300, 3_600].enumerated() {
            try await test.advance(.seconds(delay - 1))
            #expect(test.toss.count(.lookUp) == attempt)
            try await test.advance(.seconds(1))
            #expect(test.toss.count(.lookUp) == attempt + 1)
        }
        // Then daily for five days.
        try await test.run(until: test.clock.now + .seconds(30 * 86_400))
        #expect(try await test.count("findings WHERE kind = 'stuck' AND subject = '\(confirmation.orderID)'") == 1)
        #expect(test.sink.effects.count { $0.kind == .findingMail } == 1)
        // The daily comparison goes on asking, and Toss answers again now.
        #expect(try await test.state(confirmation.orderID) == .completed)
    }

    @Test func `a second click while the outcome is unknown asks at once`() async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        test.toss.script(.confirm, .loseAfter)
        await #expect(throws: ShopError.self) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        }
        let payment = try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        #expect(payment.state == .completed)
        #expect(test.toss.charges == 1)
    }

    @Test func `a refused card fails, and another try with a new payment key may pay`() async throws {
        let test = try await TestShop.make()
        let first = try await test.authenticated()
        test.toss.script(.confirm, .refuse("REJECT_CARD_COMPANY"))
        for _ in 0..<2 {
            await #expect(throws: ShopError.refused(code: "REJECT_CARD_COMPANY", message: "no")) {
                try await test.shop.payments.confirm(first, by: TestShop.buyer.id)
            }
        }
        #expect(test.toss.count(.confirm) == 1)
        let second = Settlement(paymentKey: "key2", orderID: first.orderID, amount: first.amount)
        test.toss.add("key2", first.orderID, first.amount)
        let payment = try await test.shop.payments.confirm(second, by: TestShop.buyer.id)
        #expect(payment.state == .completed)
        let third = Settlement(paymentKey: "key3", orderID: first.orderID, amount: first.amount)
        await #expect(throws: ShopError.orderTaken) {
            try await test.shop.payments.confirm(third, by: TestShop.buyer.id)
        }
    }

    @Test func `a shop killed between the charge and its own commit is paid once after a restart`() async throws {
        try await withDatabaseFile { path in
            let first = try await TestShop.make(path: path)
            let confirmation = try await first.authenticated()
            first.toss.script(.confirm, .loseAfter)
            await #expect(throws: ShopError.self) {
                try await first.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
            }
            // As it stood while Toss was being asked.
            try await first.shop.context.store.write { db in
                try db.execute("UPDATE payments SET state = 'confirming'", [])
                try db.execute(
                    "UPDATE operations SET owner = 'merchant', next_attempt_at = ?1, lease_until = ?1",
                    [.instant(.latest)]
                )
            }
            let second = try await TestShop.make(path: path, toss: first.toss)
            try await second.scheduler.drain()
            #expect(try await second.state(confirmation.orderID) == .completed)
            #expect(second.toss.charges == 1)
            #expect(try await second.count("purchases") == 1)
        }
    }

    @Test func `a shop killed before it asked Toss asks after a restart`() async throws {
        try await withDatabaseFile { path in
            let first = try await TestShop.make(path: path)
            let confirmation = try await first.authenticated()
            first.toss.script(.confirm, .unreachable)
            await #expect(throws: ShopError.outcomeUnknown(orderId: confirmation.orderID)) {
                try await first.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
            }
            try await first.shop.context.store.write { db in try db.execute("UPDATE operations SET attempts = 0") }
            let second = try await TestShop.make(path: path, toss: first.toss)
            try await second.scheduler.drain()
            #expect(try await second.state(confirmation.orderID) == .completed)
            #expect(second.toss.charges == 1)
        }
    }

    @Test func `an operation that cannot be tried does not hold up the rest`() async throws {
        let test = try await TestShop.make()
        let first = try await test.authenticated("key1")
        let second = try await test.authenticated("key2")
        test.toss.script(.confirm, .loseAfter, .loseAfter)
        for confirmation in [first, second] {
            await #expect(throws: ShopError.self) {
                try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
            }
        }
        _ = try await test.shop.context.store.write { db in
            try db.execute("UPDATE operations SET request = '{}' WHERE subject = ?1", [.text(first.orderID)])
        }
        test.clock.advance(by: .seconds(5))
        await #expect(throws: ShopError.self) { try await test.scheduler.drain() }
        #expect(try await test.state(second.orderID) == .completed)
    }

    @Test func `orders of one second have different ids of Toss's form`() async throws {
        let test = try await TestShop.make()
        var ids: [String] = []
        for _ in 0..<5 {
            ids.append(try await test.shop.payments.prepare(productID: "1", for: TestShop.buyer).order.id)
        }
        ids.append(try await test.shop.payments.prepare(productID: "1", for: nil).order.id)
        #expect(ids.first?.hasPrefix("ORDER_7_1_1767582000_") == true)
        #expect(ids.last?.hasPrefix("ORDER_guest_1_1767582000_") == true)
        #expect(ids.allSatisfy { $0.utf8.count <= 64 })
        #expect(Set(ids).count == 6)
    }

    @Test func `prices come from the catalogue alone`() async throws {
        let test = try await TestShop.make()
        await #expect(throws: ShopError.priceDiffers(asked: 100, actual: 50_000)) {
            try await test.shop.payments.prepare(
                productID: "1",
                claim: Payments.Claim(originalPrice: 100),
                for: TestShop.buyer
            )
        }
        await #expect(throws: ShopError.priceDiffers(asked: 100, actual: 50_000)) {
            try await test.shop.payments.prepare(
                productID: "1",
                claim: Payments.Claim(amount: 100),
                for: TestShop.buyer
            )
        }
        await #expect(throws: ShopError.unknownProduct("99")) {
            try await test.shop.payments.prepare(productID: "99", for: TestShop.buyer)
        }
    }

    static let discounts: [(Duration?, Won)] = [
        (nil, 50_000), (.seconds(0), 25_000), (.seconds(10_799), 25_000), (.seconds(10_800), 35_000),
        (.seconds(1_000_000), 35_000),
    ]

    @Test(arguments: discounts)
    func `members pay less, new ones least`(age: Duration?, price: Won) {
        let discount = Discount(memberSince: age.map { TestShop.start - $0 }, now: TestShop.start)
        #expect(discount.price(of: 50_000) == price)
        #expect(discount.price(of: 100) == 100)
    }

    @Test(arguments: PaymentState.allCases)
    func `old news changes nothing`(state: PaymentState) {
        for event in PaymentState.Event.allCases {
            var once = state
            guard once.apply(event) else {
                #expect(once == state)
                continue
            }
            var twice = once
            _ = twice.apply(event)
            #expect(twice == once)
        }
    }
}
