import Database
import JSON
import Locking
import Merchant
import TossAPI
import TossClient

/// A shop with a clock that stands, a scripted gateway and a database of its own.
struct TestShop: Sendable {
    let clock: ManualClock
    let toss: ScriptedToss
    let shop: Shop
    let scheduler: Scheduler
    let sink: RecordingSink

    /// 5 January 2026, 12:00 in Seoul.
    static let start = Instant(microseconds: 1_767_582_000_000_000)
    static let buyer = Buyer(id: 7, name: "Kim", email: "kim@example.com", memberSince: nil)
    static let admin = Buyer(id: 1, name: "Admin", email: "admin@example.com", role: .admin, memberSince: nil)
    static let stranger = Buyer(id: 8, name: "Lee", email: "lee@example.com", memberSince: nil)

    static func make(
        path: String = ":memory:",
        start: Instant = start,
        toss: ScriptedToss? = nil,
        sink: RecordingSink = RecordingSink(),
        owner: String = "merchant",
        provider: ((ManualClock) -> any PaymentProvider)? = nil
    ) async throws -> TestShop {
        let clock = toss?.clock ?? ManualClock(start)
        let toss = toss ?? ScriptedToss(clock)
        let context = ShopContext(
            store: try await TestStores.open(path),
            clock: clock.clock,
            providers: Providers(provider?(clock) ?? TossProvider(toss)),
            owner: owner
        )
        let vault = try KeyVault(current: KeyVault.Key(id: "k1", bytes: [UInt8](repeating: 7, count: 32)))
        let shop = Shop(context, vault: vault, sink: sink)
        try await shop.prepare()
        try await context.store.write { db in
            for buyer in [admin, buyer, stranger] {
                try db.execute(
                    """
                    INSERT INTO users (id, email, name, password_hash, created_at)
                    VALUES (?1, ?2, ?3, '', 0) ON CONFLICT DO NOTHING
                    """,
                    [.integer(buyer.id), .text(buyer.email), .text(buyer.name)]
                )
            }
            // Most tests buy the same thing again and again.
            try db.execute("UPDATE products SET is_repeatable = 1 WHERE id = '1'", [])
        }
        return TestShop(
            clock: clock,
            toss: toss,
            shop: shop,
            scheduler: Scheduler(shop.jobs, clock: clock.clock, timer: .manual),
            sink: sink
        )
    }

    /// An order that the buyer has authenticated at Toss.
    func authenticated(_ key: String = "key1", by buyer: Buyer = buyer) async throws -> Settlement {
        let payment = try await shop.payments.prepare(productID: "1", for: buyer)
        toss.add(key, payment.order.id, payment.order.amount)
        return Settlement(paymentKey: key, orderID: payment.order.id, amount: payment.order.amount)
    }

    func paid(_ key: String = "key1") async throws -> Settlement {
        let confirmation = try await authenticated(key)
        _ = try await shop.payments.confirm(confirmation, by: Self.buyer.id)
        return confirmation
    }

    func payment(_ order: String) async throws -> OrderPayment {
        try await shop.payments.payment(order, for: Self.buyer)
    }

    func state(_ order: String) async throws -> PaymentState? {
        try await shop.context.store.read { try $0.payments.find(order)?.state }
    }

    func count(_ sql: String) async throws -> Int64 {
        try await shop.context.store.read { try $0.number("SELECT count(*) FROM \(sql)") ?? 0 }
    }

    /// Pays for the first month with a card.
    @discardableResult
    func subscribe(_ consent: String = "first card", by buyer: Buyer = buyer) async throws -> Subscriptions.Overview {
        _ = try await shop.subscriptions.create(for: buyer)
        return try await shop.subscriptions.authorize(.consent(consent), by: buyer)
    }

    func subscription(of buyer: Buyer = buyer) async throws -> Subscription {
        try await shop.subscriptions.newest(of: buyer).subscription
    }

    /// Compares a day back with the provider, up to now.
    @discardableResult func reconcile() async throws -> Reconciliation.Report {
        try await shop.reconciliation.compare(from: clock.now - .seconds(86_400), until: clock.now + .seconds(1))
    }

    /// What needs the operator, as `kind subject`.
    func findings() async throws -> [String] {
        try await shop.context.store.read { db in
            try db.findings.open().map { "\($0.kind.rawValue) \($0.subject)" }
        }
    }

    /// How many effects of a kind were delivered.
    func delivered(_ kind: ShopEffect.Kind) -> Int { sink.effects.count { $0.kind == kind } }

    func announce(_ order: String, _ id: String) async throws {
        let event = Array(#"{"eventType":"PAYMENT_STATUS_CHANGED","data":{"orderId":"\#(order)"}}"#.utf8)
        _ = try await shop.inbox.receive(event, transmissionID: id, at: "toss")
        try await scheduler.drain()
    }

    func advance(_ duration: Duration) async throws {
        clock.advance(by: duration)
        try await scheduler.drain()
    }

    /// Moves on to each instant at which something is due, up to `end`, as a sandbox's alarms do.
    func run(until end: Instant) async throws {
        for _ in 0..<10_000 {
            try await scheduler.drain()
            guard let next = try await scheduler.nextDue(), next <= end else { break }
            clock.now = next
        }
        clock.now = end
        try await scheduler.drain()
    }

    func tier(of buyer: Buyer = buyer) async throws -> String? {
        try await shop.context.store.read { db in
            try db.first("SELECT tier FROM users WHERE id = ?1", [.integer(buyer.id)]) { try $0.text(0) }
        }
    }
}

/// Remembers effects as a receiver does that knows each by its id, and refuses as many as it is told to.
final class RecordingSink: EffectSink {
    struct RefusedByTest: Error {}
    private let state = Locked<(effects: [ShopEffect], refusals: Int)>(([], 0))

    /// Each once.
    var effects: [ShopEffect] {
        var known: Set<String> = []
        return deliveries.filter { known.insert($0.id).inserted }
    }
    /// Each as often as it came: a shop that ends between a delivery and its mark delivers again.
    var deliveries: [ShopEffect] { state.withLock { $0.effects } }
    func refuse(_ count: Int) { state.withLock { $0.refusals = count } }
    func deliver(_ effect: ShopEffect) async throws {
        let isRefused = state.withLock { state in
            guard state.refusals == 0 else {
                state.refusals -= 1
                return true
            }
            state.effects.append(effect)
            return false
        }
        if isRefused { throw RefusedByTest() }
    }
}

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A path that is gone with its files once `body` has ended.
func withDatabaseFile<R>(_ body: (String) async throws -> R) async rethrows -> R {
    let path = "/tmp/merchant-\(UInt64.random(in: .min ... .max)).sqlite"
    // The books are looked at after the test, so the file has to stay until then.
    TestStores.atEnd { for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) } }
    return try await body(path)
}
