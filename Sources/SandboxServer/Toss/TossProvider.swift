import Determinism
package import HTTPServer
internal import JSON
internal import Locking
import Masking
package import SandboxCore
internal import Scenarios
internal import TossAPI

/// Toss Payments, as the server lets it in.
package struct TossProvider: Provider {
    private let keys = KnownKeys()
    /// Trace ids of answers that come from no sandbox: every answer of the API has one (documented).
    private let identifiers = Locked(IdentifierGenerator(seed: seed(fromName: "no sandbox")))

    private static let trace = "x-tosspayments-trace-id"

    package init() {}

    package var api: any PaymentAPI.Type { TossPayments.self }
    package var crossOrigin: CrossOrigin? { .toss }

    package func takes(path: String, host: String?) -> Bool { TossPlace.isOfToss(path) }

    package func place(of request: Request, in apis: APIList) -> ProviderPlace {
        switch TossPlace(method: request.method.rawValue, path: request.path, in: apis) {
        case .call(let type, let parameters): .call(type, parameters)
        case .wrongMethod: .edge(.wrongMethod)
        case .malformed: .edge(.malformed)
        case .notBuilt: .edge(.notBuilt)
        case .unknown: .edge(.unknown)
        }
    }

    package func authenticate(_ request: Request, in hub: Hub) throws(Refusal) -> ProviderKey {
        switch keys.authentication(request.headers["Authorization"]) {
        case .secret(let secret) where hub.isKnown(secret): return ProviderKey(secret)
        case .secret: throw Refusal(.unauthorizedKey, note: "")
        case .refused(let code): throw Refusal(code, note: "")
        }
    }

    /// A client key without a secret key of its own is bound by the first call that moves on what it made.
    package func reunite(
        _ subject: IssuedKey,
        asked type: any APICall.Type,
        by key: ProviderKey,
        in cell: SandboxCell,
        of hub: Hub
    ) {
        if type.kind == .confirm || type.kind == .billingIssue, let kind = MerchantKind(rawValue: key.account) {
            hub.adopt(subject, into: cell, kind: kind)
        }
    }

    package func answer(to refusal: Refusal, of request: Request, at call: (any APICall.Type)?) -> Response {
        error(
            refusal.code,
            status: TossPayments.status(of: refusal),
            for: request.headers["Accept-Language"],
            at: call?.documentedName
        )
    }

    package func answer(to edge: ProviderEdge, of request: Request?) -> Response {
        let language = request?.headers["Accept-Language"]
        switch edge {
        case .wrongMethod: return error(.notFoundHttpMethod, for: language)
        case .malformed: return error(.invalidRequest, for: language)
        case .limit(let status): return error(ErrorCode.invalidRequest.rawValue, status: status)
        // Toss knows nothing of sandboxes.
        case .full:
            let code = ErrorCode.forbiddenRequest
            return error(code.rawValue, status: code.httpStatus ?? 500, text: Hub.full.message.text)
        case .unwritten: return error(.failedInternalSystemProcessing, for: nil)
        case .notBuilt: return notBuilt(request)
        // A plain 404 whose body is no Toss error (measured).
        case .unknown: return Response(status: 404, headers: [Self.trace: identifiers.withLock { $0.traceId() }])
        }
    }

    private func error(_ code: ErrorCode, for language: String?) -> Response {
        error(code.rawValue, status: code.httpStatus ?? 500, for: language)
    }

    /// An error in Toss's shape, for requests that never reach a sandbox.
    private func error(
        _ code: String,
        status: Int,
        text: String? = nil,
        for language: String? = nil,
        at endpoint: String? = nil
    ) -> Response {
        let text = text ?? ErrorCatalogue.message(for: code, at: endpoint, language: Language(acceptLanguage: language))
        let body = JSONWriter.bytes { FailureObject(code: code, message: text).write(to: &$0) }
        var headers = jsonHeaders
        headers.add(Self.trace, identifiers.withLock { $0.traceId() })
        return Response(status: status, headers: headers, body: body)
    }

    /// Toss has these calls and Tossbox will; an honest answer beats a wrong one.
    private func notBuilt(_ request: Request?) -> Response {
        let call = request.map { "\($0.method.rawValue) \($0.path)" } ?? "this"
        let message = MaskedText("Tossbox does not emulate \(call) yet; its README lists what is done.").text
        let body = JSONWriter.bytes { FailureObject(code: "NOT_BUILT", message: message).write(to: &$0) }
        return Response(status: 501, headers: jsonHeaders, body: body)
    }
}

extension ProviderKey {
    /// A key of Toss's.
    init(_ key: MerchantKey) {
        self.init(
            provider: TossPayments.name,
            kind: key.bindingKind,
            text: key.text,
            account: key.kind.rawValue,
            sandbox: key.ownSandbox,
            isSecret: key.role == .secret
        )
    }
}

extension MerchantKey {
    fileprivate var bindingKind: String { role == .secret ? "secretKey" : "clientKey" }

    /// What it is bound by.
    var keyName: KeyName { KeyName(provider: TossPayments.name, kind: bindingKind, text: text) }
}

/// How a data folder writes the keys that are bound: Toss's by their text alone, which says what they are.
extension KeyName {
    var stored: String { provider == TossPayments.name ? text : "\(provider) \(kind) \(text)" }

    init?(stored: String) {
        if let key = MerchantKey(stored) {
            self = key.keyName
            return
        }
        let parts = stored.split(separator: " ", maxSplits: 2).map(String.init)
        guard parts.count == 3 else { return nil }
        self.init(provider: parts[0], kind: parts[1], text: parts[2])
    }
}
