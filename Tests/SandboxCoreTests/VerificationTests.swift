import Foundation
import JSON
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// A shop's morning: one order paid, one refused, one left open, one given back in part, and one charged by billing.
struct Morning {
    static let scenario = #"""
        {
          "name": "morning", "description": "A shop's morning.", "seed": 7,
          "clock": { "mode": "manual", "start": "2026-01-05T09:00:00+09:00" },
          "rules": [{ "name": "slow look-up", "on": "payments.get", "times": 1, "then": { "delay": "PT1S" } }],
          "webhooks": {
            "endpoints": [{ "url": "http://localhost:1/hook", "events": ["PAYMENT_STATUS_CHANGED"] }]
          }
        }
        """#

    static func run(_ scenario: String = scenario) throws -> Run {
        var run = try Run(scenario: scenario, receiver: [200, 500])
        try run.confirm(try run.pay("order-l", 15_000), "order-l", 15_000)
        let refused = try run.pay("order-refused", 9_000, card: "4000000000000002")
        try run.confirm(refused, "order-refused", 9_000)
        _ = try run.pay("order-open", 7_000)
        let back = try run.pay("order-back", 10_000)
        try run.confirm(back, "order-back", 10_000)
        try run.call("POST", "/v1/payments/\(back)/cancel", #"{"cancelReason":"one is missing","cancelAmount":4000}"#)
        let card =
            #"{"customerKey":"cust-1","cardNumber":"9410001234567890","cardExpirationYear":"30","#
            + #""cardExpirationMonth":"12","customerIdentityNumber":"900101"}"#
        let key = try run.call("POST", "/v1/billing/authorizations/card", card).body["billingKey"]?.string ?? ""
        let charge = #"{"customerKey":"cust-1","amount":14900,"orderId":"order-sub-1","orderName":"구독"}"#
        try run.call("POST", "/v1/billing/\(key)", charge)
        try run.call("GET", "/v1/payments/orders/order-l")
        return run
    }
}

@Suite struct VerificationTests {
    static func verify(_ document: String, in sandbox: Sandbox) throws -> Verdict {
        let (verification, problems) = Verification.read(Array(document.utf8))
        #expect(problems == [])
        return sandbox.verify(try #require(verification))
    }

    static let holding = [
        #"{"payments":[{"orderId":"order-l","status":"DONE","charges":1}]}"#,
        #"{"payments":[{"orderId":"order-sub-1","charges":1,"customerKey":"cust-1"}]}"#,
        #"{"payments":[{"orderId":"order-*","charges":{"atMost":1},"count":5}]}"#,
        #"{"payments":[{"orderId":"order-open","charges":0},{"orderId":"never-seen","charges":0}]}"#,
        #"{"payments":[{"orderId":"order-back","status":"PARTIAL_CANCELED","amount":10000,"balance":6000}]}"#,
        #"{"payments":[{"status":"*_*","count":2}]}"#,
        #"{"payments":[{"orderId":"order-?","count":1},{"orderId":"order-1","count":0}]}"#,
        #"{"requests":[{"method":"POST","path":"/v1/payments/confirm","count":3}]}"#,
        #"{"requests":[{"path":"/v1/payments/*/cancel","responseStatus":200,"count":1}]}"#,
        #"{"requests":[{"path":"/v1/payments/orders/order-l?version=1"},{"path":"/v1/payments/orders/order-?"}]}"#,
        #"{"requests":[{"responseStatus":{"atLeast":400},"code":"REJECT_CARD_COMPANY","count":1}]}"#,
        #"{"requests":[{"rule":"slow*","orderId":"order-l"},{"path":"/v1/brandpay/*","count":{"atMost":1}}]}"#,
        #"{"webhooks":[{"eventType":"PAYMENT_STATUS_CHANGED","orderId":"order-l","state":"succeeded","count":1}]}"#,
        #"{"webhooks":[{"orderId":"order-back","status":"PARTIAL_CANCELED","attempts":1}]}"#,
        #"{"webhooks":[{"state":"failed","count":0},{"state":"*ing","count":1},{"url":"http://*/hook","count":4}]}"#,
        #"{"ledger":[{"orderId":"order-back","total":6000,"count":2},{"kind":"cancel","total":4000}]}"#,
        #"{"ledger":[{"total":35900},{"kind":"charge","amount":{"atLeast":10000},"count":3}]}"#,
        #"{"ledger":[{"orderId":"order-refused","total":0}],"unfiredRules":"fail"}"#,
        #"{"unfiredRules":"ignore"}"#,
    ]

    @Test(arguments: holding)
    func `what is so passes`(document: String) throws {
        let verdict = try Self.verify(document, in: try Morning.run().sandbox)
        #expect(verdict.failures == [])
        #expect(verdict.warnings == [])
        #expect(verdict.passed)
    }

    /// What is not so, with the place and the message of each failure.
    struct Row: Sendable, CustomTestStringConvertible {
        let document: String
        let failures: [String]

        init(_ document: String, _ failures: String...) {
            self.document = document
            self.failures = failures
        }

        var testDescription: String { document }
    }

    static let failing: [Row] = [
        Row(
            #"{"payments":[{"orderId":"order-1"}]}"#,
            #"$.payments[0]: no payment of order-1; there is one of order-l (1 letter differs): 15000 "#
                + #"won, DONE, paymentKey tossb20260105090000lywyX"#
        ),
        Row(
            #"{"payments":[{"orderId":"order-1","status":"DONE","charges":1}]}"#,
            #"$.payments[0]: no payment of order-1 that is DONE; there is one of order-l (1 letter "#
                + #"differs): 15000 won, DONE, paymentKey tossb20260105090000lywyX"#
        ),
        Row(
            #"{"payments":[{"orderId":"order-l","status":"CANCELED"}]}"#,
            #"$.payments[0].status: no payment of order-l that is CANCELED; there is one that is DONE: "#
                + #"15000 won, paymentKey tossb20260105090000lywyX"#
        ),
        Row(
            #"{"payments":[{"orderId":"order-refused","status":"DONE"}]}"#,
            #"$.payments[0].status: no payment of order-refused that is DONE; there is one that is "#
                + #"ABORTED: 9000 won, REJECT_CARD_COMPANY, paymentKey tossb20260105090000vVHwy"#
        ),
        Row(
            #"{"payments":[{"orderId":"order-l","charges":2}]}"#,
            #"$.payments[0].charges: order-l was charged 1 time, 2 expected; charge of 15000 won at "#
                + #"2026-01-05T09:00:00+09:00, by request 1"#
        ),
        Row(
            #"{"payments":[{"orderId":"order-l","charges":0}]}"#,
            #"$.payments[0].charges: order-l was charged 1 time, none expected; charge of 15000 won at "#
                + #"2026-01-05T09:00:00+09:00, by request 1"#
        ),
        Row(
            #"{"payments":[{"orderId":"order-open","charges":1}]}"#,
            #"$.payments[0].charges: order-open was not charged, 1 expected; its payment is 7000 won, "#
                + #"IN_PROGRESS, paymentKey tossb20260105090000lWMvz"#
        ),
        Row(
            #"{"payments":[{"orderId":"order-refused","charges":1}]}"#,
            #"$.payments[0].charges: order-refused was not charged, 1 expected; its payment is 9000 won, "#
                + #"ABORTED, REJECT_CARD_COMPANY, paymentKey tossb20260105090000vVHwy"#
        ),
        Row(
            #"{"payments":[{"orderId":"order-1","charges":1}]}"#,
            #"$.payments[0].charges: order-1 was not charged, 1 expected; order-l was charged 1 time (1 "#
                + #"letter differs)"#
        ),
        Row(
            #"{"payments":[{"orderId":"nothing-like-it","charges":1}]}"#,
            #"$.payments[0].charges: nothing-like-it was not charged, 1 expected; there is no payment of "#
                + #"nothing-like-it"#
        ),
        Row(
            #"{"payments":[{"orderId":"nothing-like-it"}]}"#,
            #"$.payments[0]: no payment of nothing-like-it; there are 5 payments, of order-open, "#
                + #"order-back, order-sub-1 and others"#
        ),
        Row(
            #"{"payments":[{"orderId":"shop-*","charges":1}]}"#,
            #"$.payments[0].charges: no payment fits, so nothing was charged, 1 expected; there are 5 "#
                + #"payments, of order-open, order-back, order-sub-1 and others"#
        ),
        Row(
            #"{"payments":[{"orderId":"order-*","charges":1}]}"#,
            #"$.payments[0].charges: order-refused was not charged, 1 expected; its payment is 9000 won, "#
                + #"ABORTED, REJECT_CARD_COMPANY, paymentKey tossb20260105090000vVHwy"#,
            #"$.payments[0].charges: order-open was not charged, 1 expected; its payment is 7000 won, "#
                + #"IN_PROGRESS, paymentKey tossb20260105090000lWMvz"#
        ),
        Row(
            #"{"payments":[{"orderId":"order-back","balance":10000}]}"#,
            #"$.payments[0].balance: no payment of order-back with a balance of 10000; there is one with "#
                + #"a balance of 6000: 10000 won, PARTIAL_CANCELED, paymentKey tossb20260105090000VX6hz"#
        ),
        Row(
            #"{"payments":[{"status":"DONE","count":5}]}"#,
            #"$.payments[0].count: 2 payments that are DONE, 5 expected; there is one that is ABORTED: "#
                + #"9000 won, REJECT_CARD_COMPANY, paymentKey tossb20260105090000vVHwy"#
        ),
        Row(
            #"{"payments":[{"status":"DONE","count":1}]}"#,
            #"$.payments[0].count: 2 payments that are DONE, 1 expected; 15000 won, DONE, paymentKey "#
                + #"tossb20260105090000lywyX"#
        ),
        Row(
            #"{"payments":[{"status":"DONE","count":0}]}"#,
            #"$.payments[0].count: 2 payments that are DONE, none expected; 15000 won, DONE, paymentKey "#
                + #"tossb20260105090000lywyX"#
        ),
        Row(
            #"{"payments":[{"customerKey":"cust-2"}]}"#,
            #"$.payments[0]: no payment of the customer cust-2; there is one of the customer cust-1 (1 "#
                + #"letter differs): 14900 won, DONE, paymentKey tossb20260105090000wMSx3"#
        ),
        Row(
            #"{"requests":[{"path":"/v1/payments/confirm","orderId":"order-1"}]}"#,
            #"$.requests[0]: no request to /v1/payments/confirm for order-1; there was one for order-l (1 "#
                + #"letter differs): request 1, amount 15000, answered 200"#
        ),
        Row(
            #"{"requests":[{"path":"/v1/payments/confrm"}]}"#,
            #"$.requests[0]: no request to /v1/payments/confrm; there was one to /v1/payments/confirm (1 "#
                + #"letter differs): request 1, amount 15000, answered 200"#
        ),
        Row(
            #"{"requests":[{"method":"GET","path":"/v1/payments/confirm"}]}"#,
            #"$.requests[0]: no request by GET to /v1/payments/confirm; there was one by POST: request 1, "#
                + #"amount 15000, answered 200"#
        ),
        Row(
            #"{"requests":[{"path":"/v1/payments/confirm","count":{"atMost":1}}]}"#,
            #"$.requests[0].count: 3 requests to /v1/payments/confirm, at most 1 expected; request 1, "#
                + #"amount 15000, answered 200"#
        ),
        Row(
            #"{"requests":[{"path":"/v1/payments/confirm","orderId":"order-open"}]}"#,
            #"$.requests[0]: no request to /v1/payments/confirm for order-open; order-open is "#
                + #"IN_PROGRESS: nobody has confirmed it"#
        ),
        Row(
            #"{"requests":[{"path":"/v1/payments/confirm","orderId":"order-refused","responseStatus":200}]"#
                + #"}"#,
            #"$.requests[0].responseStatus: no request to /v1/payments/confirm for order-refused answered "#
                + #"200; there was one answered 403: request 2, amount 9000, REJECT_CARD_COMPANY"#
        ),
        Row(
            #"{"requests":[{"orderId":"order-refused","code":"INVALID_CARD_EXPIRATION"}]}"#,
            #"$.requests[0].code: no request for order-refused refused with INVALID_CARD_EXPIRATION; "#
                + #"there was one refused with REJECT_CARD_COMPANY: request 2, amount 9000, answered 403"#
        ),
        Row(
            #"{"requests":[{"orderId":"order-l","rule":"slow lookup"}]}"#,
            #"$.requests[0]: no request for order-l decided by the rule "slow lookup"; there was one "#
                + #"decided by the rule "slow look-up" (1 letter differs): request 7, answered 200"#
        ),
        Row(
            #"{"requests":[{"path":"/v1/payments/confirm","orderId":"order-l","rule":"slow look-up"}]}"#,
            #"$.requests[0]: no request to /v1/payments/confirm for order-l decided by the rule "slow "#
                + #"look-up"; there was one that no rule decided: request 1, amount 15000, answered 200"#
        ),
        Row(
            #"{"requests":[{"path":"/sandbox/reset"}]}"#,
            #"$.requests[0]: no request to /sandbox/reset; calls of the control API are in no log, only "#
                + #"those of the Toss API are"#
        ),
        Row(
            #"{"requests":[{"path":"/v1/payments/*/cancel","count":2}]}"#,
            #"$.requests[0].count: 1 request to /v1/payments/*/cancel, 2 expected; request 4, answered 200"#
        ),
        Row(
            #"{"requests":[{"orderId":"order-l","fault":"reset"}]}"#,
            #"$.requests[0]: no request for order-l spoilt by reset; there was one that arrived whole: "#
                + #"request 1, amount 15000, answered 200"#
        ),
        Row(
            #"{"requests":[{"orderId":"order-l","idempotencyKey":"*"}]}"#,
            #"$.requests[0]: no request for order-l with the Idempotency-Key *; there was one without an "#
                + #"Idempotency-Key: request 1, amount 15000, answered 200"#
        ),
        Row(
            #"{"webhooks":[{"eventType":"PAYMENT_STATUS_CHANGED","orderId":"order-1"}]}"#,
            #"$.webhooks[0]: no webhook of the type PAYMENT_STATUS_CHANGED for order-1; there was one for "#
                + #"order-l (1 letter differs): whtrans_a0101ke5q8689zhbdtz75m22mznqg, succeeded after 1 attempt"#
        ),
        Row(
            #"{"webhooks":[{"orderId":"order-refused","state":"succeeded"}]}"#,
            #"$.webhooks[0].state: no webhook for order-refused that is succeeded; there was one that is "#
                + #"pending: whtrans_a0101ke5q868rejprjxj6q6gt1e7z, after 1 attempt, last answered 500"#
        ),
        Row(
            #"{"webhooks":[{"orderId":"order-sub-1"}]}"#,
            #"$.webhooks[0]: no webhook for order-sub-1; Toss announces no billing charge, and "#
                + #"order-sub-1 is one; only an endpoint with the profile "legacy" hears of it"#
        ),
        Row(
            #"{"webhooks":[{"orderId":"order-open"}]}"#,
            #"$.webhooks[0]: no webhook for order-open; order-open is IN_PROGRESS, and Toss announces no "#
                + #"status before DONE"#
        ),
        Row(
            #"{"webhooks":[{"orderId":"no-such-order"}]}"#,
            #"$.webhooks[0]: no webhook for no-such-order; there is no payment of no-such-order"#
        ),
        Row(
            #"{"webhooks":[{"eventType":"BILLING_DELETED"}]}"#,
            #"$.webhooks[0]: no webhook of the type BILLING_DELETED; no endpoint takes BILLING_DELETED: "#
                + #"endpoint-1 takes PAYMENT_STATUS_CHANGED"#
        ),
        Row(
            #"{"webhooks":[{"orderId":"order-l","status":"DONE","count":2}]}"#,
            #"$.webhooks[0].count: 1 webhook for order-l that says DONE, 2 expected; "#
                + #"whtrans_a0101ke5q8689zhbdtz75m22mznqg, succeeded after 1 attempt"#
        ),
        Row(
            #"{"webhooks":[{"orderId":"order-l","status":"CANCELED"}]}"#,
            #"$.webhooks[0].status: no webhook for order-l that says CANCELED; there was one that says "#
                + #"DONE: whtrans_a0101ke5q8689zhbdtz75m22mznqg, succeeded after 1 attempt"#
        ),
        Row(
            #"{"webhooks":[{"orderId":"order-l","attempts":2}]}"#,
            #"$.webhooks[0].attempts: no webhook for order-l with 2 attempts; there was one with 1 "#
                + #"attempt: whtrans_a0101ke5q8689zhbdtz75m22mznqg, succeeded after 1 attempt"#
        ),
        Row(
            #"{"webhooks":[{"orderId":"order-back","count":{"atMost":1}}]}"#,
            #"$.webhooks[0].count: 2 webhooks for order-back, at most 1 expected; "#
                + #"whtrans_a0101ke5q86jk565et3ekye3d4np6, succeeded after 1 attempt"#
        ),
        Row(
            #"{"ledger":[{"kind":"cancel","orderId":"order-l"}]}"#,
            #"$.ledger[0]: no cancel of order-l; order-l is DONE"#
        ),
        Row(
            #"{"ledger":[{"kind":"charge","orderId":"order-1"}]}"#,
            #"$.ledger[0]: no charge of order-1; there is one of order-l (1 letter differs): charge of "#
                + #"15000 won at 2026-01-05T09:00:00+09:00, by request 1"#
        ),
        Row(
            #"{"ledger":[{"kind":"cancel","orderId":"order-back","amount":5000}]}"#,
            #"$.ledger[0].amount: no cancel of order-back of 5000 won; there is one of 4000 won: at "#
                + #"2026-01-05T09:00:00+09:00, by request 4"#
        ),
        Row(
            #"{"ledger":[{"orderId":"order-back","total":0}]}"#,
            #"$.ledger[0].total: 2 ledger entries of order-back come to 6000 won, 0 expected; charge of "#
                + #"10000 won at 2026-01-05T09:00:00+09:00, by request 3"#
        ),
        Row(
            #"{"ledger":[{"orderId":"order-open","total":7000}]}"#,
            #"$.ledger[0].total: 0 ledger entries of order-open come to 0 won, 7000 expected; order-open "#
                + #"is IN_PROGRESS"#
        ),
        Row(
            #"{"ledger":[{"orderId":"order-open"}]}"#,
            #"$.ledger[0]: no ledger entry of order-open; order-open is IN_PROGRESS"#
        ),
        Row(
            #"{"ledger":[{"count":{"atMost":2}}]}"#,
            #"$.ledger[0].count: 4 ledger entries, at most 2 expected; charge of 10000 won at "#
                + #"2026-01-05T09:00:00+09:00, by request 3"#
        ),
    ]

    @Test(arguments: failing)
    func `what is not so says what was asked, what there is and what is near`(row: Row) throws {
        let verdict = try Self.verify(row.document, in: try Morning.run().sandbox)
        #expect(verdict.failures.map { "\($0.path): \($0.message)" } == row.failures)
        #expect(!verdict.passed)
        #expect(verdict.failures.allSatisfy { $0.near.count <= 3 })
    }

    @Test func `a failure has what was expected and found by itself, for programs`() throws {
        let sandbox = try Morning.run().sandbox
        let asked: [(document: String, expected: String, found: String)] = [
            (#"{"payments":[{"orderId":"order-l","status":"CANCELED"}]}"#, "CANCELED", "DONE"),
            (#"{"payments":[{"orderId":"order-l","charges":{"atLeast":2}}]}"#, "at least 2", "1"),
            (#"{"payments":[{"orderId":"order-back","balance":{"atMost":5}}]}"#, "at most 5", "6000"),
            (#"{"payments":[{"count":{"atLeast":6,"atMost":7}}]}"#, "6 to 7", "5"),
            (#"{"requests":[{"path":"/v1/payments/confirm","count":0}]}"#, "0", "3"),
            (#"{"webhooks":[{"orderId":"nobody"}]}"#, "at least 1", "0"),
        ]
        for (document, expected, found) in asked {
            let failure = try #require(try Self.verify(document, in: sandbox).failures.first)
            #expect(failure.expected == expected, "\(document)")
            #expect(failure.found == found, "\(document)")
        }
    }

    @Test func `without an endpoint that is the reason`() throws {
        var run = try Run(scenario: #"{"name":"n","description":"d"}"#)
        try run.confirm(try run.pay("order-1", 1000), "order-1", 1000)
        let verdict = try Self.verify(#"{"webhooks":[{"orderId":"order-1"}]}"#, in: run.sandbox)
        #expect(
            verdict.failures.map(\.message) == [
                #"no webhook for order-1; there is no endpoint; "webhooks.endpoints" of a scenario or "#
                    + "POST /sandbox/webhooks/endpoints add one"
            ]
        )
    }

    @Test func `an empty sandbox says that there is nothing`() throws {
        let sandbox = try Run(scenario: Morning.scenario).sandbox
        let document = #"{"payments":[{"orderId":"a"}],"requests":[{"path":"/v1/*"}],"ledger":[{"kind":"charge"}]}"#
        #expect(
            try Self.verify(document, in: sandbox).failures.map(\.message) == [
                "no payment of a; there is no payment at all", "no request to /v1/*; there is no request at all",
                "no charge; there is no ledger entry at all",
            ]
        )
    }

    @Test func `at most three near ones are told, the nearest first`() throws {
        var run = try Run(scenario: Morning.scenario)
        for orderId in ["order-xx1", "order-x01", "order-001", "order-0001", "order-00001", "order-01"] {
            _ = try run.pay(orderId, 1000)
        }
        let near = try Self.verify(#"{"payments":[{"orderId":"order-1"}]}"#, in: run.sandbox).failures.first?.near
        let orders = near?.map { String($0.prefix { $0 != "(" }) }
        #expect(
            orders == ["there is one of order-01 ", "there is one of order-xx1 ", "there is one of order-x01 "]
        )
    }

    @Test func `an order that was charged twice is found by its charges`() throws {
        // The gateway lets no order be paid twice, but the two key pairs of a sandbox are two merchants.
        var run = try Run(scenario: Morning.scenario)
        try run.confirm(try run.pay("order-1", 1000), "order-1", 1000)
        let second = try run.pay("order-1", 1000, merchant: .widget)
        let body = #"{"paymentKey":"\#(second)","orderId":"order-1","amount":1000}"#
        try run.call("POST", "/v1/payments/confirm", body, merchant: .widget)
        let once = #"{"payments":[{"orderId":"*","charges":{"atMost":1}}]}"#
        let twice = try Self.verify(once, in: run.sandbox)
        #expect(twice.failures.map(\.path) == ["$.payments[0].charges"])
        #expect(twice.failures.first?.message.hasPrefix("order-1 was charged 2 times, at most 1 expected") == true)
        #expect(try Self.verify(once, in: try Morning.run().sandbox).passed)
    }
}
