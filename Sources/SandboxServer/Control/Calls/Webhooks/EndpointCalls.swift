internal import APIDescription
internal import HTTPServer
internal import JSON
import Masking
internal import SandboxCore
import Scenarios
internal import TossAPI

/// Webhook endpoints.
enum EndpointCalls {
    static var all: [ControlOperation] { [list, add, remove] }

    private static var list: ControlOperation {
        DescribedCall(.get, "/sandbox/webhooks/endpoints", "listEndpoints", .webhooks, "List the webhook endpoints")
            .listing(.endpoint, "Endpoints; `after` is an id.")
            .inSandbox
            .answered { call throws(ControlRefusal) in
                let endpoints = try call.cell().read { sandbox, _ in sandbox.endpoints.all }
                return try call.page(of: endpoints, id: \.id, write: write)
            }
    }

    private static var add: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/webhooks/endpoints",
            "addEndpoint",
            .webhooks,
            "Add a webhook endpoint",
            "Public addresses are refused unless the server was started with --allow-public-webhooks."
        )
        .body(of: members, example: #"{"url":"http://127.0.0.1:3000/webhooks/toss"}"#, takesNull: false) { body in
            body.either([.required("secret", Schema(.string))], [.optional("profile", .constants(quoted("toss")))])
        }
        .answering(.json(201, "The endpoint.", .component(.endpoint)))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            let setting: EndpointSetting
            do throws(SettingError) {
                setting = try EndpointSetting.read(JSONNode(.object(call.body.object)))
            } catch {
                throw ControlBody.refusal("\(error.path): \(error.message)")
            }
            try call.context.receivers.refusePublic(setting.url)
            let endpoint = try call.cell().apply(AddEndpoint(setting, origin: .call))
            return .value(status: 201) { write(endpoint, to: &$0) }
        }
    }

    /// What scenario files say of an endpoint, and their reader reads.
    private static var members: [Member] {
        [
            .required(
                "url",
                .pattern(
                    "http or https, or `collect:` for no receiver.",
                    "^(collect:|https?://[^/:\\u0000- \\u007f][^\\u0000- \\u007f]*)$",
                    example: "http://127.0.0.1:3000/webhooks/toss"
                )
            ),
            .optional(
                "events",
                .list(
                    of: .word("A name of Toss's.", WebhookEvent.known.map(\.rawValue)),
                    "What it takes; everything when absent.",
                    least: 1
                )
            ),
            .optional("secret", .text("Key of the signatures; `legacy` and your own profile need it.", 1 ... .max)),
            .optional("profile", .component(.profile)),
            .optional("hold", .flag("Whether deliveries wait until they are released.").otherwise("false")),
        ]
    }

    private static var remove: ControlOperation {
        DescribedCall(
            .delete,
            "/sandbox/webhooks/endpoints/{id}",
            "removeEndpoint",
            .webhooks,
            "Remove a webhook endpoint"
        )
        .taking(idInPath)
        .answering(.json("It is gone.", .empty), .shared(.notFound))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            try call.cell().apply(RemoveEndpoint(id: call.path(idInPath)))
            return .json { _ in }
        }
    }

    private static var idInPath: Parameter {
        .path("id", "What the server calls the endpoint.", example: "endpoint-1")
    }

    private static func write(_ endpoint: WebhookEndpoint, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", endpoint.id)
            json.masked("url", address: endpoint.url)
            json.name("events")
            if let events = endpoint.events {
                json.array { json in for event in events.sorted() { json.string(event) } }
            } else {
                json.null()
            }
            json.member("secret", endpoint.secret.map { _ in "***" })
            json.name("profile")
            endpoint.profile.write(to: &json)
            json.member("hold", endpoint.isHeld)
            json.member("origin", endpoint.origin.rawValue)
        }
    }
}
