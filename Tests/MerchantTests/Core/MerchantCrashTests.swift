import Database
import Merchant
import Testing
import TossAPI
import TossClient

/// Every write of a flow is the last one of its process once; then the shop starts again.
///
/// The tables are those of the database itself, so a new one is among them.
@Suite(.onEachDatabase, .timeLimit(.minutes(5))) struct MerchantCrashTests {
    static let tables: [String] = {
        guard let connection = try? Connection.open(path: ":memory:"),
            (try? connection.migrate(DatabaseSchema.migrations)) != nil
        else { return [] }
        let names = try? connection.query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        ) { try $0.text(0) }
        return names ?? []
    }()

    static let writes = tables.flatMap { table in ["INSERT", "UPDATE", "DELETE"].map { "\($0) ON \(table)" } }

    @Test func `the tables are those of the schema`() {
        let known: Set = ["billing_keys", "comparisons", "findings", "inbox", "ledger", "operations", "payments"]
        #expect(known.isSubset(of: Self.tables))
        #expect(Self.tables.count >= 17)
    }

    /// Opens the same file again, as after a kill, and gives the jobs a day.
    private func restart(_ path: String, _ test: TestShop) async throws -> TestShop {
        let second = try await TestShop.make(path: path, toss: test.toss, sink: test.sink)
        try await second.run(until: second.clock.now + .seconds(20 * 3_600))
        #expect(try await second.count("operations WHERE outcome IS NULL") == 0)
        return second
    }

    /// Runs `flow` with its first, second, … last write failing, and says how many those were.
    ///
    /// A transaction that is taken back takes back the count as well, so the same one fails however often it is tried.
    private func breakingEach(
        _ prepare: (TestShop) async throws -> Void,
        _ flow: (TestShop) async throws -> Void,
        _ check: (TestShop) async throws -> Void
    ) async throws -> Int64 {
        let never: Int64 = 1_000_000
        func writes(failing number: Int64) async throws -> Int64 {
            try await withDatabaseFile { path in
                let first = try await TestShop.make(path: path)
                try await prepare(first)
                try await first.shop.context.store.write { try Self.count(down: number, $0) }
                _ = try? await flow(first)
                let left = try await first.shop.context.store.write { try Self.stopCounting($0) }
                let second = try await restart(path, first)
                try await check(second)
                return number - left
            }
        }
        let all = try await writes(failing: never)
        for number in 1...all { _ = try await writes(failing: number) }
        return all
    }

    private static func count(down number: Int64, _ db: Session) throws {
        try db.execute("CREATE TABLE countdown (n INTEGER); INSERT INTO countdown VALUES (\(number));")
        if db.dialect == .postgres {
            try db.execute(
                """
                CREATE OR REPLACE FUNCTION count_down() RETURNS trigger LANGUAGE plpgsql AS $$
                    DECLARE rest INTEGER;
                    BEGIN
                        UPDATE countdown SET n = n - 1 RETURNING n INTO rest;
                        IF rest = 0 THEN RAISE EXCEPTION 'broken'; END IF;
                        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                        RETURN NEW;
                    END
                $$;
                """
            )
        }
        for (index, write) in writes.enumerated() {
            let action =
                switch db.dialect {
                case .postgres: "FOR EACH ROW EXECUTE FUNCTION count_down()"
                case .sqlite:
                    """
                    BEGIN
                        UPDATE countdown SET n = n - 1;
                        SELECT RAISE(ABORT, 'broken') FROM countdown WHERE n = 0;
                    END
                    """
                }
            try db.execute("CREATE TRIGGER broken_\(index) BEFORE \(write) \(action)")
        }
    }

    private static func stopCounting(_ db: Session) throws -> Int64 {
        for (index, write) in writes.enumerated() {
            let table = write.split(separator: " ").last ?? ""
            try db.execute("DROP TRIGGER broken_\(index)" + (db.dialect == .postgres ? " ON \(table)" : ""))
        }
        return try db.number("SELECT n FROM countdown") ?? 0
    }

    @Test func `a purchase is paid once or not at all, whichever of its writes is the last`() async throws {
        let writes = try await breakingEach { _ in
        } _: { test in
            let settlement = try await test.authenticated()
            _ = try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
            try await test.scheduler.drain()
        } _: { test in
            let paid = try await test.count("payments WHERE state = 'completed'")
            #expect(Int64(test.toss.charges) == paid)
            #expect(try await test.count("purchases") == paid)
            #expect(Int64(test.sink.effects.count) == paid)
        }
        #expect(writes > 12)
    }

    @Test func `a refund and the event about it are booked once, whichever of their writes is the last`() async throws {
        let writes = try await breakingEach { test in
            _ = try await test.paid()
        } _: { test in
            let order = try await test.shop.history.purchases(of: TestShop.buyer.id)[0].orderID
            _ = try await test.shop.refunds.refund(order, amount: 20_000, reason: "x", by: TestShop.admin)
            test.toss.cancelOutside("key1", 30_000)
            try await test.announce(order, "event")
        } _: { test in
            let orders = try await test.shop.context.store.read { db in
                try db.query("SELECT order_id FROM orders") { try $0.text(0) }
            }
            for order in orders {
                try await test.reconcile()
                #expect(try await test.payment(order).refunded == Won(test.toss.cancelled("key1")))
                #expect(try await test.payment(order).reserved == 0)
            }
        }
        #expect(writes > 20)
    }

    @Test func `a subscription is charged once a month, whichever of its writes is the last`() async throws {
        let due = try #require(Instant("2026-02-05T09:00:00+09:00"))
        let writes = try await breakingEach { _ in
        } _: { test in
            try await test.subscribe()
            try await test.scheduler.drain()
            test.clock.now = due
            try await test.scheduler.drain()
        } _: { test in
            let paid = try await test.count("payments WHERE month IS NOT NULL AND state = 'completed'")
            #expect(Int64(test.toss.charges) == paid)
            #expect(try await test.tier() == (paid == 0 ? "FREE" : "PRO"))
        }
        #expect(writes > 40)
    }

    @Test func `what is found is told once, whichever of the comparison's writes is the last`() async throws {
        let writes = try await breakingEach { test in
            _ = try await test.paid("key1")
            let lie = try await test.authenticated("key2")
            test.toss.script(.confirm, .lie)
            _ = try await test.shop.payments.confirm(lie, by: TestShop.buyer.id)
            test.toss.cancelOutside("key1", 50_000)
        } _: { test in
            test.clock.advance(by: .seconds(16 * 3_600))
            try await test.scheduler.drain()
        } _: { test in
            try await test.run(until: test.clock.now + .seconds(86_400))
            #expect(try await test.findings().count == 1)
            #expect(test.delivered(.findingMail) == 1)
            #expect(try await test.count("payments WHERE state = 'refunded'") == 1)
        }
        #expect(writes > 10)
    }
}
