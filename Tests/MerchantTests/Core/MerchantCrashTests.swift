import Database
import Merchant
import Testing
import TossAPI
import TossClient

/// Every write of a flow fails once, at the table and kind of change given; then the shop starts again.
@Suite(.onEachDatabase) struct MerchantCrashTests {
    static let writes = [
        "INSERT ON operations", "UPDATE ON operations", "UPDATE ON payments", "INSERT ON purchases",
        "UPDATE ON purchases", "INSERT ON outbox", "INSERT ON refunds", "UPDATE ON refunds", "INSERT ON payments",
        "INSERT ON ledger", "INSERT ON consents", "INSERT ON billing_keys", "INSERT ON subscriptions",
        "UPDATE ON subscriptions",
        "UPDATE ON users", "INSERT ON orders",
    ]

    private func breaking(_ write: String, _ test: TestShop, _ body: () async -> Void) async throws {
        try await test.shop.context.store.write { db in
            switch db.dialect {
            case .sqlite:
                try db.execute("CREATE TRIGGER broken BEFORE \(write) BEGIN SELECT RAISE(ABORT, 'broken'); END")
            case .postgres:
                try db.execute(
                    """
                    CREATE OR REPLACE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN RAISE EXCEPTION 'broken'; END
                    $$;
                    CREATE TRIGGER broken BEFORE \(write) FOR EACH ROW EXECUTE FUNCTION break_off();
                    """
                )
            }
        }
        await body()
        try await test.shop.context.store.write { db in
            let table = write.split(separator: " ").last ?? ""
            try db.execute(db.dialect == .sqlite ? "DROP TRIGGER broken" : "DROP TRIGGER broken ON \(table)")
        }
    }

    /// Opens the same file again, as after a kill, and gives the jobs a day.
    private func restart(_ path: String, _ test: TestShop) async throws -> TestShop {
        let second = try await TestShop.make(path: path, toss: test.toss, sink: test.sink)
        try await second.run(until: second.clock.now + .seconds(20 * 3_600))
        #expect(try await second.count("operations WHERE outcome IS NULL") == 0)
        #expect(Set(second.sink.effects.map(\.id)).count == second.sink.effects.count)
        return second
    }

    @Test(arguments: writes)
    func `a purchase that breaks anywhere is paid once or not at all`(write: String) async throws {
        try await withDatabaseFile { path in
            let first = try await TestShop.make(path: path)
            let confirmation = try await first.authenticated()
            try await breaking(write, first) {
                _ = try? await first.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
            }
            let second = try await restart(path, first)
            let state = try await second.state(confirmation.orderID)
            #expect(second.toss.charges == (state == .completed ? 1 : 0))
            #expect(try await second.count("purchases") == (state == .completed ? 1 : 0))
            #expect(state == .completed || state == .pending)
            // Whatever happened, the buyer knows: it was paid, or its price holds no longer.
            if state == .completed {
                let payment = try await second.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
                #expect(payment.state == .completed)
            } else {
                await #expect(throws: ShopError.orderExpired(confirmation.orderID)) {
                    try await second.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
                }
            }
            #expect(second.toss.charges <= 1)
        }
    }

    @Test(arguments: writes)
    func `a refund that breaks anywhere is made once or not at all`(write: String) async throws {
        try await withDatabaseFile { path in
            let first = try await TestShop.make(path: path)
            let order = try await first.paid().orderID
            try await breaking(write, first) {
                _ = try? await first.shop.refunds.refund(order, reason: "x", by: TestShop.buyer)
            }
            let second = try await restart(path, first)
            let payment = try await second.payment(order)
            #expect(payment.reserved == 0)
            #expect(payment.refunded == Won(second.toss.cancelled("key1")))
            #expect(payment.refunded == 0 || payment.state == .refunded)
            let owned = try await second.count("purchases WHERE revoked_at IS NULL")
            #expect(owned == (payment.state == .refunded ? 0 : 1))
        }
    }

    @Test(arguments: writes)
    func `a subscription that breaks anywhere is charged once a period`(write: String) async throws {
        try await withDatabaseFile { path in
            let first = try await TestShop.make(path: path)
            _ = try await first.shop.subscriptions.create(for: TestShop.buyer)
            try await breaking(write, first) {
                _ = try? await first.shop.subscriptions.authorize(.consent("a"), by: TestShop.buyer)
            }
            let second = try await restart(path, first)
            _ = try await second.shop.subscriptions.authorize(.consent("a"), by: TestShop.buyer)
            #expect(second.toss.charges == 1)
            #expect(try await second.tier() == "PRO")

            let overview = try await second.shop.subscriptions.newest(of: TestShop.buyer)
            second.clock.now = try #require(overview.subscription.nextChargeAt)
            try await breaking(write, second) { _ = try? await second.scheduler.drain() }
            let third = try await restart(path, second)
            #expect(third.toss.charges == 2)
            #expect(try await third.count("payments WHERE month IS NOT NULL AND state = 'completed'") == 2)
        }
    }
}
