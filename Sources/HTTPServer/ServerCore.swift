internal import Locking

/// What every callback of the library works with.
final class ServerCore: Sendable {
    let configuration: Server.Configuration
    /// How many connections above the limit still get an answer that says so.
    let spareConnections: Int
    let refuse: Server.Refusal
    let handler: Server.Handler
    let flight: Flight
    let bodies: BodyBudget
    private let desks = Locked<[UInt: Desk]>([:])

    init(
        _ configuration: Server.Configuration,
        spareConnections: Int,
        refuse: @escaping Server.Refusal,
        handler: @escaping Server.Handler
    ) {
        self.configuration = configuration
        self.spareConnections = spareConnections
        self.refuse = refuse
        self.handler = handler
        flight = Flight(patience: configuration.idleTimeout)
        bodies = BodyBudget(limit: configuration.maximumBodiesInFlight)
    }

    /// Whether a connection may be; one above the limit may, to hear that it is.
    func admit(_ socket: Int32) -> Bool {
        flight.admitConnection(socket, limit: configuration.maximumConnections, spare: spareConnections)
    }

    /// The desk of the running thread, which is one of the library's; nil before its first connection.
    var desk: Desk? { desks.withLock { $0[currentThread()] } }

    /// The same, made if need be.
    func makeDesk() -> Desk {
        desks.withLock { desks in
            let thread = currentThread()
            let desk = desks[thread] ?? Desk()
            desks[thread] = desk
            return desk
        }
    }
}
