internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct ScenarioLoadingTests {
    static let wrong = """
        {
          "name": "wrong",
          "description": "Two mistakes.",
          "rules": [
            { "name": "a", "on": "payments.confirm", "then": { "refuse": "REJECT_CARD_COMPANI" } },
            { "name": "b", "on": "payments.confirm", "attempt": [1], "then": "approve" }
          ]
        }
        """

    private func send(_ shop: Shop, _ method: String, _ path: String, _ text: String) async throws -> Answer {
        try await shop.tossbox.call(
            method,
            "/sandbox/scenario" + path,
            headers: ["Authorization": "Basic \(shop.basic)"],
            body: Array(text.utf8)
        )
    }

    @Test func `a scenario with mistakes is refused with all of them`() async throws {
        let shop = try await Shop.open()
        let answer = try await send(shop, "PUT", "", Self.wrong)
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
        let problems = answer.json.problems.list
        #expect(problems.count == 2)
        #expect(problems.map(\.line) == [5, 6])
        for problem in problems {
            #expect(Set(problem.names).isSuperset(of: ["line", "column", "path", "message"]))
        }
        #expect(problems[0].message.text?.contains("REJECT_CARD_COMPANY?") == true)
        #expect(problems[0].path == "$.rules[0].then.refuse")
        #expect(problems[1].message.text?.contains("attempts") == true)
    }

    @Test func `a refused scenario leaves the one that was there`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "rules": [["name": "no", "on": "payments.confirm", "then": ["status": 503, "body": "x"]]]
        ])
        _ = try await send(shop, "PUT", "", Self.wrong)
        let key = try await shop.pay("order-0001", 15000)
        #expect(try await shop.confirm(key, "order-0001", 15000).status == 503)
    }

    @Test func `checking a scenario does not load it`() async throws {
        let shop = try await Shop.open()
        let wrong = try await send(shop, "POST", "/check", Self.wrong)
        #expect(wrong.status == 200)
        #expect(wrong.json.valid == false)
        #expect(wrong.json.problems.list.count == 2)
        let right = try await send(
            shop,
            "POST",
            "/check",
            #"{"name":"a","description":"b","rules":[{"name":"c","on":"*","then":{"status":503,"body":"x"}}]}"#
        )
        #expect(right.json == ["valid": true, "problems": []])
        #expect(try await shop.paid("order-0001", 15000).status == "DONE")
    }

    @Test func `deleting a scenario returns to the default`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "rules": [["name": "no", "on": "payments.confirm", "then": ["status": 503, "body": "x"]]]
        ])
        let answer = try await shop.call("DELETE", "/sandbox/scenario")
        #expect((200...204).contains(answer.status))
        #expect(try await shop.paid("order-0001", 15000).status == "DONE")
    }

    @Test(
        arguments: [
            (["seed": 7], true), (["clock": ["mode": "manual", "start": "2026-01-05T09:00:00+09:00"]], true),
            ([:], false),
        ] as [(JSONText, Bool)]
    )
    func `loading starts over only with a seed or a clock`(scenario: JSONText, startsOver: Bool) async throws {
        let shop = try await Shop.open()
        try await shop.paid("order-0001", 15000)
        let endpoint = try await shop.listen(at: "http://127.0.0.1:9/webhook")
        try await shop.load(scenario)
        #expect(try await shop.control("GET", "/payments").items.list.count == (startsOver ? 0 : 1))
        #expect(try await shop.control("GET", "/webhooks/endpoints").items.list.map(\.id) == [.string(endpoint)])
    }

    @Test func `a scenario's clock stands where it says`() async throws {
        let shop = try await Shop.open()
        try await shop.load(["clock": ["mode": "manual", "start": "2026-01-05T09:00:00+09:00"]])
        let clock = try await shop.control("GET", "/clock")
        #expect(clock.mode == "manual")
        #expect(clock.now == "2026-01-05T09:00:00+09:00")
    }

    @Test func `a server can start every sandbox with a scenario`() async throws {
        let file = try TemporaryFile(
            #"{"name":"a","description":"b","rules":[{"name":"c","on":"payments.confirm","then":{"status":503,"body":"x"}}]}"#
        )
        try await withTossbox(arguments: ["--quiet", "--scenario", file.path]) { tossbox in
            for shop in [Shop(at: tossbox), Shop(at: tossbox)] {
                let key = try await shop.pay("order-0001", 15000)
                #expect(try await shop.confirm(key, "order-0001", 15000).status == 503)
            }
        }
    }
}
