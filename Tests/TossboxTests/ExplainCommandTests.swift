internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct ExplainCommandTests {
    private static let scenario = #"""
        {"name": "n", "description": "d", "clock": {"mode": "manual", "start": "2026-01-05T09:00:00+09:00"},
         "rules": [
          {"name": "lost answer", "on": "payments.confirm", "when": {"orderId": "order-lost-*", "header": {"X-Shop": "a"}},
           "then": {"fault": "reset", "phase": "after-commit"}},
          {"name": "cancels", "on": "payments.cancel", "then": "approve"}]}
        """#

    private func explain(_ arguments: String...) async throws -> Program.Ending {
        try await Program.run(["explain", "-"] + arguments, input: Self.scenario)
    }

    @Test func `a file is explained without a server`() async throws {
        let ending = try await explain(
            "--on",
            "payments.confirm",
            "--order-id",
            "order-9",
            "--amount",
            "15000",
            "--card",
            "4000-0000-0000-0002",
            "--header",
            "X-Shop: a"
        )
        #expect(ending.status == 0)
        #expect(
            ending.output == """
                No rule decides; the gateway and the card do.
                The card 40000000****000* by itself: refuse REJECT_CARD_COMPANY (attempt 1)

                lost answer  no match  orderId is "order-9", the rule wants "order-lost-*"
                cancels      no match  the rule is for payments.cancel, not for payments.confirm

                """
        )
    }

    @Test func `a rule that fires says what it does`() async throws {
        let ending = try await explain(
            "--on",
            "payments.confirm",
            "--order-id",
            "order-lost-1",
            "--header",
            "x-shop: a"
        )
        #expect(ending.status == 0)
        #expect(ending.output.hasPrefix("The rule \"lost answer\" decides: reset, after-commit\n"))
    }

    @Test func `with --json it prints what the server would answer`() async throws {
        let ending = try await explain("--on", "payments.cancel", "--json")
        let json = try JSONText(parsing: ending.output)
        #expect(json.fires == "cancels")
        #expect(json.does == "approve")
        #expect(json.rules.list.map(\.fires) == [false, true])
    }

    @Test(arguments: [
        ([], "--on"), (["--on", "payments.confrm"], "did you mean \"payments.confirm\"?"),
        (["--on", "payments.confirm", "--status", "DON"], "did you mean \"DONE\"?"),
        (["--on", "payments.confirm", "--header", "X-Shop"], "'NAME: VALUE'"),
        (["--on", "payments.confirm", "--amount", "-1"], "--amount"),
    ])
    func `a wrong description ends with 2 and says what would do`(arguments: [String], message: String) async throws {
        let ending = try await Program.run(["explain", "-"] + arguments, input: Self.scenario)
        #expect(ending.status == 2)
        #expect(ending.output.isEmpty)
        #expect(ending.errors.contains(message), "\(ending.errors)")
    }
}
