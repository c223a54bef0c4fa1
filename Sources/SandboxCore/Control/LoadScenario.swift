package import JSON
import TossAPI

/// A scenario is loaded; one with a seed or a clock starts the sandbox over, another keeps data and clock.
///
/// With the one before go its endpoints and what waits for them. What its rules held until more events come goes its
/// way in the order in which it came: no more will come.
package struct LoadScenario: SandboxCommand {
    /// Nil returns to the one the sandbox was opened with.
    package let scenario: Scenario?

    package init(_ scenario: Scenario?) { self.scenario = scenario }

    package static let word = "load"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> Done {
        sandbox.load(scenario ?? sandbox.firstScenario, wall: turn.wall)
        return Done()
    }

    package func write(to json: inout JSONWriter) {
        // As text, so that not a byte of it changes.
        json.member("scenario", scenario.map { String(decoding: $0.document, as: UTF8.self) })
    }

    package init(journal members: JournalObject) throws(JournalError) {
        scenario = try Scenario?(members, "scenario")
    }

    package var weight: Int { 256 + (scenario?.document.count ?? 0) * 2 }
}
