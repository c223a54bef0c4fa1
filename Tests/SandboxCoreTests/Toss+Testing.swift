import JSON
import JournalCodec
import SandboxCore
import Scenarios
import TossAPI

/// Most tests are about a sandbox that answers Toss and nobody else.
extension Sandbox {
    init(
        name: String,
        scenario: Scenario = .standard,
        limits: SandboxLimits = SandboxLimits(),
        openedAt wall: Instant
    ) {
        self.init(name: name, scenario: scenario, limits: limits, apis: .toss, openedAt: wall)
    }

    init(_ opening: JournalOpening) { self.init(opening, apis: .toss) }
}

extension JournalOpening {
    init(journal node: JSONNode) throws(JournalError) { try self.init(journal: node, apis: .toss) }
}

extension CommandList {
    static func read(_ node: JSONNode) throws(JournalError) -> any SandboxCommand { try read(node, apis: .toss) }
}
