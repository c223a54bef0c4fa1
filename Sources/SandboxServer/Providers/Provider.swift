package import HTTPServer
internal import JSON
package import Routing
package import SandboxCore

/// A payment provider as the server lets it in.
///
/// It says which requests are its, which call each is, whose key it brings, and how those are answered that reach no
/// sandbox. All else is alike for all of them, and stands in `ProviderRoutes`.
package protocol Provider: Sendable {
    /// What it speaks.
    var api: any PaymentAPI.Type { get }
    /// What it says to pages of other origins; nil when no page may read its answers.
    var crossOrigin: CrossOrigin? { get }

    /// Whether a request is its, by path or by host; the first provider of the list that says so has it.
    ///
    /// What nobody takes is for the first one to answer.
    func takes(path: String, host: String?) -> Bool
    /// Which call a request is; `apis` are those of the server.
    func place(of request: Request, in apis: APIList) -> ProviderPlace
    /// Step 1: whose key a request brings. The answer chooses the sandbox.
    func authenticate(_ request: Request, in hub: Hub) throws(Refusal) -> ProviderKey
    /// Called before a call about an object that another sandbox has: its keys may turn out to be of this one.
    func reunite(
        _ subject: IssuedKey,
        asked type: any APICall.Type,
        by key: ProviderKey,
        in cell: SandboxCell,
        of hub: Hub
    )

    /// The answer to a call that is refused before it reaches a sandbox.
    func answer(to refusal: Refusal, of request: Request, at call: (any APICall.Type)?) -> Response
    /// The answer to what is no call; `request` is nil where it was cut short.
    func answer(to edge: ProviderEdge, of request: Request?) -> Response
}

extension Provider {
    package var crossOrigin: CrossOrigin? { nil }
    package func reunite(
        _ subject: IssuedKey,
        asked type: any APICall.Type,
        by key: ProviderKey,
        in cell: SandboxCell,
        of hub: Hub
    ) {}

    package func place(of request: Request, in apis: APIList) -> ProviderPlace {
        switch apis.lookup(request.method.rawValue, path: request.path) {
        case .found(let type, let parameters): .call(type, parameters)
        case .methodNotAllowed: .edge(.wrongMethod)
        case .malformed: .edge(.malformed)
        case .notFound: .edge(.unknown)
        }
    }
}

/// Where a request of a provider leads.
package enum ProviderPlace: Sendable {
    case call(any APICall.Type, PathParameters)
    case edge(ProviderEdge)
}

/// Why a request is no call, or reaches no sandbox.
package enum ProviderEdge: Sendable {
    /// The path has other methods.
    case wrongMethod
    /// The path holds a broken escape.
    case malformed
    /// The provider has this call, and Tossbox has not got it yet.
    case notBuilt
    case unknown
    /// It breaks a limit of the server: a body too large (413), headers too long (431), too many connections (503).
    case limit(status: Int)
    /// There are as many sandboxes as are allowed.
    case full
    /// What the answer tells of could not be written down.
    case unwritten
}

/// A key of a provider, and what it opens.
package struct ProviderKey: Hashable, Sendable {
    /// The provider's name.
    package let provider: String
    /// What kind of key, in the provider's words: one text may be two keys.
    package let kind: String
    package let text: String
    /// Which of the merchant's accounts with the provider it belongs to.
    package let account: String
    /// The sandbox that it opens when nobody bound it to another.
    package let sandbox: String
    /// Whether a server holds it, so that its sandbox belongs to nobody else.
    package let isSecret: Bool

    package init(
        provider: String,
        kind: String,
        text: String,
        account: String,
        sandbox: String,
        isSecret: Bool
    ) {
        self.provider = provider
        self.kind = kind
        self.text = text
        self.account = account
        self.sandbox = sandbox
        self.isSecret = isSecret
    }

    /// What it is bound by.
    var name: KeyName { KeyName(provider: provider, kind: kind, text: text) }
}

/// A key as bindings know it: two providers, or two kinds of key, may have the same text.
struct KeyName: Hashable, Sendable {
    let provider: String
    let kind: String
    let text: String
}
