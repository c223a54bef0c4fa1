import Scenarios
import Testing
import TossAPI

/// What a file says, and what is read from it.
@Suite struct ScenarioReadingTests {
    static let start = Instant("2026-01-05T09:00:00+09:00") ?? .earliest

    @Test func `a document with everything is read whole`() throws {
        let reading = Scenario.read(Array(completeScenario.utf8))
        #expect(reading.problems == [])
        let scenario = try #require(reading.scenario)
        #expect(scenario.name == "everything")
        #expect(scenario.description == "One of each.")
        #expect(scenario.seed == .max)
        #expect(scenario.clock == ClockSetting(mode: .scaled, start: Self.start, rate: 60))
        #expect(scenario.document == Array(completeScenario.utf8))
        #expect(scenario.rules.map(\.name) == ["first", "rules[1]", "rules[2]", "rules[3]"])
        #expect(scenario.rules.map(\.isOptional) == [true, false, false, false])
        #expect(
            scenario.rules.map(\.action) == [
                RuleAction(
                    outcome: .refuse(RefusalCode(.fdsError), phase: nil),
                    delay: Delay(duration: .seconds(3), phase: .beforeCommit),
                    fault: Fault(kind: .reset, phase: .beforeCommit)
                ),
                RuleAction(
                    outcome: .status(503, body: Array(#"{"code":"X","n":[1,2.0]}"#.utf8), phase: .afterCommit)
                ),
                RuleAction(outcome: .status(502, body: Array("Bad Gateway".utf8), phase: .beforeCommit)),
                RuleAction(outcome: .approve),
            ]
        )
        let profile = SignatureProfile.custom(
            CustomProfile(
                header: "X-Toss-Signature",
                algorithm: .sha512,
                encoding: .base64,
                events: ["DONE": "PAYMENT_APPROVED"]
            )
        )
        #expect(
            scenario.webhooks
                == WebhookSetting(
                    endpoints: [
                        EndpointSetting(
                            url: "http://localhost:3000/hook",
                            events: ["DEPOSIT_CALLBACK"],
                            secret: "s",
                            profile: profile,
                            isHeld: true
                        ),
                        EndpointSetting(url: "https://a.example/hook"),
                        EndpointSetting(url: "collect:", secret: "s", profile: profile),
                    ],
                    retries: [.seconds(60), .seconds(86_400)],
                    profile: profile
                )
        )
    }

    @Test func `without settings all is as it was built in`() throws {
        let scenario = try readScenario("\"rules\": []")
        #expect(scenario.seed == nil)
        #expect(scenario.clock == nil)
        #expect(scenario.cards == .builtIn)
        #expect(scenario.webhooks == WebhookSetting())
        #expect(scenario.webhooks.retries.map { $0 / .seconds(60) } == [1, 4, 16, 64, 256, 1024, 4096])
    }

    @Test func `the standard scenario can be read back from its document`() throws {
        let reading = Scenario.read(Scenario.standard.document)
        #expect(reading.problems == [])
        #expect(reading.scenario?.description == Scenario.standard.description)
        #expect(Scenario.standard.rules.isEmpty)
        #expect(Scenario.standard.cards == .builtIn)
    }

    @Test func `a phase that is left out is the one the manual names`() throws {
        let scenario = try readScenario(
            """
            "rules": [
              {"on": "payments.confirm", "times": 1, "then": {"delay": "PT0.5S"}},
              {"on": "payments.confirm", "times": 1, "then": {"fault": "reset", "phase": "after-commit"}},
              {"on": "payments.confirm", "then": {"refuse": "FDS_ERROR", "phase": "before-commit"}}
            ]
            """
        )
        #expect(
            scenario.rules.map(\.action) == [
                RuleAction(delay: Delay(duration: .milliseconds(500), phase: .afterCommit)),
                RuleAction(fault: Fault(kind: .reset, phase: .afterCommit)),
                RuleAction(outcome: .refuse(RefusalCode(.fdsError), phase: .beforeCommit)),
            ]
        )
    }

    @Test func `variables are filled in outside of steps and stay inside`() throws {
        let document = Array(
            """
            {"name": "${WHO}", "description": "a $ and a ${WHO}!", "steps": [{"comment": "${LATER}"}],
             "webhooks": {"endpoints": [{"url": "${URL}/hook"}]}}
            """.utf8
        )
        let values = ["WHO": "me", "URL": "http://localhost:1"]
        let scenario = try #require(Scenario.read(document) { values[$0] }.scenario)
        #expect(scenario.name == "me")
        #expect(scenario.description == "a $ and a me!")
        #expect(scenario.webhooks.endpoints.map(\.url) == ["http://localhost:1/hook"])

        let filled = Scenario.filled(document) { values[$0] }
        #expect(String(decoding: filled, as: UTF8.self).contains(#""steps":[{"comment":"${LATER}"}]"#))
        // What is kept can be read by those who have other variables, or none.
        #expect(scenario.document == filled)
        #expect(Scenario.read(filled).scenario?.name == "me")
        #expect(Scenario.filled(filled) { values[$0] } == filled)
    }

    @Test func `the document that explains the format is accepted once its variables are set`() {
        let document = """
            {
              "$schema": "./scenario.schema.json",
              "name": "answer-lost-after-charge",
              "description": "The charge commits, the shop never hears of it.",
              "seed": 7,
              "clock": { "mode": "manual", "start": "2026-01-05T09:00:00+09:00" },
              "cards": {
                "4242424242424242": "approve",
                "4000000000000002": { "refuse": "REJECT_CARD_COMPANY" },
                "4000000000000341": { "attempts": ["approve", { "refuse": "REJECT_CARD_PAYMENT" }, "approve"] },
                "4000000000009995": { "until": "2026-03-01T00:00:00+09:00", "then": { "refuse": "INVALID_STOPPED_CARD" } }
              },
              "rules": [
                {
                  "name": "lost answer",
                  "on": "payments.confirm",
                  "when": { "orderId": "order-lost-*", "amount": { "atLeast": 10000 } },
                  "attempts": [1],
                  "then": { "fault": "reset", "phase": "after-commit" }
                }
              ],
              "webhooks": {
                "endpoints": [{ "url": "${MERCHANT_URL}/hook", "events": ["PAYMENT_STATUS_CHANGED"] }],
                "rules": [{ "on": "PAYMENT_STATUS_CHANGED", "then": { "duplicate": 2 } }]
              },
              "steps": [
                { "buyer": { "orderId": "order-lost-1", "amount": 15000 }, "save": { "key": "$.paymentKey" } },
                { "http": { "method": "POST", "url": "${MERCHANT_URL}/confirm", "json": { "paymentKey": "${key}" } } },
                { "advance": "PT5M" },
                { "settle": "PT5S" },
                { "verify": { "payments": [{ "orderId": "order-lost-1", "status": "DONE", "charges": 1 }] } }
              ]
            }
            """
        let unset = Scenario.read(Array(document.utf8)).problems.map(\.path)
        #expect(unset == ["$.webhooks.endpoints[0].url"])
        let set = Scenario.read(Array(document.utf8)) { _ in "http://localhost:7773" }.problems.map(\.path)
        #expect(set == [])
    }
}
