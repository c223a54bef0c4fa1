internal import Scenarios

/// A file's report as a person reads it.
package struct PlainReport: Sendable {
    /// How much of it is printed.
    package enum Detail: Sendable {
        /// The files that failed.
        case quiet
        /// A line for each step.
        case normal
        /// The answers and the comments as well.
        case verbose
    }

    private let detail: Detail
    private let isColoured: Bool

    /// Prints with so much detail; colours are for terminals.
    package init(detail: Detail = .normal, isColoured: Bool = false) {
        self.detail = detail
        self.isColoured = isColoured
    }

    /// The lines about a file.
    package func lines(_ report: FileReport) -> [String] {
        if detail == .quiet, report.hasPassed { return [] }
        var lines = report.steps.flatMap(lines)
        if let failure = report.failure {
            lines.append("  \(mark(false))    \(Self.printable(failure.message))")
            lines += failure.details.map { "          \(Self.printable($0))" }
        }
        if report.skipped > 0 {
            let count = report.skipped == 1 ? "1 step was" : "\(report.skipped) steps were"
            lines.append(dim("        \(count) not reached"))
        }
        for note in report.notes { lines.append(dim("  note  \(note)")) }
        if !report.hasPassed {
            if !report.shopOutput.isEmpty {
                lines.append("  the shop's last lines:")
                lines += report.shopOutput.map { "    | \(Self.printable($0))" }
            }
            if let bundle = report.bundle { lines.append("  bundle: \(bundle)") }
            lines.append("  again:  \(report.replay)")
        }
        return lines + [verdict(report)]
    }

    /// The last line of a run.
    package func summary(_ report: RunReport) -> String {
        isColoured ? "\(report.failures == 0 ? "\u{1B}[32m" : "\u{1B}[31m")\(report.summary)\u{1B}[0m" : report.summary
    }

    private func lines(_ step: StepReport) -> [String] {
        if step.kind == .comment, step.failure == nil {
            return detail == .verbose ? [dim("        # \(Self.printable(step.title))")] : []
        }
        var lines: [String] = []
        if detail == .verbose, let comment = step.comment { lines.append(dim("        # \(Self.printable(comment))")) }
        let number = String(step.number)
        let title = Self.printable(step.title)
        lines.append(
            "  \(mark(step.failure == nil)) \(String(repeating: " ", count: max(0, 2 - number.count)))\(number)  "
                + "\(title)  \(dim("(\(step.time.inWords))"))"
        )
        if let failure = step.failure {
            lines += ([failure.message] + failure.details).map { "          \(Self.printable($0))" }
        } else if detail == .verbose, let answer = step.answer {
            lines.append(dim("          \(Self.printable(answer))"))
        }
        return lines
    }

    private func verdict(_ report: FileReport) -> String {
        let count = report.steps.count { $0.kind != .comment }
        let steps = count == 1 ? "1 step" : "\(count) steps"
        return "\(mark(report.hasPassed)) \(report.path)  \(dim("(\(steps), \(report.time.inWords))"))"
    }

    private func mark(_ isGood: Bool) -> String {
        let word = isGood ? "ok  " : "FAIL"
        return isColoured ? "\u{1B}[\(isGood ? "32" : "1;31")m\(word)\u{1B}[0m" : word
    }

    private func dim(_ text: String) -> String { isColoured ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

    /// The text on one line and without what would move a terminal's cursor: answers come from anywhere.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
            return text
        }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
