internal import Foundation
internal import TestSupport
import Testing

/// Two merchants at one database, and what one leaves behind.
@Suite(.timeLimit(.minutes(3))) struct TwoMerchantsTests {
    @Test func `one is killed in the middle of the renewals, and the other goes on after its leases`() async throws {
        try await withShop(isListening: false) { shop in
            let names = ["kim", "lee", "park", "choi"]
            for name in names { #expect(try await shop.member(name).subscribe().status == 200) }
            let second = try await shop.another()
            try await shop.sandbox.load(
                ["rules": [["on": "billing.charge", "times": 4, "then": ["delay": "PT3S"]]]]
            )
            let renewals = Task { _ = try? await shop.advance(to: "2026-02-05T09:00:00+09:00") }
            while try await ShopSubscriptionTests.chargeCalls(shop).count < 5 { try Task.checkCancellation() }
            await shop.kill()
            _ = await renewals.value
            try await shop.sandbox.advance(by: "PT10M")
            try await shop.sandbox.settle()
            let charges = try await shop.charges()
            #expect(charges.count == 2 * names.count)
            #expect(Set(charges.map(\.orderId.text)).count == charges.count)
            #expect(try shop.openOperations() == 0)
            let renewed = try shop.rows("SELECT count(*) FROM subscriptions WHERE state = 'active' AND period = 2")
            #expect(renewed == [[JSONText(names.count)]])
            second.signal(SIGTERM)
            #expect(await second.exitStatus() == 0)
            try await shop.restart()
        }
    }

    @Test func `a merchant that ended well leaves all of its data in the one file`() async throws {
        try await withShop(isListening: false) { shop in
            let order = try await shop.member().buy()
            try await shop.stop()
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: shop.database + suffix) }
            #expect(try shop.state(of: order.id) == "completed")
            try await shop.restart()
        }
    }
}
