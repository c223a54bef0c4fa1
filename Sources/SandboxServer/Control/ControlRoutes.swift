internal import Encodings
internal import Crypto
internal import HTTPServer
internal import SandboxCore

/// The control API: a table of routes, and the one place where refusals become answers.
struct ControlRoutes: Sendable {
    typealias Answer = @Sendable (ControlCall) async throws(ControlRefusal) -> Response
    typealias Stream = @Sendable (ControlCall, Exchange) throws(ControlRefusal) -> Void
    typealias QuickAnswer = @Sendable (ControlCall) throws(ControlRefusal) -> Response

    private let hub: Hub
    private let token: String?
    private let guardian: OriginGuard
    private let router: Router
    /// What there is an answer for.
    let served: [ServedCall]

    /// Builds the table; a clash in it is thrown.
    init(_ configuration: Tossbox.Configuration, hub: Hub) throws(RouterError) {
        self.hub = hub
        token = configuration.token
        let guardian = OriginGuard(
            host: configuration.host,
            allowedHosts: configuration.allowedHosts,
            allowedOrigins: configuration.allowedOrigins
        )
        self.guardian = guardian
        let world = configuration.world
        let receivers = ReceiverRule(allowsPublicURLs: configuration.allowsPublicWebhooks)
        let webhooks = WebhookRoutes(receivers: receivers)
        let clock = ClockRoutes(receivers: receivers)
        let quick =
            HealthRoutes().routes + BuyerRoutes().routes + PaymentRoutes().routes + clock.routes
            + ScenarioRoutes().routes + webhooks.routes + LogRoutes().routes + KeyRoutes().routes
            + SnapshotRoutes().routes + LedgerRoutes().routes + ExplainRoutes().routes
            + MetricsRoutes().routes + DescriptionRoutes().routes
        let slow =
            clock.waitingRoutes + SnapshotRoutes().waitingRoutes + BundleRoutes().waitingRoutes
            + VerifyRoutes().waitingRoutes
        let streaming = EventRoutes(world: world).streamingRoutes
        served =
            quick.map { ServedCall($0.method, $0.path) } + slow.map { ServedCall($0.method, $0.path) }
            + streaming.map { ServedCall($0.method, $0.path) }
        router = try Router(
            quick.map { route in
                Route(route.method, route.path) { request, parameters, exchange in
                    let call = ControlCall(request: request, parameters: parameters, hub: hub, guardian: guardian)
                    let response: Response
                    do throws(ControlRefusal) { response = try route.answer(call) } catch { response = Response(error) }
                    hub.respond(guardian.readable(response, by: request), to: exchange)
                }
            }
                + slow.map { route in
                    Route(route.method, route.path) { request, parameters, exchange in
                        let call = ControlCall(request: request, parameters: parameters, hub: hub, guardian: guardian)
                        Task.detached {
                            let response: Response
                            do throws(ControlRefusal) {
                                response = try await route.answer(call)
                            } catch {
                                response = Response(error)
                            }
                            hub.respond(guardian.readable(response, by: request), to: exchange)
                        }
                    }
                }
                + streaming.map { route in
                    Route(route.method, route.path) { request, parameters, exchange in
                        let call = ControlCall(request: request, parameters: parameters, hub: hub, guardian: guardian)
                        do throws(ControlRefusal) {
                            try route.stream(call, exchange)
                        } catch {
                            exchange.respond(guardian.readable(Response(error), by: request))
                        }
                    }
                } + NotBuiltRoutes.routes + [WelcomeRoute.route]
        )
    }

    /// What answers without the token.
    private static let openPaths: Set = [HealthRoutes.path, WelcomeRoute.path]

    /// Whether a call is let in by its headers: it comes from no page of another site, and brings the token along.
    func isAllowed(_ headers: HTTPHeaders) -> Bool { guardian.refusal(of: headers) == nil && hasToken(headers) }

    private func hasToken(_ headers: HTTPHeaders) -> Bool {
        guard let token else { return true }
        return constantTimeEqual(Array(token.utf8), Array((headers["Tossbox-Token"] ?? "").utf8))
    }

    func handle(_ request: Request, _ exchange: Exchange) {
        if let refusal = guardian.refusal(of: request.headers) {
            exchange.respond(Response(refusal))
            return
        }
        if CrossOrigin.isPreflight(request), let origin = guardian.allowedOrigin(of: request) {
            exchange.respond(CrossOrigin.control.preflight(for: origin))
            return
        }
        func refuse(_ code: ControlRefusal.Code, _ message: String) {
            exchange.respond(guardian.readable(Response(ControlRefusal(code, message)), by: request))
        }
        guard Self.openPaths.contains(request.path) || hasToken(request.headers) else {
            return refuse(.unauthorized, "This server was started with a token; send it as Tossbox-Token.")
        }
        guard percentDecoded(request.query) != nil else {
            return refuse(.invalidRequest, "The query \(request.query) has a broken escape; a bare % is written %25.")
        }
        switch router.lookup(request.method, path: request.path) {
        case .found(let handler, let parameters): handler(request, parameters, exchange)
        case .methodNotAllowed(let allowed):
            exchange.respond(guardian.readable(.methodNotAllowed(request, allowed: allowed), by: request))
        case .notFound: refuse(.notFound, "There is no \(request.method.rawValue) \(request.path) in the control API.")
        }
    }
}

/// A route whose answer is there at once.
struct ControlRoute: Sendable {
    let method: HTTPMethod
    let path: String
    let answer: ControlRoutes.QuickAnswer

    init(_ method: HTTPMethod, _ path: String, _ answer: @escaping ControlRoutes.QuickAnswer) {
        self.method = method
        self.path = path
        self.answer = answer
    }
}

/// A route whose answer waits for something, without holding a thread.
struct WaitingRoute: Sendable {
    let method: HTTPMethod
    let path: String
    let answer: ControlRoutes.Answer

    init(_ method: HTTPMethod, _ path: String, _ answer: @escaping ControlRoutes.Answer) {
        self.method = method
        self.path = path
        self.answer = answer
    }
}

/// A route that may go on answering for as long as its client listens.
struct StreamingRoute: Sendable {
    let method: HTTPMethod
    let path: String
    let stream: ControlRoutes.Stream

    init(_ method: HTTPMethod, _ path: String, _ stream: @escaping ControlRoutes.Stream) {
        self.method = method
        self.path = path
        self.stream = stream
    }
}

/// What the contract promises and this version has not: 501, so that a client can tell it from a typing error.
enum NotBuiltRoutes {
    static let routes: [Route] = [
        ("POST", "/sandbox/payments/{paymentKey}/deposit"), ("POST", "/sandbox/payments/{paymentKey}/reverse-deposit"),
        ("POST", "/sandbox/brandpay-authorizations"), ("GET", "/sandbox/fidelity"),
    ].map { method, path in
        Route(HTTPMethod(rawValue: method), path) { _, _, exchange in
            exchange.respond(Response(ControlRefusal(.notBuilt, "\(method) \(path) is not built yet.")))
        }
    }
}
