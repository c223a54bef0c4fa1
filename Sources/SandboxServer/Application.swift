package import HTTPServer
internal import JSON
internal import SandboxCore
internal import TossAPI

/// Both APIs as one function from requests to answers; it knows no socket.
package struct Application: Sendable {
    package let hub: Hub
    private let toss: TossRoutes
    private let control: ControlRoutes

    /// Makes the APIs over no sandboxes yet; `outside` is where their webhooks go.
    package init(_ configuration: Tossbox.Configuration, outside: SandboxCell.Outside) throws(RouterError) {
        hub = Hub(settings: configuration.hub, world: configuration.world, outside: outside)
        toss = TossRoutes(hub: hub, world: configuration.world)
        control = try ControlRoutes(
            hub: hub,
            token: configuration.token,
            allowsPublicWebhooks: configuration.allowsPublicWebhooks
        )
    }

    /// Answers one request through its exchange, at once or later.
    package func handle(_ request: Request, _ exchange: Exchange) {
        if Self.isControl(request.path) {
            control.handle(request, exchange)
        } else if request.path == "/", request.method == .get {
            exchange.respond(Self.greeting)
        } else {
            toss.handle(request, exchange)
        }
    }

    private static func isControl(_ path: String) -> Bool {
        path == "/sandbox" || path.hasPrefix("/sandbox/") || path == "/openapi.json" || path == "/metrics"
    }

    /// The answer to a request that breaks a limit: in the shape of the API it was meant for.
    @Sendable func refuse(_ violation: Server.Violation, _ method: HTTPMethod, _ path: String) -> Response {
        if Self.isControl(path) {
            return .json(status: violation.status) { json in
                json.member("code", ControlRefusal.Code.invalidRequest.rawValue)
                json.member("message", "\(violation)")
            }
        }
        return toss.error(.invalidRequest, status: violation.status)
    }

    /// What a browser sees until there is a console.
    private static let greeting = Response(
        status: 200,
        headers: ["Content-Type": "text/plain; charset=utf-8"],
        body: Array(
            """
            Tossbox \(Tossbox.version), an unofficial local emulator of the Toss Payments API.
            The API is under /v1, the control API under /sandbox; GET /sandbox/payments lists what there is.

            """.utf8
        )
    )
}
