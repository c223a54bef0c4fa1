import Foundation
import JSON
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// Same seed, same commands, same bytes: answers, ids, timestamps, trace ids and webhooks.
@Suite struct DeterminismTests {
    static let scenario = #"""
        {
          "name": "recorded", "description": "Everything at once.", "seed": 7,
          "clock": { "mode": "manual", "start": "2026-01-05T09:00:00+09:00" },
          "cards": { "4000000000000341": { "attempts": ["approve", { "refuse": "REJECT_CARD_PAYMENT" }] } },
          "rules": [
            { "name": "lost", "on": "payments.confirm", "when": { "orderId": "order-lost-*" }, "attempts": [1],
              "then": { "fault": "reset", "phase": "after-commit" } },
            { "name": "slow", "on": "payments.cancel", "times": 1, "then": { "delay": "PT3S", "phase": "before-commit" } },
            { "name": "trouble", "on": "payments.get", "when": { "orderId": "order-trouble" }, "then": { "status": 503 } }
          ],
          "webhooks": {
            "endpoints": [
              { "url": "http://localhost:1/a" },
              { "url": "http://localhost:1/b", "events": ["PAYMENT_STATUS_CHANGED"], "profile": "legacy", "secret": "s" }
            ]
          }
        }
        """#

    /// One recorded list of calls that touches everything a sandbox does.
    static func record(
        scenario: String = scenario,
        name: String = "run",
        wall: Instant = Run.start,
        step: Duration = .zero
    ) throws -> Run {
        var run = try Run(
            name: name,
            scenario: scenario,
            wall: wall,
            step: step,
            receiver: [200, 500, 200, 404, 200, 200, 503]
        )
        let first = try run.pay("order-0001", 27_500)
        try run.confirm(first, "order-0001", 27_500, headers: ["Idempotency-Key": "k-1"])
        try run.confirm(first, "order-0001", 27_500, headers: ["Idempotency-Key": "k-1"])
        try run.confirm(first, "order-0001", 27_500)
        let lost = try run.pay("order-lost-1", 15_000)
        try run.confirm(lost, "order-lost-1", 15_000, headers: ["Idempotency-Key": "k-2"])
        try run.confirm(lost, "order-lost-1", 15_000, headers: ["Idempotency-Key": "k-2"])
        for number in 1...3 {
            let key = try run.pay("order-card-\(number)", 5000, card: "4000000000000341")
            try run.confirm(key, "order-card-\(number)", 5000)
        }
        try run.call("POST", "/v1/payments/\(first)/cancel", #"{"cancelReason":"품절","cancelAmount":5500}"#)
        try run.call("POST", "/v1/payments/\(first)/cancel", #"{"cancelReason":"고객 변심"}"#)
        run.advance(to: .seconds(90))
        _ = try run.pay("order-late", 1000)
        let widget = try run.pay("order-widget", 3000, merchant: .widget)
        try run.call("GET", "/v1/payments/\(widget)", merchant: .widget)
        try run.call("GET", "/v1/payments/\(widget)")
        run.advance(to: .seconds(3600))
        try run.call("GET", "/v1/payments/orders/order-late")
        try run.call("GET", "/v1/payments/orders/order-trouble")
        let card =
            #"{"customerKey":"cust-1","cardNumber":"9410001234567890","cardExpirationYear":"30","#
            + #""cardExpirationMonth":"12","customerIdentityNumber":"900101"}"#
        let issued = try run.call("POST", "/v1/billing/authorizations/card", card)
        let key = try #require(issued.body["billingKey"]?.string)
        let charge = #"{"customerKey":"cust-1","amount":14900,"orderId":"sub-0001","orderName":"구독료"}"#
        try run.call("POST", "/v1/billing/\(key)", charge)
        try run.call("POST", "/v1/billing/\(key)", charge)
        try run.call("DELETE", "/v1/billing/\(key)")
        try run.call("GET", "/v1/payments/nothing", headers: ["Accept-Language": "en-US"])
        try run.call("POST", "/v1/payments/confirm", "{}", headers: ["TossPayments-Test-Code": "REJECT_CARD_PAYMENT"])
        run.advance(to: .seconds(10 * 24 * 3600))
        return run
    }

    @Test func `the same calls give the same bytes, whatever the wall clock says and the sandbox is called`() throws {
        let first = try Self.record().transcript
        #expect(first.count > 40)
        #expect(
            try Self.record(name: "other", wall: Run.start + .seconds(123_456), step: .milliseconds(777)).transcript
                == first
        )
    }

    /// A set or dictionary whose order got into an answer differs from process to process only.
    ///
    /// So it would not show in the test above. When behaviour changes on purpose, the failing test writes the new transcript beside the
    /// test bundle and names the file.
    @Test func `another process gave the same bytes`() throws {
        let transcript = try Self.record().transcript.joined(separator: "\n") + "\n"
        let fixture = try #require(Bundle.module.url(forResource: "Fixtures/recorded", withExtension: "txt"))
        let recorded = try String(contentsOf: fixture, encoding: .utf8)
        if recorded != transcript {
            let actual = FileManager.default.temporaryDirectory.appending(path: "recorded.txt")
            try transcript.write(to: actual, atomically: true, encoding: .utf8)
            let (old, new) = (recorded.split(separator: "\n"), transcript.split(separator: "\n"))
            let line =
                zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
            Issue.record("line \(line + 1) differs; the new transcript is \(actual.path)")
        }
    }

    @Test func `the same calls give the same bytes with rules for webhooks in effect`() throws {
        let rules = #"""
            "rules": [
              { "on": "PAYMENT_STATUS_CHANGED", "when": { "orderId": "order-lost-*" }, "then": { "duplicate": 3, "corrupt": true } },
              { "on": "PAYMENT_STATUS_CHANGED", "when": { "status": "PARTIAL_CANCELED" }, "then": { "delay": "PT30S" } },
              { "on": "PAYMENT_STATUS_CHANGED", "when": { "orderId": "order-card-*" }, "then": { "reorder": 2 } },
              { "on": "PAYMENT_STATUS_CHANGED", "times": 1, "then": { "before-response": true, "wrong-secret": true } },
              { "on": "BILLING_DELETED", "then": { "drop": true } },
              { "on": "*", "times": 1, "then": { "hold": true } }
            ],
            "endpoints": [
            """#
        let scenario = Self.scenario.replacing(#""endpoints": ["#, with: rules)
        let first = try Self.record(scenario: scenario)
        #expect(first.sandbox.webhookRules.map(\.fired) == [1, 2, 3, 1, 1, 1])
        let second = try Self.record(
            scenario: scenario,
            name: "other",
            wall: Run.start + .seconds(123_456),
            step: .milliseconds(777)
        )
        #expect(second.transcript == first.transcript)
        // Ids of everything but the webhooks are those of a run without rules.
        let plain = try Self.record()
        #expect(plain.sandbox.payments.payments.map(\.paymentKey) == first.sandbox.payments.payments.map(\.paymentKey))
    }

    @Test func `another seed gives other ids`() throws {
        let other = Self.scenario.replacing(#""seed": 7"#, with: #""seed": 8"#)
        var first = try Run(scenario: Self.scenario)
        var second = try Run(scenario: other)
        #expect(try first.pay("order-0001", 1000) != second.pay("order-0001", 1000))
    }

    @Test func `one more webhook endpoint changes no paymentKey`() throws {
        let fewer = Self.scenario.replacing(#"{ "url": "http://localhost:1/a" },"#, with: "")
        var keys: [[String]] = []
        for scenario in [Self.scenario, fewer] {
            var run = try Run(scenario: scenario)
            keys.append(
                try (1...3).map { number in
                    let key = try run.pay("order-000\(number)", 1000)
                    let payment = try run.confirm(key, "order-000\(number)", 1000).body
                    return key + (payment["lastTransactionKey"]?.string ?? "") + (payment["secret"]?.string ?? "")
                }
            )
        }
        #expect(keys[0] == keys[1])
    }

    @Test func `a reset sandbox does it all again, byte by byte`() throws {
        var run = try Run(scenario: Self.scenario)
        func twice() throws -> [String] {
            let before = run.transcript.count
            let key = try run.pay("order-0001", 1000)
            try run.confirm(key, "order-0001", 1000)
            run.advance(to: .seconds(600))
            return Array(run.transcript[before...]) + run.sandbox.webhooks.log.map(\.endpoint.id)
        }
        let first = try twice()
        run.apply(ResetSandbox(.data))
        #expect(try twice() == first)
        #expect(first.count == 5)
    }
}
