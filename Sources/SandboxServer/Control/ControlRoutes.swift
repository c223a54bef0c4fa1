internal import APIDescription
internal import Encodings
internal import Crypto
internal import HTTPServer
internal import Routing
internal import SandboxCore

/// The control API: a table of its calls, and the one place where refusals become answers.
struct ControlRoutes: Sendable {
    private let context: ControlContext
    private let token: String?
    private let router: Router<ControlOperation>
    /// What answers without the token.
    private let openPaths: Set<String>

    /// Builds the table; a clash in it is thrown.
    init(_ configuration: Tossbox.Configuration, hub: Hub) throws(RouterError) {
        token = configuration.token
        let guardian = OriginGuard(
            host: configuration.host,
            allowedHosts: configuration.allowedHosts,
            allowedOrigins: configuration.allowedOrigins
        )
        let world = configuration.world
        let receivers = ReceiverRule(allowsPublicURLs: configuration.allowsPublicWebhooks)
        context = ControlContext(hub: hub, world: world, receivers: receivers, guardian: guardian)
        let operations = ControlAPI.operations
        openPaths = Set(operations.map(\.described).filter { $0.access == .everybody }.map(\.path))
        router = try Router(operations.map { Route($0.described.method.rawValue, $0.described.path, $0) })
    }

    /// Whether a call is let in by its headers: it comes from no page of another site, and brings the token along.
    func isAllowed(_ headers: HTTPHeaders) -> Bool { context.guardian.refusal(of: headers) == nil && hasToken(headers) }

    private func hasToken(_ headers: HTTPHeaders) -> Bool {
        guard let token else { return true }
        return constantTimeEqual(Array(token.utf8), Array((headers["Tossbox-Token"] ?? "").utf8))
    }

    func handle(_ request: Request, _ exchange: Exchange) {
        let guardian = context.guardian
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
        guard openPaths.contains(request.path) || hasToken(request.headers) else {
            return refuse(.unauthorized, "This server was started with a token; send it as Tossbox-Token.")
        }
        guard percentDecoded(request.query) != nil else {
            return refuse(.invalidRequest, "The query \(request.query) has a broken escape; a bare % is written %25.")
        }
        switch router.lookup(request.method.rawValue, path: request.path) {
        case .found(let operation, let parameters):
            do throws(ControlRefusal) {
                answer(try ControlCall(request, of: operation, parameters: parameters, in: context), exchange)
            } catch {
                context.hub.respond(guardian.readable(Response(error), by: request), to: exchange)
            }
        case .methodNotAllowed(let others):
            let response = Response.methodNotAllowed(request, allowed: allowedMethods(others))
            exchange.respond(guardian.readable(response, by: request))
        case .notFound, .malformed:
            refuse(.notFound, "There is no \(request.method.rawValue) \(request.path) in the control API.")
        }
    }

    private func answer(_ call: ControlCall, _ exchange: Exchange) {
        @Sendable func respond(_ response: Response) { call.hub.respond(call.readable(response), to: exchange) }
        switch call.operation.answer {
        case .atOnce(let answer):
            do throws(ControlRefusal) { respond(try answer(call)) } catch { respond(Response(error)) }
        case .later(let answer):
            Task.detached {
                do throws(ControlRefusal) { respond(try await answer(call)) } catch { respond(Response(error)) }
            }
        case .stream(let stream):
            do throws(ControlRefusal) { try stream(call, exchange) } catch {
                exchange.respond(call.readable(Response(error)))
            }
        case .notBuilt:
            let described = call.operation.described
            let message = "\(described.method.rawValue) \(described.path) is not built yet."
            respond(Response(ControlRefusal(.notBuilt, message)))
        }
    }
}
