package import JSON

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
        sandbox.reset(extent, wall: turn.wall)
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
