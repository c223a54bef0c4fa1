internal import TestSupport
import Testing

/// The merchant's jobs on the sandbox's clock.
@Suite(.timeLimit(.minutes(3))) struct ShopClockTests {
    @Test func `a year of renewals in one move of the clock is charged month by month`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            #expect(try await kim.subscribe().status == 200)
            try await shop.advance(by: "P1Y")
            let months = (1...12).map { "2026-\($0 < 10 ? "0" : "")\($0)-05T09:00:00+09:00" }
            let charges = try await shop.charges()
            #expect(charges.map(\.approvedAt.text) == months + ["2027-01-05T09:00:00+09:00"])
            #expect(Set(charges.map(\.totalAmount.integer)) == [29_000])
            let subscription = try await ShopSubscriptionTests.again(shop).subscription()
            #expect(subscription.contains(["status": "active", "nextChargeAt": "2027-02-05T09:00:00+09:00"]))
        }
    }

    @Test func `a month in one move runs each job at its own instant`() async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            #expect(try await kim.subscribe().status == 200)
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.load([
                "rules": [
                    ["on": "payments.confirm", "times": 1, "then": ["fault": "reset", "phase": "after-commit"]],
                    ["on": "payments.get", "times": 2, "then": ["status": 503]],
                ]
            ])
            #expect(try await kim.confirm(order, key).status == 202)
            #expect(try await shop.alarm(of: "janitor") == "2026-01-05T09:00:05+09:00")
            try await shop.advance(by: "P1M")
            let looks = try await shop.requests("GET", "/v1/payments/\(key)")
            #expect(
                looks.map(\.at.text) == [
                    "2026-01-05T09:00:05+09:00", "2026-01-05T09:00:35+09:00", "2026-01-05T09:05:35+09:00",
                    // The daily comparison.
                    "2026-01-06T04:00:00+09:00",
                ]
            )
            #expect(
                try await ShopSubscriptionTests.chargeCalls(shop).map(\.at.text) == [
                    "2026-01-05T09:00:00+09:00", "2026-02-05T09:00:00+09:00",
                ]
            )
            try await LostAnswerTests.expectPaidOnce(shop, ShopSubscriptionTests.again(shop), order)
            // Mails too went out when they were due, not at the end of the month.
            let mail = "SELECT delivered_at - created_at FROM outbox WHERE kind = 'purchase_mail'"
            #expect(try shop.rows(mail).allSatisfy { $0 == [0] })
        }
    }

    @Test(arguments: ["before-commit", "after-commit"])
    func `a renewal without an answer is looked up seconds later, though the clock moves on by a month`(
        phase: String
    ) async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            #expect(try await kim.subscribe().status == 200)
            try await shop.sandbox.load([
                "rules": [["on": "billing.charge", "times": 1, "then": ["status": 500, "phase": .string(phase)]]]
            ])
            try await shop.advance(by: "P1M")
            try await shop.advance(by: "P20D")
            let approved = try await shop.charges().map(\.approvedAt.text)
            let at = phase == "before-commit" ? "2026-02-05T09:00:05+09:00" : "2026-02-05T09:00:00+09:00"
            #expect(approved == ["2026-01-05T09:00:00+09:00", at])
            let looks = try await shop.sandbox.control("GET", "/requests?method=GET").items.list
            // The two at four o'clock are the daily comparison's.
            #expect(
                looks.map(\.at.text) == [
                    "2026-01-06T04:00:00+09:00", "2026-02-05T09:00:05+09:00", "2026-02-06T04:00:00+09:00",
                ]
            )
            #expect(try await ShopSubscriptionTests.again(shop).subscription().status == "active")
        }
    }

    @Test func `what was due while the merchant was down is done when it is back`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            #expect(try await kim.subscribe().status == 200)
            try await shop.advance(by: "P20D")
            try await shop.stop()
            // Its alarm finds nobody.
            try await shop.sandbox.advance(by: "P20D")
            try await shop.restart()
            try await shop.settle()
            let charges = try await shop.charges().map(\.approvedAt.text)
            #expect(charges == ["2026-01-05T09:00:00+09:00", "2026-02-14T09:00:00+09:00"])
            let subscription = try await ShopSubscriptionTests.again(shop).subscription()
            #expect(subscription.contains(["status": "active", "nextChargeAt": "2026-03-05T09:00:00+09:00"]))
        }
    }

    @Test(arguments: ["reset", "snapshot"])
    func `the jobs run on after the sandbox has dropped or taken back their alarms`(how: String) async throws {
        try await withShop(isListening: false) { shop in
            try await shop.sandbox.load(["clock": ["mode": "manual", "start": "2026-01-05T09:00:00+09:00"]])
            #expect(try await shop.alarm(of: "renewals") == "2026-01-06T09:00:00+09:00")
            let kim = try await shop.member()
            #expect(try await kim.subscribe().status == 200)
            try await shop.sandbox.control("POST", "/snapshots", ["name": "early"])
            try await shop.advance(by: "P10D")
            if how == "reset" {
                try await shop.sandbox.control("POST", "/reset")
            } else {
                try await shop.sandbox.control("POST", "/snapshots/early/restore")
            }
            while try await shop.alarm(of: "renewals") != "2026-01-06T09:00:00+09:00" { try Task.checkCancellation() }
            try await shop.advance(by: "P1M")
            let calls = try await ShopSubscriptionTests.chargeCalls(shop).map(\.at.text)
            #expect(calls.last == "2026-02-05T09:00:00+09:00")
            // The key is gone with the data of a sandbox that was reset, so only the other one takes the money.
            let state = try await ShopSubscriptionTests.again(shop).subscription()
            #expect(state.contains(["failureCount": how == "reset" ? 1 : 0]))
        }
    }
}
