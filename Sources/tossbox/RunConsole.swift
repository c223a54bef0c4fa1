internal import CommandLineProgram
internal import ScenarioRunner

/// Prints a run as it goes: reports on standard output, and on a terminal one line of progress that comes and goes.
struct RunConsole: Sendable {
    private let report: PlainReport
    private let total: Int
    private let hasProgress: Bool
    private var ended = 0
    private var failed = 0

    init(_ detail: PlainReport.Detail, total: Int) {
        report = PlainReport(detail: detail, isColoured: Terminal.hasColours(.output))
        self.total = total
        hasProgress = Terminal.isInteractive(.errors)
    }

    func begin() { draw() }

    /// A file has ended, though those before it may still run.
    mutating func count(_ hasPassed: Bool) {
        ended += 1
        if !hasPassed { failed += 1 }
        draw()
    }

    /// A file has ended, and those before it have been printed.
    func show(_ file: FileReport) {
        let lines = report.lines(file)
        erase()
        if !lines.isEmpty { say(lines.joined(separator: "\n")) }
        draw()
    }

    func end() { erase() }

    func summary(_ run: RunReport) -> String { report.summary(run) }

    private func draw() {
        guard hasProgress, ended < total else { return }
        let failures = failed > 0 ? ", \(failed) failed" : ""
        complain(bytes: Array("\r\(ended)/\(total) files\(failures)\u{1B}[K".utf8))
    }

    private func erase() {
        if hasProgress { complain(bytes: Array("\r\u{1B}[K".utf8)) }
    }
}
