import Dispatch
import HTTPServer
import Locking
import Testing

/// Starts a server, runs the body, and stops the server again.
func withServer<Result>(
    _ configuration: Server.Configuration = Server.Configuration(),
    violation: @escaping Server.Refusal = describe,
    handler: @escaping Server.Handler,
    _ body: (Server) throws -> Result
) throws -> Result {
    let server = try Server.start(configuration, violation: violation, handler: handler)
    defer { server.stop(grace: .zero) }
    return try body(server)
}

/// Makes a refusal whose body names the violation, the method and the path.
@Sendable func describe(_ violation: Server.Violation, _ method: HTTPMethod, _ path: String) -> Response {
    Response(status: violation.status, body: Array("\(violation) \(method.rawValue) \(path)".utf8))
}

/// Answers 200 with the request's body, or else with its target.
@Sendable func echo(_ request: Request, _ exchange: Exchange) {
    let body = request.body.isEmpty ? Array(request.target.utf8) : request.body
    exchange.respond(Response(status: 200, headers: ["Content-Type": "text/plain"], body: body))
}

func ok(_ body: String = "") -> Response { Response(status: 200, body: Array(body.utf8)) }

/// Exchanges a handler put aside, and a way to wait for them.
final class Shelf: Sendable {
    private let exchanges = Locked<[Exchange]>([])
    private let arrivals = DispatchSemaphore(value: 0)

    func put(_ exchange: Exchange) {
        exchanges.withLock { $0.append(exchange) }
        arrivals.signal()
    }

    /// Waits until so many have come, then hands them over; half a minute without any is a failure, not a hang.
    func take(_ count: Int = 1) -> [Exchange] {
        for number in 0..<count where arrivals.wait(timeout: .now() + .seconds(30)) == .timedOut {
            Issue.record("only \(number) of \(count) requests arrived")
            break
        }
        return exchanges.withLock { exchanges in
            defer { exchanges = [] }
            return exchanges
        }
    }
}

/// Runs a blocking piece of work on a thread of its own, and lets another wait for it.
final class Background: Sendable {
    private let end = DispatchSemaphore(value: 0)

    init(_ work: @escaping @Sendable () -> Void) {
        DispatchQueue(label: "background").async {
            work()
            self.end.signal()
        }
    }

    func join() { end.wait() }
}
