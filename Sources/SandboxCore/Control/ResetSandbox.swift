package import JournalCodec
package import JSON
import TossAPI

/// The sandbox goes back to the moment after loading.
package struct ResetSandbox: SandboxCommand {
    package enum Extent: String, Sendable {
        /// Data, log, counters, clock and ids; the scenario and endpoints stay.
        case data
        /// Those too.
        case everything
    }

    package let extent: Extent

    package init(_ extent: Extent) { self.extent = extent }

    package static let word = "reset"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> Done {
        switch extent {
        case .data:
            sandbox.clock = sandbox.script.loadedClock
            sandbox.beginLife(under: sandbox.scenario, wall: turn.wall)
        case .everything:
            sandbox.clock = SandboxClock(wall: turn.wall)
            _ = sandbox.endpoints.remove { $0.origin == .call || $0.origin == .scenario }
            sandbox.snapshots = [:]
            sandbox.beginLife(under: sandbox.script.first, wall: turn.wall)
            sandbox.replaceEndpoints()
        }
        sandbox.note(.sandboxReset, .sandbox, at: sandbox.clock.now(at: turn.wall))
        return Done()
    }

    package func write(to json: inout JSONWriter) { json.member("extent", extent.rawValue) }

    package init(journal members: JournalObject) throws(JournalError) {
        guard let extent = Extent(rawValue: try members.text("extent")) else {
            throw members.wrong("extent", "\"data\" or \"everything\"")
        }
        self.extent = extent
    }
}
