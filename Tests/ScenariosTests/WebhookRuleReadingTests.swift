import Scenarios
import Testing
import TossAPI

/// What `webhooks.rules` of a file says.
@Suite struct WebhookRuleReadingTests {
    @Test func `webhook rules are read with all their parts`() throws {
        let rules = try readScenario(
            """
            "webhooks": {
                "rules": [
                  {
                    "name": "late",
                    "on": "PAYMENT_STATUS_CHANGED",
                    "when": {
                      "orderId": "order-*", "paymentKey": "tviva*", "customerKey": "c", "method": "CARD",
                      "status": { "in": ["DONE"] }, "amount": { "atLeast": 1 }
                    },
                    "attempts": [1, 2],
                    "times": 1,
                    "from": "2026-01-05T09:00:00+09:00",
                    "until": "2026-01-06T09:00:00+09:00",
                    "optional": true,
                    "then": { "delay": "PT5M", "duplicate": 100, "corrupt": true, "wrong-secret": true }
                  },
                  { "on": "BILLING_DELETED", "then": { "drop": true } },
                  { "on": "DEPOSIT_CALLBACK", "times": 1, "then": { "hold": true } },
                  { "on": "*", "times": 1, "then": { "reorder": 2 } },
                  { "on": "*", "then": { "before-response": true } }
                ]
            }
            """
        ).webhookRules
        let names = (1...4).map { "webhooks.rules[\($0)]" }
        #expect(rules.map(\.name) == ["late"] + names)
        #expect(rules.map(\.subjects.count) == [1, 1, 1, 10, 10])
        var late = WebhookAction()
        late.delay = .seconds(300)
        late.copies = 100
        late.corrupts = true
        late.hasWrongSecret = true
        #expect(rules[0].action == late)
        #expect(rules[0].limits.attempts == [1, 2])
        #expect(rules[0].limits.times == 1)
        #expect(rules[0].limits.from == RuleFiringTests.now)
        #expect(rules[0].limits.until == RuleFiringTests.now + .seconds(86_400))
        #expect(rules[0].isOptional)
        #expect(rules[0].conditions.texts.count == 5)
        #expect(rules[1].action.drops && rules[2].action.holds && rules[4].action.precedesResponse)
        #expect(rules[3].action.reorder == 2)
    }
}
