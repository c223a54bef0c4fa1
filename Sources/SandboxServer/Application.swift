package import HTTPServer
package import Routing
internal import JSON
internal import SandboxCore
internal import TossAPI

/// The APIs of the providers and the control API as one function from requests to answers; it knows no socket.
package struct Application: Sendable {
    package let hub: Hub
    private let providers: ProviderRoutes
    private let control: ControlRoutes

    /// Makes the APIs over no sandboxes yet; `outside` is where their webhooks go.
    package init(_ configuration: Tossbox.Configuration, outside: SandboxCell.Outside) throws(RouterError) {
        try self.init(configuration, outside: outside, data: nil)
    }

    /// Makes the APIs over the sandboxes of a data folder, from which nothing leaves before `start`.
    package init(
        _ configuration: Tossbox.Configuration,
        outside: SandboxCell.Outside,
        data: DataStore?
    ) throws(RouterError) {
        var settings = configuration.hub
        settings.apis = try configuration.apis
        let outside = data.map { outside.waiting(for: $0.recorder) } ?? outside
        hub = Hub(settings: settings, world: configuration.world, outside: outside, recorder: data?.recorder)
        if let data { hub.restore(data.sandboxes, bindings: data.bindings) }
        providers = ProviderRoutes(configuration.providers, hub: hub, world: configuration.world)
        control = try ControlRoutes(configuration, hub: hub)
    }

    /// Lets what was found in the data folder send, ring and wait.
    package func start() { hub.start() }

    /// Whether the headers of a request let it in where bodies may be long.
    @Sendable func maySendLongBodies(_ headers: HTTPHeaders) -> Bool { control.isAllowed(headers) }

    /// Answers one request through its exchange, at once or later.
    package func handle(_ request: Request, _ exchange: Exchange) {
        if Self.isControl(request.path) || WelcomeCall.isMeant(by: request) {
            control.handle(request, exchange)
        } else {
            providers.handle(request, exchange)
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
        return providers.refuse(status: violation.status, path: path)
    }
}

extension SandboxCell.Outside {
    /// The same, but nothing leaves before the command that caused it is written.
    fileprivate func waiting(for recorder: Recorder) -> SandboxCell.Outside {
        SandboxCell.Outside(
            send: { transmission, cell in
                recorder.whenWritten { if case .written = $0 { send(transmission, cell) } }
            },
            ring: { call, cell in recorder.whenWritten { if case .written = $0 { ring(call, cell) } } }
        )
    }
}
