internal import Foundation
internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct CommandLineTests {
    @Test(arguments: [["--help"], ["help"], ["-h"]]) func `help lists the commands`(words: [String]) async throws {
        let ending = try await Program.run(words)
        #expect(ending.status == 0)
        #expect(ending.errors.isEmpty)
        for command in ["serve", "run", "check", "new", "list", "pay", "trigger", "export", "replay", "import"] {
            #expect(ending.output.contains("\n  \(command) "))
        }
    }

    @Test(arguments: [
        ("serve", ["--port", "--webhook", "--token", "--data"]),
        ("pay", ["--order-id", "--amount", "--card", "--url"]),
        ("trigger", ["--payment-key", "--status", "--data"]), ("check", ["--set"]), ("export", ["--output", "--key"]),
        ("replay", ["--json"]), ("import", ["--key"]), ("new", ["--kind"]), ("list", ["--json"]),
        ("run", ["--url", "--jobs", "--seed", "--shop", "--junit", "--bundle"]),
    ])
    func `a command's help shows its options`(command: String, options: [String]) async throws {
        let ending = try await Program.run([command, "--help"])
        #expect(ending.status == 0)
        #expect(ending.errors.isEmpty)
        #expect(ending.output.hasPrefix("Usage: tossbox \(command)"))
        for option in options { #expect(ending.output.contains("  \(option)")) }
    }

    @Test func `version is one line`() async throws {
        let ending = try await Program.run(["--version"])
        #expect(ending.status == 0)
        #expect(ending.output.split(separator: "\n").count == 1)
        let health = try await SharedTossbox.get().call("GET", "/sandbox/health").json
        #expect(health.version.text.map { $0 + "\n" } == ending.output)
    }

    @Test(arguments: [
        [], ["fly"], ["serve", "--prot", "0"], ["serve", "--port"], ["serve", "--port", "x"],
        ["serve", "--port", "70000"], ["serve", "extra"], ["serve", "--quiet=yes"], ["serve", "--host", "0.0.0.0"],
        ["serve", "--webhook", "localhost:3000"], ["serve", "--scenario", "/none.json"],
        ["serve", "--keys", "/none.json"], ["serve", "--token", ""], ["serve", "--token", "1234567"],
        ["serve", "--token", "a secret with spaces"], ["serve", "--host", "0.0.0.0", "--token", ""],
        ["serve", "--allow-host", "http://tossbox"], ["serve", "--allow-host", ""], ["serve", "--allow-host", "a:1"],
        ["serve", "--allow-host", "테스트"],
        ["serve", "--host", "127.lan.example"],
        ["serve", "--allow-origin", "localhost:3000"], ["serve", "--allow-origin", "http://localhost:3000/path"],
        ["pay", "--amount", "much"], ["pay", "--amount", "0"], ["trigger"], ["trigger", "A", "B"],
        ["trigger", "PAYMENT_STATUS_CHANGED", "--data", "{"], ["trigger", "PAYMENT_STATUS_CHANGED", "--data", "[]"],
        ["run"], ["run", "/none.json"], ["run", "--jobs", "0", "."], ["run", "--seed", "-1", "."],
        ["run", "--seed", "x", "."], ["run", "--set", "x", "."], ["run", "--key", "test_ck_a", "."],
        ["run", "--key", "live_sk_a", "."], ["run", "--url", "localhost", "."], ["run", "--shop", " ", "."],
        ["run", "--shop", "x", "--set", "MERCHANT_URL=http://a", "."], ["run", "--quiet", "--verbose", "."],
        ["new"], ["new", "a b"], ["new", "../a"], ["new", "a", "--kind", "x"], ["list", "/none"],
        ["check"], ["check", "/none.json"], ["check", "--set", "x", "/none.json"],
    ])
    func `a wrong call is told so and ends with 2`(words: [String]) async throws {
        let ending = try await Program.run(words)
        #expect(ending.status == 2)
        #expect(ending.output.isEmpty)
        #expect(ending.errors.hasPrefix("tossbox") || ending.errors.hasPrefix("Tossbox"))
    }

    @Test func `serve prints one line on standard output, and the rest elsewhere`() async throws {
        try await withTossbox { tossbox in
            _ = try await tossbox.call("GET", "/sandbox/health")
            #expect(tossbox.output == #"{"ready":true,"url":"http://127.0.0.1:\#(tossbox.port)"}"# + "\n")
            #expect(tossbox.errors.contains("test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R"))
        }
    }

    @Test func `a port that is in use ends serve with 1`() async throws {
        try await withTossbox(arguments: ["--quiet"]) { tossbox in
            let ending = try await Program.run(["serve", "--port", "\(tossbox.port)"])
            #expect(ending.status == 1)
            #expect(ending.output.isEmpty)
            #expect(ending.errors.contains("\(tossbox.port)"))
        }
    }

    @Test func `pay makes a payment that a shop can confirm`() async throws {
        let shop = try await Shop.open()
        let ending = try await Program.run([
            "pay", "--url", shop.tossbox.url, "--key", shop.secretKey, "--order-id", "order-0001", "--amount", "27500",
            "--json",
        ])
        #expect(ending.status == 0)
        let json = try JSONText(parsing: ending.output)
        #expect(json.status == "IN_PROGRESS")
        let key = try #require(json.paymentKey.text)
        #expect(try await shop.confirm(key, "order-0001", 27500).status == 200)
    }

    @Test func `pay prints what a person wants to copy`() async throws {
        let shop = try await Shop.open()
        let ending = try await Program.run(
            ["pay", "--key", shop.clientKey],
            environment: ["TOSSBOX_URL": shop.tossbox.url]
        )
        #expect(ending.status == 0)
        let line = try #require(ending.output.split(separator: "\n").first { $0.hasPrefix("paymentKey") })
        let key = try #require(line.split(separator: " ").last)
        #expect(try await shop.payment(String(key)).status == "IN_PROGRESS")
    }

    @Test(arguments: [("cancel", "PAY_PROCESS_CANCELED"), ("PAY_PROCESS_ABORTED", "PAY_PROCESS_ABORTED")])
    func `pay plays a buyer who does not pay`(buyer: String, code: String) async throws {
        let shop = try await Shop.open()
        let ending = try await Program.run([
            "pay", "--url", shop.tossbox.url, "--key", shop.secretKey, "--buyer", buyer, "--json",
        ])
        #expect(ending.status == 0)
        #expect(try JSONText(parsing: ending.output).code == .string(code))
    }

    @Test func `pay against nobody ends with 1 and says what to do`() async throws {
        let ending = try await Program.run(["pay", "--url", "http://127.0.0.1:9"])
        #expect(ending.status == 1)
        #expect(ending.output.isEmpty)
        #expect(ending.errors.contains("tossbox serve"))
    }

    @Test func `what the sandbox refuses ends with 1`() async throws {
        let shop = try await Shop.open()
        let ending = try await Program.run(["pay", "--url", shop.tossbox.url, "--order-id", "x"])
        #expect(ending.status == 1)
        #expect(ending.output.isEmpty)
        #expect(ending.errors.contains("orderId"))
    }

    @Test func `pay shows its token to a server that asks for one`() async throws {
        try await withTossbox(arguments: ["--quiet", "--token", "s3cret-token"]) { tossbox in
            let without = try await Program.run(["pay", "--url", tossbox.url])
            let with = try await Program.run(
                ["pay", "--url", tossbox.url],
                environment: ["TOSSBOX_TOKEN": "s3cret-token"]
            )
            #expect(without.status == 1)
            #expect(with.status == 0)
        }
    }

    @Test func `trigger sends a webhook`() async throws {
        let shop = try await Shop.open()
        try await shop.paid("order-0001", 15000)
        try await WebhookReceiver.serving { receiver in
            let ending = try await Program.run([
                "trigger", "PAYMENT_STATUS_CHANGED", "--url", shop.tossbox.url, "--key", shop.secretKey, "--order-id",
                "order-0001", "--status", "CANCELED", "--data", #"{"balanceAmount":0}"#, "--to", receiver.url,
            ])
            #expect(ending.status == 0)
            let data = try await receiver.delivery(1).json.data
            #expect(data.contains(["orderId": "order-0001", "status": "CANCELED", "balanceAmount": 0]))
        }
    }

    @Test func `trigger to nobody ends with 1`() async throws {
        let shop = try await Shop.open()
        try await shop.paid("order-0001", 15000)
        let ending = try await Program.run([
            "trigger", "PAYMENT_STATUS_CHANGED", "--url", shop.tossbox.url, "--key", shop.secretKey, "--order-id",
            "order-0001",
        ])
        #expect(ending.status == 1)
    }

    @Test func `check prints every problem with its place`() async throws {
        let file = try TemporaryFile(ScenarioLoadingTests.wrong)
        let ending = try await Program.run(["check", file.path])
        #expect(ending.status == 2)
        let lines = ending.output.split(separator: "\n")
        #expect(lines.count == 2)
        let place = "\(file.path):5:66: $.rules[0].then.refuse: "
        #expect(lines[0].hasPrefix(place))
        #expect(lines[0].hasSuffix("unknown error code REJECT_CARD_COMPANI; did you mean REJECT_CARD_COMPANY?"))
        #expect(lines[1].hasPrefix("\(file.path):6:"))
    }

    @Test func `check takes standard input, and prints JSON lines when asked`() async throws {
        let ending = try await Program.run(["check", "--json", "-"], input: ScenarioLoadingTests.wrong)
        #expect(ending.status == 2)
        let problems = try ending.output.split(separator: "\n").map { try JSONText(parsing: String($0)) }
        #expect(problems.map(\.line) == [5, 6])
        #expect(problems[0].column == 66)
    }

    @Test func `check says where a file is no JSON`() async throws {
        let ending = try await Program.run(["check", "-"], input: "{\n  \"name\": \"a\",,\n}")
        #expect(ending.status == 2)
        #expect(ending.output.hasPrefix("-:2:15: "))
    }

    @Test func `check fills in variables from its options, then from the environment`() async throws {
        let text = #"{"name":"a","description":"b","webhooks":{"endpoints":[{"url":"${MERCHANT_URL}/hook"}]}}"#
        let missing = try await Program.run(["check", "-"], input: text)
        #expect(missing.status == 2)
        #expect(missing.output.contains("MERCHANT_URL"))
        let set = try await Program.run(["check", "--set", "MERCHANT_URL=http://127.0.0.1:3000", "-"], input: text)
        #expect(set.status == 0)
        let environment = ["MERCHANT_URL": "http://127.0.0.1:3000"]
        #expect(try await Program.run(["check", "-"], input: text, environment: environment).status == 0)
    }

    @Test func `one bad file among good ones is found`() async throws {
        let bad = try TemporaryFile("{}")
        let good = ScenarioFileTests.directory.appending(path: "cards/approve.json").path
        let ending = try await Program.run(["check", good, bad.path, good])
        #expect(ending.status == 2)
        #expect(ending.output.contains("\(bad.path):1:1: $: "))
        #expect(ending.output.components(separatedBy: "\(good): ok\n").count == 3)
    }

    @Test(arguments: [SIGINT, SIGTERM]) func `a signal lets the request under way finish`(signal: Int32) async throws {
        let tossbox = try await LiveTossbox.start([], environment: [:])
        let shop = Shop(at: tossbox)
        try await shop.load([
            "rules": [["name": "slow", "on": "payments.confirm", "then": ["delay": "PT3S", "phase": "before-commit"]]]
        ])
        let key = try await shop.pay("order-0001", 15000)
        let slow = Task { try await shop.confirm(key, "order-0001", 15000) }
        try await shop.waitForRequest()
        tossbox.signal(signal)
        let status = await tossbox.exitStatus()
        let answer = try await slow.value
        #expect(answer.json.status == "DONE")
        #expect(status == 0)
        await #expect(throws: (any Error).self) { try await RawConnection.open(port: tossbox.port) }
    }
}
