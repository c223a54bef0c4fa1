/// How many connections above the limit still get an answer that says so.
let spareConnections = 64

/// What every callback of the library works with.
final class ServerCore: Sendable {
    let configuration: Server.Configuration
    let refuse: Server.Refusal
    let handler: Server.Handler
    let flight: Flight

    init(_ configuration: Server.Configuration, refuse: @escaping Server.Refusal, handler: @escaping Server.Handler) {
        self.configuration = configuration
        self.refuse = refuse
        self.handler = handler
        flight = Flight(patience: configuration.idleTimeout)
    }
}
