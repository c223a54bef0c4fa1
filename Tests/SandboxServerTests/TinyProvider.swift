import Encodings
import HTTPServer
import Routing
import SandboxCore
import SandboxServer
import TinyPay

/// TinyPay as a server lets it in: keys stand in a header of its own, and every error is a form with the status 200.
struct TinyProvider: Provider {
    var api: any PaymentAPI.Type { TinyPay.self }

    func takes(path: String, host: String?) -> Bool {
        path.hasPrefix("/tiny/") || host?.hasPrefix("tiny.") == true
    }

    /// `tiny-NAME` opens the sandbox NAME.
    func authenticate(_ request: Request, in hub: Hub) throws(Refusal) -> ProviderKey {
        guard let text = request.headers["X-Tiny-Key"] else { throw Refusal("no key", note: "") }
        guard text.hasPrefix("tiny-") else { throw Refusal("unknown key", note: "") }
        return ProviderKey(
            provider: TinyPay.name,
            kind: "shopKey",
            text: text,
            account: "tiny",
            sandbox: String(text.dropFirst(5)),
            isSecret: true
        )
    }

    func answer(to refusal: Refusal, of request: Request, at call: (any APICall.Type)?) -> Response {
        form(200, refusal.code)
    }

    func answer(to edge: ProviderEdge, of request: Request?) -> Response {
        switch edge {
        case .wrongMethod: form(405, "another method")
        case .malformed: form(400, "broken path")
        case .notBuilt, .unknown: form(404, "nothing here")
        case .limit(let status): form(status, "too much")
        case .full: form(403, "too many sandboxes")
        case .unwritten: form(500, "trouble")
        }
    }

    private func form(_ status: Int, _ why: String) -> Response {
        Response(
            status: status,
            headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array("ok=no&why=\(percentEncoded(why))".utf8)
        )
    }
}
