package import JournalCodec
package import JSON
import Masking

/// An endpoint is taken away, and what waits for it with it.
package struct RemoveEndpoint: SandboxCommand {
    package let id: String

    package init(id: String) { self.id = id }

    package static let word = "removeEndpoint"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> Done {
        guard let endpoint = sandbox.removeEndpoints(where: { $0.id == id }).first else {
            throw ControlRefusal(.notFound, "No endpoint has the id \(id). GET …/endpoints lists them.")
        }
        let url = MaskedText(address: endpoint.url)
        sandbox.note(.endpointRemoved, .endpoint(id: id, url: url), at: turn.now)
        sandbox.giveUpWaiting(for: [endpoint], at: turn.now)
        return Done()
    }

    package func write(to json: inout JSONWriter) { json.masked("id", id) }

    package init(journal members: JournalObject) throws(JournalError) { id = try members.text("id") }
}
