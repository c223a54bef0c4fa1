internal import SandboxCore
import Scenarios
internal import Synchronization

/// How many bytes the scenarios of all sandboxes may hold together.
///
/// Nothing of a scenario can be forgotten, so one that does not fit is refused.
final class ScenarioBudget: Sendable {
    private let limit: Int
    private let held = Atomic(0)

    init(limit: Int) { self.limit = limit }

    /// The scenario, counted as long as a copy of it is there: in a sandbox, its snapshots or its forks.
    func counted(_ scenario: Scenario) throws(ControlRefusal) -> Scenario {
        let weight = scenario.weight
        let share = Share(of: self, weight)
        let excess = held.load(ordering: .relaxed) - limit
        guard excess <= 0 else {
            let message =
                "The scenarios of all sandboxes may hold \(limit) bytes together, and this one takes \(weight), which is "
                + "\(excess) too many: its text, and as much for what is read from it. Nothing was changed. "
                + "DELETE /sandbox?key=… forgets a sandbox that is not needed any more."
            throw ControlRefusal(.conflict, message)
        }
        return scenario.counted(by: share)
    }

    /// The same for one that is there already, whether or not there is room.
    func countedAnyway(_ scenario: Scenario) -> Scenario { scenario.counted(by: Share(of: self, scenario.weight)) }

    /// What one scenario takes; it goes back to the budget with the last one who holds on to it.
    private final class Share: Sendable {
        private let budget: ScenarioBudget
        private let bytes: Int

        init(of budget: ScenarioBudget, _ bytes: Int) {
            self.budget = budget
            self.bytes = bytes
            budget.held.add(bytes, ordering: .relaxed)
        }

        deinit { budget.held.subtract(bytes, ordering: .relaxed) }
    }
}
