import JSON
import ScenarioRunner
import Scenarios
import Testing

@Suite struct ReportTests {
    private func report(passing: Bool = false) -> FileReport {
        var report = FileReport(
            path: "a/b.json",
            name: "b",
            description: "Something.",
            key: "test_sk_run_b",
            seed: UInt64.max,
            replay: "tossbox run a/b.json"
        )
        report.steps = [
            StepReport(number: 1, kind: .comment, title: "Hello.", time: .zero),
            StepReport(
                number: 2,
                kind: .buyer,
                title: "buyer pays",
                comment: "Why.",
                time: .milliseconds(7),
                answer: "{}"
            ),
        ]
        report.time = .milliseconds(1234)
        guard !passing else { return report }
        let failure = StepFailure("went <wrong>", ["bell \u{7}, escape \u{1B}[2J"])
        report.steps.append(StepReport(number: 3, kind: .http, title: "GET /", time: .zero, failure: failure))
        report.skipped = 2
        report.shopOutput = ["last words"]
        return report
    }

    @Test func `a person reads a line for each step`() {
        #expect(
            PlainReport().lines(report()) == [
                "  ok    2  buyer pays  (7 ms)",
                "  FAIL  3  GET /  (0 ms)",
                "          went <wrong>",
                "          bell \\u{7}, escape \\u{1b}[2J",
                "        2 steps were not reached",
                "  the shop's last lines:",
                "    | last words",
                "  again:  tossbox run a/b.json",
                "FAIL a/b.json  (2 steps, 1.2 s)",
            ]
        )
        #expect(PlainReport(detail: .quiet).lines(report(passing: true)).isEmpty)
        #expect(!PlainReport(detail: .quiet).lines(report()).isEmpty)
        #expect(
            PlainReport(detail: .verbose).lines(report(passing: true)) == [
                "        # Hello.", "        # Why.", "  ok    2  buyer pays  (7 ms)", "          {}",
                "ok   a/b.json  (1 step, 1.2 s)",
            ]
        )
    }

    @Test func `colours change nothing but the colour`() {
        let plain = PlainReport().lines(report())
        let coloured = PlainReport(isColoured: true).lines(report())
        #expect(coloured != plain)
        #expect(coloured.map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") } == plain)
    }

    @Test(arguments: [
        ("plain 한글", "plain 한글"), ("<a b=\"c\">&</a>", "&lt;a b=&quot;c&quot;&gt;&amp;&lt;/a&gt;"),
        ("a\nb\tc\r", "a&#10;b&#9;c&#13;"), ("\u{0}\u{1B}\u{FFFE}", "\\u{0}\\u{1b}\\u{fffe}"), ("]]>", "]]&gt;"),
    ])
    func `XML takes any text`(text: String, escaped: String) {
        #expect(JUnitReport.escaped(text) == escaped)
    }

    @Test func `JUnit counts the steps that failed and those that were not reached`() {
        let xml = JUnitReport.text(RunReport(files: [report(), report(passing: true)], time: .seconds(2)))
        #expect(
            xml.contains(#"<testsuites name="tossbox run" tests="5" failures="1" errors="0" skipped="2" time="2.000">"#)
        )
        #expect(
            xml.contains(#"<testsuite name="a/b.json" tests="4" failures="1" errors="0" skipped="2" time="1.234">"#)
        )
        #expect(xml.contains(#"<testcase classname="b" name="2. buyer pays" time="0.007"/>"#))
        #expect(xml.contains(#"name="5. not reached" time="0.000"><skipped/></testcase>"#))
        #expect(xml.contains("<system-err>last words</system-err>"))
        #expect(!xml.contains("Hello."))
    }

    @Test func `a file that fails outside of its steps has a case of its own`() {
        var file = report(passing: true)
        file.failure = StepFailure("the shop ended")
        let xml = JUnitReport.text(RunReport(files: [file], time: .zero))
        #expect(xml.contains(#"tests="2" failures="1""#))
        #expect(xml.contains(#"<testcase classname="b" name="scenario" time="0.000">"#))
    }

    @Test func `programs read the same`() throws {
        let json = try JSONNode(parsing: JSONReport.bytes(RunReport(files: [report()], time: .milliseconds(1500))))
        #expect(json["passed"]?.bool == false)
        #expect(json["summary"]?["seconds"]?.number?.text == "1.500")
        let file = try #require(json["files"]?[0])
        #expect(file["seed"]?.number?.text == "18446744073709551615")
        #expect(file["skippedSteps"]?.integer == 2)
        #expect(file["steps"]?[2]?["failure"]?["details"]?[0]?.string == "bell \u{7}, escape \u{1B}[2J")
    }

    @Test(arguments: [
        (["a"], "1 file, 1 passed, 2.0 s"), (["a", "b"], "2 files, 2 passed, 2.0 s"),
        (["a", "-", "-"], "3 files, 1 passed, 2 failed, 2.0 s"),
    ])
    func `the summary counts`(files: [String], summary: String) {
        let reports = files.map { report(passing: $0 != "-") }
        #expect(RunReport(files: reports, time: .seconds(2)).summary == summary)
    }

    @Test(arguments: [
        (Duration.zero, "0 ms"), (.microseconds(999), "0 ms"), (.milliseconds(999), "999 ms"),
        (.milliseconds(1000), "1.0 s"), (.milliseconds(61_950), "61.9 s"), (.seconds(-1), "0 ms"),
    ])
    func `times are short`(time: Duration, words: String) {
        #expect(time.inWords == words)
    }
}
