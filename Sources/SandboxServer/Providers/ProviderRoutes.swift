internal import HTTPServer
internal import Routing
internal import SandboxCore
internal import Scenarios
internal import TossAPI

/// Everything outside `/sandbox`: the APIs of the providers, each by its own words.
struct ProviderRoutes: Sendable {
    let hub: Hub
    let world: World
    private let providers: [any Provider]
    private let first: any Provider

    /// The routes of these providers, of which there must be one.
    init(_ providers: [any Provider], hub: Hub, world: World) {
        self.hub = hub
        self.world = world
        self.providers = providers
        first = providers.first ?? TossProvider()
    }

    private func provider(path: String, host: String?) -> any Provider {
        guard providers.count > 1 else { return first }
        return providers.first { $0.takes(path: path, host: host) } ?? first
    }

    /// The answer to a request that breaks a limit.
    func refuse(status: Int, path: String) -> Response {
        provider(path: path, host: nil).answer(to: .limit(status: status), of: nil)
    }

    /// Answers one request, now or when a held answer is due.
    func handle(_ request: Request, _ exchange: Exchange) {
        let provider = provider(path: request.path, host: request.headers["Host"])
        let caller = Caller(exchange, provider, origin: request.headers["Origin"])
        // Pages do call these APIs, cancels above all; a preflight brings no key along.
        if CrossOrigin.isPreflight(request), let preflight = caller.preflight {
            exchange.respond(preflight)
            return
        }
        let (type, parameters): (any APICall.Type, PathParameters)
        switch provider.place(of: request, in: hub.settings.apis) {
        case .call(let found, let values): (type, parameters) = (found, values)
        case .edge(let edge): return caller.respond(provider.answer(to: edge, of: request))
        }
        // Step 1, authenticate: it also chooses the sandbox.
        let key: ProviderKey
        do throws(Refusal) { key = try provider.authenticate(request, in: hub) } catch {
            return caller.respond(provider.answer(to: error, of: request, at: type))
        }
        guard let cell = hub.cell(for: key) else { return caller.respond(provider.answer(to: .full, of: request)) }
        var command = ServeCall(ReceivedCall(APIRequest(request, key: key, of: type.api), type, parameters))
        if type.bringsCard {
            let cards = cell.read { sandbox, _ in sandbox.scenario.cards }
            command = command.changed { $0 = $0.withoutRealCard(cards: cards) }
        }
        let subject = command.subject
        let (isKnown, asked) = cell.read { sandbox, _ in
            (subject.map { sandbox.knows($0) } ?? true, sandbox.scenario.otherHeaders)
        }
        if !asked.isEmpty {
            let others = request.headers(called: asked, besides: type.api.headers)
            command = command.changed { $0.request.others += others }
        }
        if let subject, !isKnown, hub.isKnownElsewhere(subject, than: cell) {
            provider.reunite(subject, asked: type, by: key, in: cell, of: hub)
            let isKnownElsewhere = hub.isKnownElsewhere(subject, than: cell)
            command = command.changed { $0.request.isKnownElsewhere = isKnownElsewhere }
        }
        // Steps 2 to 5: plan, decide, commit, respond.
        answer(cell.apply(command), to: caller, in: cell)
    }

    private func answer(_ reply: Reply, to caller: Caller, in cell: SandboxCell) {
        switch reply {
        case .send(let answer):
            hub.whenWritten { ending in
                // What it tells of is not kept, so it must not be told.
                guard case .written = ending else {
                    return caller.respond(caller.provider.answer(to: .unwritten, of: nil))
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
}

/// Who asked whom, and where a page of theirs comes from.
private struct Caller: Sendable {
    let exchange: Exchange
    let provider: any Provider
    private let origin: String?

    init(_ exchange: Exchange, _ provider: any Provider, origin: String?) {
        self.exchange = exchange
        self.provider = provider
        self.origin = origin
    }

    var preflight: Response? {
        guard let origin else { return nil }
        return provider.crossOrigin?.preflight(for: origin)
    }

    func readable(_ response: Response) -> Response {
        guard origin != nil else { return response }
        return provider.crossOrigin?.allowing(origin, in: response) ?? response
    }

    func respond(_ response: Response) { exchange.respond(readable(response)) }
}

let jsonHeaders: HTTPHeaders = ["Content-Type": "application/json;charset=UTF-8"]

extension APIRequest {
    fileprivate init(_ request: Request, key: ProviderKey, of api: any PaymentAPI.Type) {
        var headers = ReadHeaders()
        let fields = request.headers.fields
        for index in fields.indices { _ = headers.take(fields[index].name, fields[index].value) }
        self.init(
            method: request.method.rawValue,
            path: request.path,
            headers: headers,
            body: request.body,
            account: key.account,
            key: key.text
        )
        for name in api.headers {
            if let value = request.headers[name] { others.append(Header(name: name, value: value)) }
        }
    }
}

extension Request {
    /// The headers with these names, which are in lower case, but for those that the API reads anyway.
    fileprivate func headers(called names: Set<String>, besides read: [String]) -> [APIRequest.Header] {
        let names = names.subtracting(read.map { $0.lowercased() })
        return headers.fields.filter { names.contains($0.name.lowercased()) }
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
