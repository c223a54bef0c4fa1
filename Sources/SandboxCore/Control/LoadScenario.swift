package import JournalCodec
package import JSON
import Masking
package import Scenarios
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
        let scenario = scenario ?? sandbox.script.first
        let startsOver = scenario.seed != nil || scenario.clock != nil
        let gathered = startsOver ? [] : sandbox.life.reordering.gathered
        if startsOver {
            sandbox.beginLife(under: scenario, wall: turn.wall)
        } else {
            sandbox.script.scenario = scenario
            sandbox.life.obey(scenario, seed: sandbox.seedInUse)
            sandbox.setClock(by: scenario, wall: turn.wall)
        }
        let gone = sandbox.replaceEndpoints()
        let now = sandbox.clock.now(at: turn.wall)
        if startsOver { sandbox.note(.sandboxReset, .sandbox, at: now) }
        sandbox.note(.scenarioLoaded, .scenario(name: MaskedText(scenario.name)), at: now)
        sandbox.giveUpWaiting(for: gone, at: now)
        sandbox.letGo(gathered.filter { sandbox.webhooks.deliveries[$0].state == .held }, at: now)
        return Done()
    }

    package func write(to json: inout JSONWriter) {
        // As text, so that not a byte of it changes.
        json.member("scenario", scenario.map { String(decoding: $0.document, as: UTF8.self) })
    }

    package init(journal members: JournalObject) throws(JournalError) {
        scenario = try Scenario?(members, "scenario")
    }

    /// A journal has a budget of its own.
    package var forJournal: LoadScenario { LoadScenario(scenario?.counted(by: nil)) }

    package var weight: Int { 256 + (scenario?.document.count ?? 0) * 2 }
}
