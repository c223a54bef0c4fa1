import Foundation
import Scenarios
import Testing

/// Reads a document with a name, a description and these members.
func readScenario(_ members: String) throws -> Scenario {
    let reading = Scenario.read(Array("{\"name\": \"n\", \"description\": \"d\", \(members)}".utf8))
    #expect(reading.problems == [])
    return try #require(reading.scenario)
}

/// A document with one of everything.
let completeScenario = """
    {
      "$schema": "./scenario.schema.json",
      "name": "everything",
      "description": "One of each.",
      "seed": 18446744073709551615,
      "clock": { "mode": "scaled", "start": "2026-01-05T09:00:00+09:00", "rate": 60 },
      "cards": {
        "4242-4242 4242-4242": { "refuse": "FDS_ERROR" },
        "5*": { "until": "2026-03-01T00:00:00+09:00", "then": { "refuse": "INVALID_STOPPED_CARD" } },
        "6": { "issue": { "refuse": "INVALID_CARD_NUMBER" }, "charge": { "attempts": ["approve", "approve"] } },
        "*": "approve"
      },
      "rules": [
        {
          "name": "first",
          "on": "payments.confirm",
          "when": {
            "orderId": "order-*",
            "card": "4242 42??*",
            "amount": { "atLeast": 100, "atMost": 1000, "in": [100, 500], "matches": "[0-9]+" },
            "header": { "X-Shop": { "in": ["a", "b"] } },
            "status": "IN_PROGRESS",
            "method": "CARD",
            "idempotencyKey": { "matches": "k-\\\\d{2}" }
          },
          "attempts": [1, 3],
          "times": 2,
          "from": "2026-01-05T09:00:00+09:00",
          "until": "2026-01-06T09:00:00+09:00",
          "optional": true,
          "then": [{ "refuse": "FDS_ERROR" }, { "delay": "PT3S", "phase": "before-commit" }, { "fault": "reset" }]
        },
        { "on": "payments.get", "then": { "status": 503, "body": { "code": "X", "n": [1, 2.0] }, "phase": "after-commit" } },
        { "on": "*", "times": 1, "then": { "status": 502, "body": "Bad Gateway" } },
        { "on": "*", "then": "approve" }
      ],
      "webhooks": {
        "endpoints": [
          { "url": "${SHOP}/hook", "events": ["DEPOSIT_CALLBACK"], "secret": "s", "hold": true },
          { "url": "https://a.example/hook", "profile": "toss" },
          { "url": "collect:", "secret": "s" }
        ],
        "rules": [{ "on": "*", "when": { "status": "DONE" }, "then": { "duplicate": 2 } }],
        "retries": ["PT1M", "P1D"],
        "profile": {
          "header": "X-Toss-Signature",
          "algorithm": "hmac-sha512",
          "encoding": "base64",
          "events": { "DONE": "PAYMENT_APPROVED" }
        }
      },
      "steps": [
        { "buyer": { "orderId": "order-1", "amount": "${amount}", "buyer": { "fail": "USER_CANCEL" } }, "save": { "key": "$.a.b[0]" } },
        { "advance": { "next": true } },
        { "settle": { "timeout": "PT1S" } },
        { "control": { "method": "GET", "path": "/sandbox/clock" }, "expect": { "json": { "mode": "${mode}" } } },
        { "comment": "${key}" }
      ]
    }
    """.replacingOccurrences(of: "${SHOP}", with: "http://localhost:3000")
