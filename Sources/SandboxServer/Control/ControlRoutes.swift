internal import Encodings
internal import Crypto
internal import HTTPServer
internal import Routing
internal import SandboxCore

/// The control API: a table of routes, and the one place where refusals become answers.
struct ControlRoutes: Sendable {
    private let hub: Hub
    private let token: String?
    private let guardian: OriginGuard
    private let router: Router<ControlRoute>
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
        let routes =
            HealthRoutes().routes + BuyerRoutes().routes + PaymentRoutes().routes + clock.routes
            + ScenarioRoutes().routes + webhooks.routes + LogRoutes().routes + KeyRoutes().routes
            + SnapshotRoutes().routes + LedgerRoutes().routes + ExplainRoutes().routes
            + MetricsRoutes().routes + DescriptionRoutes().routes + BundleRoutes().routes + VerifyRoutes().routes
            + EventRoutes(world: world).routes + [WelcomeRoute.route]
        served = routes.filter { $0.path != WelcomeRoute.path }.map { ServedCall($0.method, $0.path) }
        router = try Router((routes + NotBuiltRoutes.routes).map { Route($0.method.rawValue, $0.path, $0) })
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
        switch router.lookup(request.method.rawValue, path: request.path) {
        case .found(let route, let parameters):
            answer(ControlCall(request: request, parameters: parameters, hub: hub, guardian: guardian), route, exchange)
        case .methodNotAllowed(let others):
            let response = Response.methodNotAllowed(request, allowed: allowedMethods(others))
            exchange.respond(guardian.readable(response, by: request))
        case .notFound, .malformed:
            refuse(.notFound, "There is no \(request.method.rawValue) \(request.path) in the control API.")
        }
    }

    private func answer(_ call: ControlCall, _ route: ControlRoute, _ exchange: Exchange) {
        @Sendable func respond(_ response: Response) {
            hub.respond(guardian.readable(response, by: call.request), to: exchange)
        }
        switch route.answer {
        case .atOnce(let answer):
            do throws(ControlRefusal) { respond(try answer(call)) } catch { respond(Response(error)) }
        case .later(let answer):
            Task.detached {
                do throws(ControlRefusal) { respond(try await answer(call)) } catch { respond(Response(error)) }
            }
        case .stream(let stream):
            do throws(ControlRefusal) { try stream(call, exchange) } catch {
                exchange.respond(guardian.readable(Response(error), by: call.request))
            }
        }
    }
}

/// A call of the control API.
struct ControlRoute: Sendable {
    /// How it is answered.
    enum Answer: Sendable {
        /// The answer is there at once.
        case atOnce(@Sendable (ControlCall) throws(ControlRefusal) -> Response)
        /// It waits for something, without holding a thread.
        case later(@Sendable (ControlCall) async throws(ControlRefusal) -> Response)
        /// It may go on for as long as its client listens.
        case stream(@Sendable (ControlCall, Exchange) throws(ControlRefusal) -> Void)
    }

    let method: HTTPMethod
    let path: String
    let answer: Answer

    init(
        _ method: HTTPMethod,
        _ path: String,
        _ answer: @escaping @Sendable (ControlCall) throws(ControlRefusal) -> Response
    ) {
        self.init(method, path, .atOnce(answer))
    }

    init(_ method: HTTPMethod, _ path: String, _ answer: Answer) {
        self.method = method
        self.path = path
        self.answer = answer
    }
}

/// What the contract promises and this version has not: 501, so that a client can tell it from a typing error.
enum NotBuiltRoutes {
    static let routes: [ControlRoute] = [
        ("POST", "/sandbox/payments/{paymentKey}/deposit"), ("POST", "/sandbox/payments/{paymentKey}/reverse-deposit"),
        ("POST", "/sandbox/brandpay-authorizations"), ("GET", "/sandbox/fidelity"),
    ].map { method, path in
        ControlRoute(HTTPMethod(rawValue: method), path) { _ throws(ControlRefusal) in
            throw ControlRefusal(.notBuilt, "\(method) \(path) is not built yet.")
        }
    }
}
