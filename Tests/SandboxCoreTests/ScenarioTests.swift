import Foundation
import JSON
import SandboxCore
import Testing
import TossAPI

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

@Suite struct ScenarioTests {
    static let start = Instant("2026-01-05T09:00:00+09:00") ?? .earliest

    /// Reads a document with a name, a description and these members.
    static func scenario(_ members: String) throws -> Scenario {
        let reading = Scenario.read(Array("{\"name\": \"n\", \"description\": \"d\", \(members)}".utf8))
        #expect(reading.problems == [])
        return try #require(reading.scenario)
    }

    @Test func `the schema of a buyer has the members that a buyer has, each of its kind`() throws {
        let schema = try JSONNode(parsing: Array(Data(contentsOf: Self.folder.appending(path: "scenario.schema.json"))))
        let buyer = try #require(schema["$defs"]?["buyer"])
        #expect(buyer["required"]?.array?.map(\.string) == BuyerMember.allCases.filter(\.isRequired).map(\.rawValue))
        let members = try #require(buyer["properties"]?.object?.members)
        #expect(Set(members.map(\.name)) == Set(BuyerMember.names + ["card"]))
        for member in BuyerMember.allCases {
            let found = buyer["properties"]?[member.rawValue]
            switch member.kind {
            case .text: #expect(found?["$ref"]?.string == "#/$defs/text", "\(member)")
            case .number: #expect(found?["$ref"]?.string == "#/$defs/count", "\(member)")
            case .flag: #expect(found?["$ref"]?.string == "#/$defs/flag", "\(member)")
            case .object: #expect(found?["type"]?.string == "object", "\(member)")
            case .behavior: #expect(found?["$ref"]?.string == "#/$defs/behaviour", "\(member)")
            }
        }
    }

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
                    outcome: .refuse(.fdsError, phase: nil),
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

    @Test func `webhook rules are read with all their parts`() throws {
        let rules = try Self.scenario(
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
        #expect(rules.map(\.events.count) == [1, 1, 1, 10, 10])
        var late = WebhookAction()
        late.delay = .seconds(300)
        late.copies = 100
        late.corrupts = true
        late.hasWrongSecret = true
        #expect(rules[0].action == late)
        #expect(rules[0].attempts == [1, 2])
        #expect(rules[0].times == 1)
        #expect(rules[0].from == Self.start)
        #expect(rules[0].until == Self.start + .seconds(86_400))
        #expect(rules[0].isOptional)
        #expect(rules[0].conditions.texts.count == 5)
        #expect(rules[1].action.drops && rules[2].action.holds && rules[4].action.precedesResponse)
        #expect(rules[3].action.reorder == 2)
    }

    @Test func `without settings all is as it was built in`() throws {
        let scenario = try Self.scenario("\"rules\": []")
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
        let scenario = try Self.scenario(
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
                RuleAction(outcome: .refuse(.fdsError, phase: .beforeCommit)),
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

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "scenarios")

    static let files: [URL] = {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? [])
            .filter { $0.pathExtension == "json" && $0.lastPathComponent != "scenario.schema.json" }
            .sorted { $0.path < $1.path }
    }()

    @Test(arguments: files)
    func `every scenario that comes with the package is accepted, and called as its file`(file: URL) throws {
        let reading = Scenario.read(Array(try Data(contentsOf: file))) { name in
            name == "MERCHANT_URL" ? "http://localhost:1" : nil
        }
        #expect(reading.problems == [])
        #expect(reading.scenario?.name == file.deletingPathExtension().lastPathComponent)
    }

    @Test func `the package brings at least sixty scenarios`() {
        #expect(Self.files.count >= 60)
    }

    @Test func `the tables beside the scenarios have a row for every refusal of a built-in card`() throws {
        let tables = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        let verdicts = CardTable.testCards.flatMap { card in
            CardUse.allCases.map { card.plan.verdict(for: $0, attempt: 1, at: .earliest) }
        }
        let codes = Set(verdicts.compactMap { if case .refuse(let code) = $0 { code.rawValue } else { nil } })
        #expect(codes.count >= 25)
        for code in codes.sorted() { #expect(tables.contains("\n| `\(code)` | "), "\(code)") }
    }

    /// A list of the schema that editors use, by its path under `$defs`.
    private func definition(_ path: String) throws -> [String] {
        let schema = try JSONNode(parsing: Array(Data(contentsOf: Self.folder.appending(path: "scenario.schema.json"))))
        return try #require(schema["$defs"].flatMap { ValuePath(path)?.value(in: $0)?.array }).compactMap(\.string)
    }

    /// The names of an object's members in the schema, sorted.
    private func names(_ path: String) throws -> [String] {
        let schema = try JSONNode(parsing: Array(Data(contentsOf: Self.folder.appending(path: "scenario.schema.json"))))
        let object = try #require(schema["$defs"].flatMap { ValuePath(path)?.value(in: $0)?.object })
        return object.members.map(\.name).sorted()
    }

    @Test func `the schema names what the reader knows`() throws {
        let operations = Operation.allCases.map(\.rawValue)
        #expect(Set(try definition("$.rule.properties.on.enum")).isSuperset(of: operations + ["*"]))
        #expect(try definition("$.status.enum") == PaymentStatus.allCases.map(\.rawValue))
        let codes = ErrorCode.allCases.filter { $0.httpStatus != nil }.map(\.rawValue)
        #expect(try Set(definition("$.code.enum")) == Set(codes))
        #expect(try definition("$.event.enum") == WebhookEvent.known.map(\.rawValue))
        let fields = ["amount", "customerKey", "method", "orderId", "paymentKey", "status"]
        #expect(try names("$.webhookWhen.properties") == fields)
        #expect(
            try names("$.webhookThen.properties") == [
                "before-response", "corrupt", "delay", "drop", "duplicate", "hold", "reorder", "wrong-secret",
            ]
        )
        for name in try names("$.webhookThen.properties") {
            let value = ["delay": "\"PT1S\"", "duplicate": "2", "reorder": "2"][name] ?? "true"
            _ = try Self.scenario("\"webhooks\": {\"rules\": [{\"on\": \"*\", \"then\": {\"\(name)\": \(value)}}]}")
        }
        #expect(try definition("$.phase.enum") == Phase.allCases.map(\.rawValue))
        #expect(try definition("$.action.oneOf[4].properties.fault.enum") == Fault.Kind.allCases.map(\.rawValue))
        #expect(try definition("$.clock.properties.mode.enum") == ClockMode.allCases.map(\.rawValue))
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

    static let profiles: [(json: String, path: String?)] = [
        ("\"toss\"", nil), ("\"legacy\"", nil), ("{\"header\": \"X-A\"}", nil), ("\"other\"", "$"), ("7", "$"),
        ("{\"header\": \"X-A\", \"encoding\": \"hexa\"}", "$.encoding"),
    ]

    @Test(arguments: profiles)
    func `a signature profile that came by a call is read by the same rules`(json: String, path: String?) throws {
        let node = try JSONNode(parsing: json)
        do {
            _ = try SignatureProfile.read(node)
            #expect(path == nil)
        } catch {
            #expect(error.path == path)
        }
    }

    @Test func `an endpoint that came by a call is read by the same rules`() throws {
        let url = "http://localhost:3000/hook"
        let node = try JSONNode(parsing: #"{"url": "\#(url)", "events": ["BILLING_DELETED"], "secret": "s"}"#)
        let expected = EndpointSetting(url: url, events: ["BILLING_DELETED"], secret: "s", profile: .legacy)
        #expect(try EndpointSetting.read(node, profile: .legacy) == expected)
        let broken = try JSONNode(parsing: "{\"url\": \"nowhere\"}")
        #expect(throws: SettingError.self) { try EndpointSetting.read(broken) }
        let unsigned = try JSONNode(parsing: #"{"url": "\#(url)", "profile": "legacy"}"#)
        #expect(throws: SettingError.self) { try EndpointSetting.read(unsigned) }
    }

    static let paths: [(path: String, found: String?)] = [
        ("$.a.b[1]", "2"), ("$.a", nil), ("$.a.b[9]", nil), ("$.c", "3"), ("$[0]", nil),
    ]

    @Test(arguments: paths)
    func `a path leads to its value, or to none`(path: String, found: String?) throws {
        let root = try JSONNode(parsing: "{\"a\": {\"b\": [1, \"2\"]}, \"c\": \"3\"}")
        #expect(try #require(ValuePath(path)).value(in: root)?.string == found)
    }

    @Test(arguments: ["", "a", "$.", "$a", "$.a[", "$.a[]", "$.a[-1]", "$..a", "$.a[99999999999999999999]", "$[0]a"])
    func `a path that cannot be followed is none`(path: String) {
        #expect(ValuePath(path) == nil)
    }
}
