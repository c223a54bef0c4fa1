internal import Scenarios

/// A run's report as JUnit XML, which every CI server reads.
///
/// A suite is a file, a case is a step, so that a viewer shows the step at which a payment went wrong, with the ones
/// before it. What fails outside of the steps is a case called "scenario"; steps that were not reached are skipped.
package enum JUnitReport {
    /// The whole document.
    package static func text(_ report: RunReport) -> String {
        let suites = report.files.map(Suite.init)
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        let sums = counts(suites.reduce(into: Counts()) { $0.add($1.counts) }, time: report.time)
        xml += "<testsuites name=\"tossbox run\" \(sums)>\n"
        for suite in suites { xml += suite.text }
        return xml + "</testsuites>\n"
    }

    private struct Counts {
        var tests = 0
        var failures = 0
        var skipped = 0

        mutating func add(_ other: Counts) {
            tests += other.tests
            failures += other.failures
            skipped += other.skipped
        }
    }

    private static func counts(_ counts: Counts, time: Duration) -> String {
        "tests=\"\(counts.tests)\" failures=\"\(counts.failures)\" errors=\"0\" skipped=\"\(counts.skipped)\" "
            + "time=\"\(time.seconds)\""
    }

    private struct Suite {
        let file: FileReport
        private let steps: [StepReport]

        init(_ file: FileReport) {
            self.file = file
            steps = file.steps.filter { $0.kind != .comment || $0.failure != nil }
        }

        /// A file needs a case of its own when it failed outside of its steps, or has none.
        private var hasOwnCase: Bool { file.failure != nil || steps.isEmpty }

        var counts: Counts {
            Counts(
                tests: steps.count + file.skipped + (hasOwnCase ? 1 : 0),
                failures: steps.count { $0.failure != nil } + (file.failure == nil ? 0 : 1),
                skipped: file.skipped
            )
        }

        var text: String {
            var xml = "  <testsuite name=\"\(escaped(file.path))\" \(JUnitReport.counts(counts, time: file.time))>\n"
            xml += "    <properties>\n"
            for (name, value) in [("seed", "\(file.seed)"), ("secretKey", file.key), ("replay", file.replay)] {
                xml += "      <property name=\"\(name)\" value=\"\(escaped(value))\"/>\n"
            }
            xml += "    </properties>\n"
            for step in steps { xml += testcase("\(step.number). \(step.title)", step.time, step.failure) }
            let reached = file.steps.last?.number ?? 0
            for index in 0..<file.skipped {
                xml += "    <testcase classname=\"\(escaped(file.name))\" name=\"\(reached + index + 1). not reached\" "
                xml += "time=\"0.000\"><skipped/></testcase>\n"
            }
            if hasOwnCase { xml += testcase("scenario", .zero, file.failure) }
            if !file.shopOutput.isEmpty {
                xml += "    <system-err>\(escaped(file.shopOutput.joined(separator: "\n")))</system-err>\n"
            }
            return xml + "  </testsuite>\n"
        }

        private func testcase(_ name: String, _ time: Duration, _ failure: StepFailure?) -> String {
            let head =
                "    <testcase classname=\"\(escaped(file.name))\" name=\"\(escaped(name))\" time=\"\(time.seconds)\""
            guard let failure else { return head + "/>\n" }
            let lines = failure.details + (file.bundle.map { ["bundle: \($0)"] } ?? []) + ["again: \(file.replay)"]
            return head + ">\n      <failure message=\"\(escaped(failure.message))\">"
                + "\(escaped(lines.joined(separator: "\n")))</failure>\n    </testcase>\n"
        }
    }

    /// The text as it may stand in XML 1.0, in an element or between quotes.
    ///
    /// Characters that XML has no way to write become `\u{…}`.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\t": result += "&#9;"
            case "\r": result += "&#13;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
