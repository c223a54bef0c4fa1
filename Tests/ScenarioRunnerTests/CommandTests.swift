import JSON
import ScenarioRunner
import Scenarios
import Testing

@Suite struct ShellWordsTests {
    @Test(arguments: [
        ("plain", "plain"), ("a/b-c_d.json", "a/b-c_d.json"), ("A=b", "A=b"), ("", "''"), ("a b", "'a b'"),
        ("it's", "'it'\\''s'"), ("$HOME", "'$HOME'"), ("~", "'~'"), ("a\nb", "'a\nb'"), ("한글", "'한글'"), ("*", "'*'"),
        ("'", "''\\'''"), ("a;b", "'a;b'"), ("!", "'!'"),
    ])
    func `a word means itself to a shell`(word: String, quoted: String) {
        #expect(ShellWords.quoted(word) == quoted)
    }

    @Test func `the command of a file names its seed, and no file looks like an option`() {
        var replay = RunOptions.Replay()
        replay.options = ["--key", "test_sk_a"]
        #expect(replay.line(path: "a b.json", seed: 7) == "tossbox run 'a b.json' --seed 7 --key test_sk_a")
        #expect(replay.line(path: "-a.json", seed: 7).hasPrefix("tossbox run ./-a.json "))
    }
}

@Suite struct RunKeysTests {
    @Test(arguments: [
        ("test_sk_shop", "test_ck_shop"), ("test_gsk_shop", "test_gck_shop"),
        ("test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R", "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq"),
        ("test_gsk_docs_OaPz8L5KdmQXkzRz3y47BMw6", "test_gck_docs_Ovk5rk1EwkEbP0W43n07xlzm"),
    ])
    func `a secret key has its client key`(secret: String, client: String) {
        #expect(RunKeys(secretKey: secret)?.clientKey == client)
    }

    @Test(arguments: ["", "test_ck_shop", "live_sk_shop", "test_sk_", "test_sk_invalid", "test_sk_a b"])
    func `what is no secret key of a sandbox is refused`(text: String) {
        #expect(RunKeys(secretKey: text) == nil)
    }
}

@Suite struct ListTests {
    @Test(
        arguments: [
            ("one two three", 7, ["one two", "three"]), ("one two three", 13, ["one two three"]), ("", 10, []),
            ("a\n b", 10, ["a b"]), ("incomprehensible", 5, ["incomprehensible"]), ("결제 취소 환불", 9, ["결제 취소", "환불"]),
        ] as [(String, Int, [String])]
    )
    func `descriptions are wrapped between words`(text: String, columns: Int, lines: [String]) {
        #expect(ScenarioList.wrapped(text, to: columns) == lines)
    }

    @Test func `files stand under their folder`() {
        let entries = [("s/a.json", "a"), ("s/b.json", "other"), ("s/t/c.json", "c")].map {
            ScenarioList.Entry(path: $0, name: $1, description: "About \($1).")
        }
        #expect(
            ScenarioList(entries).lines(columns: 80) == [
                "s/", "  a  s/a.json", "      About a.", "  other  (s/b.json)", "      About other.", "", "s/t/",
                "  c  s/t/c.json", "      About c.",
            ]
        )
    }
}

@Suite struct StarterTests {
    @Test(arguments: Starter.allCases) func `a starter is a valid scenario of its name`(starter: Starter) throws {
        let text = starter.text(name: "my-first_1", schema: "./a \"b\".json")
        let reading = Scenario.read(Array(text.utf8))
        #expect(reading.problems.isEmpty)
        #expect(reading.scenario?.name == "my-first_1")
        #expect(try JSONNode(parsing: text)["$schema"]?.string == "./a \"b\".json")
        #expect(try JSONNode(parsing: starter.text(name: "a", schema: nil))["$schema"] == nil)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 140 })
    }

    @Test(arguments: [
        ("a", true), ("Ab-1_", true), ("", false), ("a b", false), ("../a", false), ("-a", false), ("é", false),
    ])
    func `a name is fit for a file`(name: String, isName: Bool) {
        #expect(Starter.isName(name) == isName)
    }
}
