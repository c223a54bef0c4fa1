import Database
import Locking
import Merchant
import Testing
import TossAPI

/// Two processes at one database: what one is at the other leaves alone, and takes up when it does not come back.
@Suite(.onEachDatabase, .timeLimit(.minutes(3))) struct TwoShopsTests {
    private func withTwo(_ body: (TestShop, TestShop) async throws -> Void) async throws {
        try await withDatabaseFile { path in
            let first = try await TestShop.make(path: path, owner: "first")
            try await body(first, try await second(path, first))
        }
    }

    private func second(_ path: String, _ first: TestShop) async throws -> TestShop {
        try await TestShop.make(path: path, toss: first.toss, sink: first.sink, owner: "second")
    }

    /// Has both do something at the same time, twice each.
    private func atOnce(_ shops: TestShop..., body: @escaping @Sendable (TestShop) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for shop in shops + shops { group.addTask { try await body(shop) } }
            try await group.waitForAll()
        }
    }

    private static let due = Instant("2026-02-05T09:00:00+09:00") ?? .latest

    @Test func `clicks that come to both are one payment`() async throws {
        try await withTwo { first, second in
            let settlement = try await first.authenticated()
            try await atOnce(first, second) { shop in
                do {
                    let payment = try await shop.shop.payments.confirm(settlement, by: TestShop.buyer.id)
                    #expect(payment.state == .completed)
                } catch {
                    // The other one is at it.
                    #expect(error as? ShopError == .outcomeUnknown(orderId: settlement.orderID))
                }
            }
            #expect(first.toss.count(.confirm) == 1)
            for shop in [first, second] { #expect(try await shop.state(settlement.orderID) == .completed) }
        }
    }

    @Test func `refunds that come to both are one refund`() async throws {
        try await withTwo { first, second in
            let order = try await first.paid().orderID
            try await atOnce(first, second) { shop in
                _ = try? await shop.shop.refunds.refund(order, amount: 20_000, reason: "x", by: TestShop.admin)
            }
            try await second.advance(.seconds(90))
            #expect(first.toss.cancelled("key1") == 20_000)
            #expect(first.toss.count(.cancel) == 1)
            #expect(try await second.payment(order).refunded == 20_000)
        }
    }

    @Test func `each effect is delivered once`() async throws {
        try await withTwo { first, second in
            for _ in 0..<140 { _ = try await first.paidAny("5") }
            let now = first.clock.now
            try await atOnce(first, second) { shop in
                let jobs = shop.shop.jobs.filter { $0.name == .outbox }
                for job in jobs { try await job.run(now) }
            }
            #expect(first.sink.deliveries.count == 140)
            #expect(Set(first.sink.deliveries.map(\.id)).count == 140)
        }
    }

    @Test func `each event is processed once`() async throws {
        try await withTwo { first, second in
            for number in 0..<60 {
                let order = try await first.paidAny("5").order.id
                let event = Array(#"{"data":{"orderId":"\#(order)"}}"#.utf8)
                _ = try await first.shop.inbox.receive(event, transmissionID: "\(number)", at: "toss")
            }
            let now = first.clock.now
            try await atOnce(first, second) { try await $0.shop.inbox.processDue(now) }
            #expect(first.toss.count(.lookUp) == 60)
            #expect(try await second.count("inbox WHERE outcome = 'processed'") == 60)
        }
    }

    @Test func `each operation is tried by one of them`() async throws {
        try await withTwo { first, second in
            for number in 0..<40 {
                let settlement = try await first.authenticated("key\(number)")
                first.toss.script(.confirm, .loseAfter)
                _ = try? await first.shop.payments.confirm(settlement, by: TestShop.buyer.id)
            }
            first.clock.advance(by: .seconds(5))
            let now = first.clock.now
            try await atOnce(first, second) { try await $0.shop.desk.carryOutDue(now) }
            #expect(first.toss.count(.lookUp) == 40)
            #expect(try await second.count("payments WHERE state = 'completed'") == 40)
        }
    }

    @Test func `each renewal is charged once`() async throws {
        try await withTwo { first, second in
            for buyer in try await first.members(120) { try await first.subscribe("card of \(buyer.id)", by: buyer) }
            first.clock.now = Self.due
            try await atOnce(first, second) { try await $0.shop.subscriptions.renewDue(Self.due) }
            #expect(first.toss.count(.charge) == 240)
            #expect(first.toss.charges == 240)
            #expect(try await second.count("subscriptions WHERE state = 'active' AND period = 2") == 120)
        }
    }

    @Test func `when one stops in the middle of a renewal the other goes on after its lease`() async throws {
        try await withTwo { first, second in
            for buyer in try await first.members(5) { try await first.subscribe("card of \(buyer.id)", by: buyer) }
            let gate = Gate(of: 5)
            first.toss.duringCharge.withLock { $0 = { await gate.pass() } }
            first.clock.now = Self.due
            let stopped = Task { try await first.shop.subscriptions.renewDue(Self.due) }
            while gate.held < 5 { await Task.yield() }

            try await second.scheduler.drain()
            #expect(second.toss.charges == 5)
            try await second.advance(.seconds(89))
            #expect(second.toss.charges == 5)
            try await second.advance(.seconds(1))
            #expect(second.toss.charges == 10)
            #expect(try await second.count("subscriptions WHERE state = 'active' AND period = 2") == 5)

            // It was not dead, but slow: what it sends now is what the other has sent, under the same key.
            gate.open()
            try await stopped.value
            #expect(second.toss.charges == 10)
            #expect(try await first.count("operations WHERE outcome IS NULL") == 0)
        }
    }

    @Test func `one that starts leaves alone what the other is at`() async throws {
        try await withDatabaseFile { path in
            let first = try await TestShop.make(path: path, owner: "first")
            try await first.subscribe()
            let gate = Gate(of: 1)
            first.toss.duringCharge.withLock { $0 = { await gate.pass() } }
            first.clock.now = Self.due
            let slow = Task { try await first.shop.subscriptions.renewDue(Self.due) }
            while gate.held < 1 { await Task.yield() }
            let other = try await second(path, first)
            try await other.scheduler.drain()
            #expect(other.toss.count(.charge) == 1)
            gate.open()
            try await slow.value
            #expect(other.toss.charges == 2)
            #expect(try await other.subscription().period == 2)
        }
    }

    @Test func `an attempt that was overtaken takes nobody's place`() async throws {
        try await withTwo { first, second in
            try await first.subscribe()
            // The first one's answer is lost, and comes to nothing after the other has taken over.
            let gates = [Gate(of: 1), Gate(of: 1)]
            let number = Locked(0)
            first.toss.duringCharge.withLock {
                $0 = {
                    let gate = number.withLock { number in
                        defer { number += 1 }
                        return number < gates.count ? gates[number] : nil
                    }
                    await gate?.pass()
                }
            }
            first.toss.script(.charge, .loseBefore)
            first.clock.now = Self.due
            let slow = Task { try await first.shop.subscriptions.renewDue(Self.due) }
            while gates[0].held < 1 { await Task.yield() }
            first.clock.advance(by: .seconds(90))
            let now = first.clock.now
            let other = Task { try await second.shop.desk.carryOutDue(now) }
            while gates[1].held < 1 { await Task.yield() }
            gates[0].open()
            try await slow.value
            // The other one's lease stands, so nobody else begins.
            #expect(
                try await second.count("operations WHERE outcome IS NULL AND lease_until > \(now.microseconds)") == 1
            )
            gates[1].open()
            try await other.value
            #expect(second.toss.charges == 2)
            #expect(try await second.subscription().state == .active)
        }
    }

    @Test func `what one had taken to deliver goes out by the other after its lease`() async throws {
        try await withTwo { first, second in
            _ = try await first.paidAny("5")
            _ = try await first.shop.context.store.write { db in
                try db.execute(
                    "UPDATE outbox SET owner = 'first', lease_until = ?1",
                    [.instant(first.clock.now + .seconds(60))]
                )
            }
            try await second.advance(.seconds(59))
            #expect(second.sink.deliveries.isEmpty)
            try await second.advance(.seconds(1))
            #expect(second.sink.deliveries.count == 1)
        }
    }
}

/// Holds the first few who pass until it is opened, and nobody else.
final class Gate: Sendable {
    private struct State: Sendable {
        var places: Int
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Locked<State>

    init(of places: Int) { state = Locked(State(places: places)) }

    /// How many it holds.
    var held: Int { state.withLock { $0.held.count } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                guard state.places > 0 else { return false }
                state.places -= 1
                state.held.append(continuation)
                return true
            }
            if !isHeld { continuation.resume() }
        }
    }

    func open() {
        let held = state.withLock { state in
            state.places = 0
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }
}
