import Determinism
internal import HTTPServer
internal import JSON
internal import Locking
import Masking
internal import Routing
internal import SandboxCore
internal import Scenarios
internal import TossAPI

/// Everything outside `/sandbox`: the Toss API itself.
struct TossRoutes: Sendable {
    let hub: Hub
    let world: World
    private let keys = KnownKeys()
    /// Trace ids of answers that come from no sandbox: every answer of the API has one (documented).
    private let identifiers = Locked(IdentifierGenerator(seed: seed(fromName: "no sandbox")))

    private static let trace = "x-tosspayments-trace-id"

    init(hub: Hub, world: World) {
        self.hub = hub
        self.world = world
    }

    /// Answers one request of the Toss API, now or when a held answer is due.
    func handle(_ request: Request, _ exchange: Exchange) {
        // Pages do call this API, cancels above all; a preflight brings no key along.
        if CrossOrigin.isPreflight(request), let origin = request.headers["Origin"] {
            exchange.respond(CrossOrigin.toss.preflight(for: origin))
            return
        }
        let caller = TossCaller(exchange, origin: request.headers["Origin"])
        let (type, parameters): (any APICall.Type, PathParameters)
        switch TossPlace(method: request.method.rawValue, path: request.path) {
        case .call(let found, let values): (type, parameters) = (found, values)
        case .wrongMethod: return refuse(.notFoundHttpMethod, request, caller)
        case .malformed: return refuse(.invalidRequest, request, caller)
        case .notBuilt:
            caller.respond(Self.notBuilt(request))
            return
        // A plain 404 whose body is no Toss error (measured).
        case .unknown:
            caller.respond(Response(status: 404, headers: [Self.trace: identifiers.withLock { $0.traceId() }]))
            return
        }
        // Step 1, authenticate: it also chooses the sandbox.
        let key: MerchantKey
        switch keys.authentication(request.headers["Authorization"]) {
        case .secret(let secret) where hub.isKnown(secret): key = secret
        case .secret: return refuse(.unauthorizedKey, request, caller, at: type)
        case .refused(let code): return refuse(code, request, caller, at: type)
        }
        guard let cell = hub.cell(for: key) else { return caller.respond(full) }
        var command = ServeCall(ReceivedCall(APIRequest(request, key: key), type, parameters))
        if type.bringsCard {
            let cards = cell.read { sandbox, _ in sandbox.scenario.cards }
            command = command.changed { $0 = $0.withoutRealCard(cards: cards) }
        }
        let subject = command.subject
        let (isKnown, asked) = cell.read { sandbox, _ in
            (subject.map { sandbox.knows($0) } ?? true, sandbox.scenario.otherHeaders)
        }
        if !asked.isEmpty { command = command.changed { $0.request.others = request.headers(called: asked) } }
        if let subject, !isKnown, hub.isKnownElsewhere(subject, than: cell) {
            if type.kind == .confirm || type.kind == .billingIssue {
                hub.adopt(subject, into: cell, kind: key.kind)
            }
            let isKnownElsewhere = hub.isKnownElsewhere(subject, than: cell)
            command = command.changed { $0.request.isKnownElsewhere = isKnownElsewhere }
        }
        // Steps 2 to 5: plan, decide, commit, respond.
        answer(cell.apply(command), to: caller, in: cell)
    }

    private func answer(_ reply: Reply, to caller: TossCaller, in cell: SandboxCell) {
        switch reply {
        case .send(let answer):
            hub.whenWritten { ending in
                // What it tells of is not kept, so it must not be told.
                guard case .written = ending else {
                    caller.respond(error(.failedInternalSystemProcessing))
                    return
                }
                guard let fault = answer.fault else { return caller.respond(Response(answer)) }
                FaultOnWire(fault, world: world).spoil(caller.readable(Response(answer)), for: caller.exchange)
            }
        case .hold(let request, let epoch, let duration):
            // Delays try the caller's time-outs, so they take real time whatever the sandbox's clock does.
            Task.detached {
                try await world.sleep(duration)
                self.answer(cell.apply(ResumeCall(request: request, epoch: epoch)), to: caller, in: cell)
            }
        case .holdForDeliveries(let request, let epoch, let duration):
            Task.detached {
                if duration > .zero { try await world.sleep(duration) }
                await cell.waitForDeliveries(of: request, epoch: epoch)
                self.answer(cell.apply(ResumeCall(request: request, epoch: epoch)), to: caller, in: cell)
            }
        }
    }

    private func refuse(_ code: ErrorCode, _ request: Request, _ caller: TossCaller, at type: (any APICall.Type)? = nil)
    {
        caller.respond(error(code, for: request.headers["Accept-Language"], at: type?.documentedName))
    }

    /// The answer to a new key when there is no room for its sandbox, which Toss knows nothing of.
    private var full: Response { error(.forbiddenRequest, text: Hub.full.message.text) }

    /// An error in Toss's shape, for requests that never reach a sandbox.
    func error(
        _ code: ErrorCode,
        status: Int? = nil,
        text: String? = nil,
        for language: String? = nil,
        at endpoint: String? = nil
    ) -> Response {
        let text = text ?? ErrorCatalogue.message(for: code, at: endpoint, language: Language(acceptLanguage: language))
        let body = JSONWriter.bytes { FailureObject(code: code.rawValue, message: text).write(to: &$0) }
        var headers = jsonHeaders
        headers.add(Self.trace, identifiers.withLock { $0.traceId() })
        return Response(status: status ?? code.httpStatus ?? 500, headers: headers, body: body)
    }

    /// Toss has these calls and Tossbox will; an honest answer beats a wrong one.
    private static func notBuilt(_ request: Request) -> Response {
        let text =
            "Tossbox does not emulate \(request.method.rawValue) \(request.path) yet; its README lists what is done."
        let message = MaskedText(text).text
        let body = JSONWriter.bytes { FailureObject(code: "NOT_BUILT", message: message).write(to: &$0) }
        return Response(status: 501, headers: jsonHeaders, body: body)
    }
}

/// Who asked, and where a page of theirs comes from.
private struct TossCaller: Sendable {
    let exchange: Exchange
    private let origin: String?

    init(_ exchange: Exchange, origin: String?) {
        self.exchange = exchange
        self.origin = origin
    }

    func readable(_ response: Response) -> Response { CrossOrigin.toss.allowing(origin, in: response) }

    func respond(_ response: Response) { exchange.respond(readable(response)) }
}

let jsonHeaders: HTTPHeaders = ["Content-Type": "application/json;charset=UTF-8"]

extension APIRequest {
    fileprivate init(_ request: Request, key: MerchantKey) {
        var headers = ReadHeaders()
        let fields = request.headers.fields
        for index in fields.indices { _ = headers.take(fields[index].name, fields[index].value) }
        self.init(
            method: request.method.rawValue,
            path: request.path,
            headers: headers,
            body: request.body,
            account: key.kind.rawValue,
            key: key.text
        )
    }
}

extension Request {
    /// The headers with these names, which are in lower case.
    fileprivate func headers(called names: Set<String>) -> [APIRequest.Header] {
        headers.fields.filter { names.contains($0.name.lowercased()) }
            .map { APIRequest.Header(name: $0.name, value: $0.value) }
    }
}

extension Response {
    fileprivate init(_ answer: APIAnswer) {
        var headers = HTTPHeaders(capacity: answer.headers.count)
        for header in answer.headers { headers.add(header.name, header.value) }
        self.init(status: answer.status, headers: headers, body: answer.body)
    }
}
