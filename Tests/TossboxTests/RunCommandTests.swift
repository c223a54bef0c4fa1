internal import Foundation
internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct RunCommandTests {
    private func run(_ words: String..., environment: [String: String] = [:]) async throws -> Program.Ending {
        try await Program.run(["run"] + words, environment: environment)
    }

    /// The report without times.
    private func timeless(_ text: String) -> String {
        text.replacing(/[0-9.]+ m?s\b/, with: "T")
    }

    @Test func `a file that goes as it says passes`() async throws {
        let folder = try ScenarioFolder()
        let path = try folder.add("paid", ["steps": [Steps.pay(), Steps.confirm()]])
        let ending = try await run(path)
        #expect(ending.status == 0)
        #expect(ending.errors.isEmpty)
        #expect(!ending.output.contains("\u{1B}"))
        let expected = """
              ok    1  buyer pays 15000 won for order-0001  (T)
              ok    2  POST /v1/payments/confirm → 200  (T)
            ok   \(path)  (2 steps, T)
            1 file, 1 passed, T

            """
        #expect(timeless(ending.output) == expected)
    }

    @Test func `a step that fails ends its file, and says what was expected and what came`() async throws {
        let folder = try ScenarioFolder()
        let expect: JSONText = ["status": 200, "json": ["status": "CANCELED", "card": ["amount": 1]]]
        let path = try folder.add(
            "wrong",
            ["steps": [Steps.pay(), Steps.confirm(expect: expect), Steps.pay("order-2")]]
        )
        let ending = try await run(path)
        #expect(ending.status == 1)
        #expect(ending.output.contains("  FAIL  2  POST /v1/payments/confirm → 200"))
        #expect(ending.output.contains(#"$.status: expected "CANCELED", found "DONE""#))
        #expect(ending.output.contains("$.card.amount: expected 1, found 15000"))
        #expect(ending.output.contains("1 step was not reached"))
        #expect(ending.output.contains("FAIL \(path)"))
        #expect(timeless(ending.output).hasSuffix("1 file, 0 passed, 1 failed, T\n"))
        #expect(ending.output.utf8.count < 2000)
    }

    @Test(
        arguments: [
            (
                "a wrong status",
                ["http": ["method": "GET", "url": "${TOSSBOX_URL}/v1/payments/x"], "expect": ["status": 200]],
                "expected status 200, got 401"
            ),
            (
                "a refused control call", ["advance": ["to": "2020-01-01T00:00:00+09:00"]],
                "expected a status of 200 to 299, got 409"
            ),
            (
                "a missing value", ["http": ["method": "GET", "url": "${TOSSBOX_URL}/${nothing}"]],
                "${nothing} has no value"
            ),
            (
                "nothing to save", ["buyer": ["orderId": "order-0001", "amount": 1000], "save": ["a": "$.b.c"]],
                "nothing at $.b.c, which was to be saved as a"
            ),
            (
                "an answer where none is expected",
                ["http": ["method": "GET", "url": "${TOSSBOX_URL}/sandbox/health"], "expect": ["noAnswer": true]],
                "expected no answer, but one came: 200"
            ),
            (
                "nobody there",
                ["http": ["method": "GET", "url": "http://127.0.0.1:9/"], "expect": ["noAnswer": true]],
                "the request could not be made"
            ),
        ] as [(String, JSONText, String)]
    )
    func `each way to fail is named`(what: String, step: JSONText, words: String) async throws {
        let folder = try ScenarioFolder()
        let ending = try await run(try folder.add("wrong", ["steps": [step]]))
        #expect(ending.status == 1, "\(what)")
        #expect(ending.output.contains("  FAIL  1  "))
        #expect(ending.output.contains(words), "\(ending.output)")
    }

    @Test func `a broken connection is an answer that does not come, and is not mended`() async throws {
        let folder = try ScenarioFolder()
        let rule: JSONText = [
            "name": "lost", "on": "payments.confirm", "attempts": [1],
            "then": ["fault": "reset", "phase": "after-commit"],
        ]
        let confirm = Steps.confirm(expect: ["noAnswer": true])
        let good = try folder.add("good", ["rules": [rule], "steps": [Steps.pay(), confirm]])
        let bad = try folder.add("bad", ["rules": [rule], "steps": [Steps.pay(), Steps.confirm()]])
        #expect(try await run(good).status == 0)
        let ending = try await run(bad)
        #expect(ending.status == 1)
        #expect(ending.output.contains("no answer came: the connection ended before the answer did"))
    }

    @Test(arguments: [false, true])
    func `a rule that never fires fails its file, unless it is optional`(isOptional: Bool) async throws {
        let folder = try ScenarioFolder()
        let rule: JSONText = [
            "name": "idle one", "on": "payments.cancel", "then": ["status": 500], "optional": .bool(isOptional),
        ]
        let ending = try await run(try folder.add("idle", ["rules": [rule], "steps": [Steps.pay()]]))
        #expect(ending.status == (isOptional ? 0 : 1))
        #expect(ending.output.contains("idle one") == !isOptional)
    }

    @Test func `saved values keep their kind, and texts that are set become numbers where numbers belong`() async throws
    {
        let folder = try ScenarioFolder()
        let path = try folder.add(
            "values",
            [
                "steps": [
                    [
                        "buyer": [
                            "orderId": "${ORDER}", "amount": "${AMOUNT}", "taxFreeAmount": "${PART}",
                            "taxExemptionAmount": "${PART}", "useEscrow": "${ESCROW}",
                            "installmentPlanMonths": "${PLAN}",
                        ],
                        "save": ["key": "$.paymentKey", "won": "$.amount"],
                    ],
                    [
                        "http": [
                            "method": "POST", "url": "${TOSSBOX_URL}/v1/payments/confirm",
                            "headers": ["Authorization": "Basic ${TOSS_BASIC}"],
                            "json": ["paymentKey": "${key}", "orderId": "${ORDER}", "amount": "${won}"],
                        ],
                        "expect": ["status": "${STATUS}", "json": ["totalAmount": "${won}"]],
                    ],
                ]
            ]
        )
        let ending = try await Program.run(
            [
                "run", path, "--set", "ORDER=order-0001", "--set", "AMOUNT=700", "--set", "PART=100", "--set",
                "ESCROW=false", "--set", "PLAN=0",
            ],
            environment: ["STATUS": "200", "ORDER": "never"]
        )
        #expect(ending.status == 0, "\(ending.output)")
        #expect(ending.output.contains("buyer pays 700 won for order-0001"))
    }

    @Test func `files that run side by side do not see each other`() async throws {
        let folder = try ScenarioFolder()
        let list: JSONText = [
            "control": ["method": "GET", "path": "/sandbox/payments"],
            "expect": ["json": ["items": [["orderId": "order-0001"]]]],
        ]
        for number in 10..<30 {
            try folder.add("file-\(number)", ["steps": [Steps.pay(), Steps.confirm(), list]])
        }
        let ending = try await run(folder.path, "--jobs", "20")
        #expect(ending.status == 0, "\(ending.output)")
        #expect(ending.output.contains("20 files, 20 passed, "))
    }

    @Test func `reports stand in the order of the files, whichever ended first`() async throws {
        let folder = try ScenarioFolder()
        let delay: JSONText = ["name": "slow", "on": "payments.confirm", "then": ["delay": "PT1S"]]
        let slow = try folder.add("slow", ["rules": [delay], "steps": [Steps.pay(), Steps.confirm()]])
        let fast = try folder.add("fast", ["steps": [Steps.pay(), Steps.confirm()]])
        let ending = try await run(slow, fast)
        #expect(ending.status == 0)
        let order = ending.output.split(separator: "\n").filter { $0.hasPrefix("ok ") }.map {
            $0.split(separator: " ")[1]
        }
        #expect(order == [Substring(slow), Substring(fast)])
    }

    @Test func `a folder is walked, and the schema in it is no scenario`() async throws {
        let folder = try ScenarioFolder()
        try folder.add("b/late.json", #"{"name":"late","description":"x"}"#)
        try folder.add("a/early.json", #"{"name":"early","description":"x"}"#)
        try folder.add("a.schema.json", #"{"$schema":"https://json-schema.org/draft/2020-12/schema"}"#)
        try folder.add("notes.txt", "not a scenario")
        let ending = try await run(folder.path)
        #expect(ending.status == 0)
        let files = ending.output.split(separator: "\n").filter { $0.hasPrefix("ok ") }
        #expect(files.count == 2)
        #expect(files.first?.contains("early.json") == true)
    }

    @Test func `an invalid file is told like check tells it, and nothing is run`() async throws {
        let folder = try ScenarioFolder()
        let good = try folder.add("good", ["steps": [Steps.pay()]])
        let bad = try folder.add("bad.json", ScenarioLoadingTests.wrong)
        let worse = try folder.add("worse.json", "{")
        let ending = try await run(good, bad, worse)
        #expect(ending.status == 2)
        let checked = try await Program.run(["check", bad, worse])
        #expect(ending.output == checked.output)
        #expect(ending.errors.contains("2 files are not valid; nothing was run"))
    }

    @Test func `a folder without a scenario is a wrong call`() async throws {
        let folder = try ScenarioFolder()
        let ending = try await run(folder.path)
        #expect(ending.status == 2)
        #expect(ending.errors.contains(folder.path))
    }

    @Test func `a file that needs a shop is invalid without one`() async throws {
        let folder = try ScenarioFolder()
        let path = try folder.add("shop", ["steps": [["http": ["method": "GET", "url": "${MERCHANT_URL}/health"]]]])
        let without = try await run(path)
        #expect(without.status == 2)
        #expect(without.output.contains("$.steps[0].http.url: ${MERCHANT_URL} has no value"))
        #expect(without.output.contains("--shop"))
        // Beside others it is left out, and the last line says so.
        let other = try folder.add("other", ["steps": [["comment": "nothing"]]])
        let both = try await run(path, other)
        #expect(both.status == 0)
        #expect(both.output.hasSuffix("; 1 more need a shop (--shop COMMAND)\n"))
        let shop = try await Shop.open()
        #expect(try await run(path, "--set", "MERCHANT_URL=\(shop.tossbox.url)").status == 0)
        #expect(try await run(path, environment: ["MERCHANT_URL": shop.tossbox.url]).status == 0)
    }

    @Test func `the command of a failure does the same again`() async throws {
        let folder = try ScenarioFolder()
        let comment = #"it's $HOME and "more""#
        let step: JSONText = [
            "http": [
                "method": "POST", "url": "${TOSSBOX_URL}/sandbox/payments?key=test_sk_x",
                "json": ["orderId": "${WHAT}"],
            ],
            "expect": ["status": 201],
        ]
        let path = try folder.add("it's wrong", ["steps": [Steps.pay(), step]])
        let first = try await run(path, "--set", "WHAT=\(comment)", "--verbose")
        #expect(first.status == 1)
        let marker = "  again:  "
        let line = try #require(first.output.split(separator: "\n").first { $0.hasPrefix(marker) }).dropFirst(
            marker.count
        )
        let again = try await Program.run(["-c", "\(line) --verbose"], of: URL(filePath: "/bin/sh"))
        #expect(again.status == 1)
        #expect(timeless(again.output) == timeless(first.output))
        #expect(first.output.contains("paymentKey"))
    }

    @Test func `a server that was used before gives the same`() async throws {
        let server = try await SharedTossbox.get().url
        let folder = try ScenarioFolder()
        let path = try folder.add("same", ["steps": [Steps.pay(), Steps.confirm()]])
        let first = try await run(path, "--url", server, "--verbose")
        let second = try await run(path, "--url", server + "/", "--verbose")
        let own = try await run(path, "--verbose")
        let seeded = try await run(path, "--verbose", "--seed", "5")
        #expect(first.status == 0)
        #expect(timeless(first.output) == timeless(second.output))
        #expect(timeless(first.output) == timeless(own.output))
        #expect(timeless(first.output) != timeless(seeded.output))
    }

    @Test func `two runs of a file on one server do not see each other, and leave nothing behind`() async throws {
        try await withTossbox(arguments: ["--quiet"]) { tossbox in
            let folder = try ScenarioFolder()
            // Both find what the other would have made, unless it was made elsewhere.
            let none: JSONText = ["payments": [["orderId": "*", "count": 0]]]
            let path = try folder.add(
                "same",
                ["steps": [["verify": none], Steps.pay(), ["control": ["method": "POST", "path": "/sandbox/settle"]]]]
            )
            async let one = run(path, "--url", tossbox.url)
            async let two = run(path, "--url", tossbox.url)
            let endings = try await [one, two]
            #expect(endings.map(\.status) == [0, 0])
            let metrics = try await tossbox.call("GET", "/metrics").text
            #expect(metrics.contains("\ntossbox_sandboxes 0\n"))
        }
    }

    @Test func `nothing that an earlier run made is there in the next`() async throws {
        let server = try await SharedTossbox.get().url
        let folder = try ScenarioFolder()
        let endpoint: JSONText = ["url": "http://127.0.0.1:9/webhook"]
        let path = try folder.add(
            "endpoint",
            [
                "steps": [
                    ["control": ["method": "POST", "path": "/sandbox/webhooks/endpoints", "json": endpoint]],
                    [
                        "control": ["method": "GET", "path": "/sandbox/webhooks/endpoints"],
                        "expect": ["json": ["items": [endpoint]]],
                    ],
                ]
            ]
        )
        for _ in 1...2 { #expect(try await run(path, "--url", server).status == 0) }
    }

    @Test func `a server that is not there, or wants a token, is told at once`() async throws {
        let folder = try ScenarioFolder()
        let path = try folder.add("paid", ["steps": [Steps.pay()]])
        let nobody = try await run(path, "--url", "http://127.0.0.1:9")
        #expect(nobody.status == 1)
        #expect(nobody.errors.contains("tossbox serve"))
        try await withTossbox(arguments: ["--quiet", "--token", "s3cret-token"]) { tossbox in
            let without = try await run(path, "--url", tossbox.url)
            #expect(without.status == 1)
            #expect(without.errors.contains("401"))
            #expect(try await run(path, "--url", tossbox.url, "--token", "s3cret-token").status == 0)
            #expect(
                try await run(path, "--url", tossbox.url, environment: ["TOSSBOX_TOKEN": "s3cret-token"]).status == 0
            )
        }
    }

    @Test func `with a key all files share its sandbox, one after another`() async throws {
        let shop = try await Shop.open()
        try await shop.listen(at: "http://127.0.0.1:9/webhook")
        let folder = try ScenarioFolder()
        for name in ["a", "b"] { try folder.add(name, ["steps": [Steps.pay(), Steps.confirm()]]) }
        let ending = try await run(folder.path, "--url", shop.tossbox.url, "--key", shop.secretKey)
        #expect(ending.status == 0, "\(ending.output)")
        #expect(try await shop.control("GET", "/payments").items.list.count == 1)
        #expect(try await shop.control("GET", "/webhooks/endpoints").items.list.count == 1)
    }

    @Test func `quiet prints failures only, verbose prints comments and answers`() async throws {
        let folder = try ScenarioFolder()
        try folder.add("a", ["steps": [["comment": "Nothing ${yet}."], Steps.pay()]])
        try folder.add("b", ["steps": [Steps.confirm(expect: ["status": 200])]])
        let quiet = try await run(folder.path, "--quiet")
        #expect(!quiet.output.contains("/a.json"))
        #expect(quiet.output.contains("/b.json"))
        let verbose = try await run(folder.path, "--verbose")
        #expect(verbose.output.contains("# Nothing ${yet}."))
        #expect(verbose.output.contains(#""status":"IN_PROGRESS""#))
    }
}
