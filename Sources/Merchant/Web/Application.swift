package import HTTPServer

/// The whole backend as one function from requests to answers; it knows no socket.
package struct Application: Sendable {
    /// Finds out who sent a request: nil without a token, a problem for one that is no good.
    package typealias Identify = @Sendable (Request) async throws -> Account?

    private let doors: [(door: Door, router: Router)]
    private let router: Router
    private let security: SecurityHeaders
    private let log: Log
    private let makeTrace: @Sendable () -> Trace

    /// Puts doors together, or says which of their calls clash.
    package init(
        doors: [Door],
        identify: @escaping Identify,
        security: SecurityHeaders,
        log: Log,
        makeTrace: @escaping @Sendable () -> Trace = { Trace.make() }
    ) throws(RouterError) {
        var routed: [(door: Door, router: Router)] = []
        var all: [Route] = []
        for door in doors {
            let routes = door.endpoints.map { Self.route($0, door: door, identify: identify, log: log) }
            routed.append((door, try Router(routes)))
            all += routes
        }
        self.doors = routed
        router = try Router(all)
        self.security = security
        self.log = log
        self.makeTrace = makeTrace
    }

    /// Answers a request of the server.
    @Sendable package func handle(_ request: Request, _ exchange: Exchange) {
        Task { exchange.respond(await respond(to: request)) }
    }

    /// Answers a request.
    ///
    /// Whatever happens on the way is logged under one trace: the request's own `X-Trace-Id`, or a new one, which the
    /// answer names.
    package func respond(to request: Request) async -> Response {
        let trace = request.headers["X-Trace-Id"].flatMap { Trace($0) } ?? makeTrace()
        return await Trace.$current.withValue(trace) {
            let start = ContinuousClock.now
            var response = await route(request)
            finish(&response, trace)
            let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
            // Without the query, which holds payment keys.
            log.info(
                "request",
                [
                    "method": .text(request.method.rawValue), "path": .text(request.path),
                    "status": .integer(Int64(response.status)), "milliseconds": .integer(Int64(milliseconds)),
                ]
            )
            return response
        }
    }

    /// Answers a request that breaks a limit, in the shape of the door it was meant for.
    @Sendable package func refuse(_ violation: Server.Violation, _ method: HTTPMethod, _ path: String) -> Response {
        let trace = makeTrace()
        var response = shape(method, path)(Problem(violation))
        finish(&response, trace)
        log.warning("request.refused", ["trace": LogValue(trace), "path": .text(path), "why": .text("\(violation)")])
        return response
    }

    private func finish(_ response: inout Response, _ trace: Trace) {
        security.add(to: &response)
        response.headers.add("X-Trace-Id", trace.description)
    }

    private func route(_ request: Request) async -> Response {
        switch router.lookup(request.method, path: request.path) {
        case .found(let handler, let parameters):
            return await withCheckedContinuation { (continuation: CheckedContinuation<Response, Never>) in
                let exchange = Exchange { outcome in
                    if case .response(let response) = outcome { continuation.resume(returning: response) }
                }
                handler(request, parameters, exchange)
            }
        case .methodNotAllowed(let allowed):
            let names = allowed.map(\.rawValue).joined(separator: ", ")
            let problem = Problem(.methodNotAllowed, "\(request.path) takes \(names), not \(request.method.rawValue)")
            var response = shape(request.method, request.path)(problem)
            response.headers.add("Allow", names)
            return response
        case .notFound:
            return .problem(Problem(.notFound, "there is nothing at \(request.path)"))
        }
    }

    /// The shape of the first door that knows a path.
    private func shape(_ method: HTTPMethod, _ path: String) -> @Sendable (Problem) -> Response {
        for (door, router) in doors {
            switch router.lookup(method, path: path) {
            case .found, .methodNotAllowed: return door.shape
            case .notFound: continue
            }
        }
        return { .problem($0) }
    }

    /// One endpoint as the router takes it: the only place where errors become answers.
    private static func route(
        _ endpoint: Endpoint,
        door: Door,
        identify: @escaping Identify,
        log: Log
    )
        -> Route
    {
        Route(endpoint.method, endpoint.pattern) { request, parameters, exchange in
            Task {
                do {
                    let caller = endpoint.access.readsToken ? try await identify(request) : nil
                    try endpoint.access.check(caller)
                    let call = Call(request: request, parameters: parameters, caller: caller)
                    exchange.respond(try await endpoint.handler(call))
                } catch {
                    let problem = Problem(error)
                    if problem.code.status >= 500 {
                        log.error(
                            "request.failed",
                            ["door": .text(door.name), "pattern": .text(endpoint.pattern), "why": .text("\(error)")]
                        )
                    }
                    exchange.respond(door.shape(problem))
                }
            }
        }
    }
}

extension Problem {
    fileprivate init(_ violation: Server.Violation) {
        switch violation {
        case .bodyTooLarge(let limit): self.init(.bodyTooLarge, "a body may have \(limit) bytes")
        case .headersTooLarge(let limit): self.init(.headersTooLarge, "the headers may have \(limit) bytes")
        case .tooManyFields: self.init(.headersTooLarge, "there are too many headers and cookies")
        case .tooManyBodies: self.init(.unavailable, "too many long bodies are on their way; try again")
        case .tooManyConnections: self.init(.unavailable, "too many connections are open; try again")
        case .malformed(let reason): self.init(.invalidRequest, "this is not HTTP/1.1: \(reason)")
        }
    }
}
