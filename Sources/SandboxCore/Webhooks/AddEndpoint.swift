package import JournalCodec
package import JSON
import Masking
package import Scenarios

/// An endpoint is added.
package struct AddEndpoint: SandboxCommand {
    package let setting: EndpointSetting
    package let origin: WebhookEndpoint.Origin

    package init(_ setting: EndpointSetting, origin: WebhookEndpoint.Origin) {
        self.setting = setting
        self.origin = origin
    }

    package static let word = "addEndpoint"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> WebhookEndpoint {
        let endpoint = sandbox.endpoints.add(setting, origin: origin)
        let url = MaskedText(address: endpoint.url)
        sandbox.note(.endpointAdded, .endpoint(id: endpoint.id, url: url), at: turn.now)
        return endpoint
    }

    package func write(to json: inout JSONWriter) {
        json.member("origin", origin.rawValue)
        json.member("endpoint", object: { setting.writeMembers(to: &$0) })
    }

    package init(journal members: JournalObject) throws(JournalError) {
        setting = try EndpointSetting(members.member("endpoint"))
        origin = try members.word("origin")
    }
}

extension WebhookEndpoint: CommandAnswer {
    package func write(to json: inout JSONWriter, in sandbox: Sandbox) {
        json.object { json in
            json.member("kind", "endpoint")
            json.member("id", id)
            json.masked("url", url)
        }
    }
}
