package import HTTPServer
package import Routing

/// The whole backend as one function from requests to answers; it knows no socket.
package struct MerchantApplication: Sendable {
    /// Finds out who sent a request: nil without a token, a problem for one that is no good.
    package typealias Identify = @Sendable (Request) async throws -> Account?

    /// A call and the door it belongs to.
    private struct Entry: Sendable {
        let door: Door
        let endpoint: Endpoint
    }

    private let router: Router<Entry>
    private let identify: Identify
    private let security: SecurityHeaders
    private let origins: OriginGuard
    private let source: CallerSource
    private let log: Log
    private let makeTrace: @Sendable () -> Trace

    /// Puts doors together, or says which of their calls clash.
    package init(
        doors: [Door],
        identify: @escaping Identify,
        security: SecurityHeaders,
        origins: OriginGuard = OriginGuard(),
        source: CallerSource = CallerSource(),
        log: Log,
        makeTrace: @escaping @Sendable () -> Trace = { Trace.make() }
    ) throws(RouterError) {
        let entries = doors.flatMap { door in door.endpoints.map { Entry(door: door, endpoint: $0) } }
        router = try Router(entries.map { Route($0.endpoint.method.rawValue, $0.endpoint.pattern, $0) })
        self.identify = identify
        self.security = security
        self.origins = origins
        self.source = source
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
        switch router.lookup(request.method.rawValue, path: request.path) {
        case .found(let entry, let parameters): return await answer(request, parameters, entry)
        case .methodNotAllowed(let others):
            let names = allowedMethods(others).joined(separator: ", ")
            let problem = Problem(.methodNotAllowed, "\(request.path) takes \(names), not \(request.method.rawValue)")
            var response = shape(request.method, request.path)(problem)
            response.headers.add("Allow", names)
            return response
        case .notFound, .malformed:
            return .problem(Problem(.notFound, "there is nothing at \(request.path)"))
        }
    }

    /// Makes one call: the only place where errors become answers.
    private func answer(_ request: Request, _ parameters: PathParameters, _ entry: Entry) async -> Response {
        let endpoint = entry.endpoint
        do {
            try origins.check(request)
            let caller = endpoint.access.readsToken ? try await identify(request) : nil
            try endpoint.access.check(caller)
            return try await endpoint.handler(
                EndpointCall(
                    request: request,
                    parameters: parameters,
                    caller: caller,
                    source: source.address(of: request)
                )
            )
        } catch {
            let problem = Problem(error)
            if problem.code.status >= 500 {
                log.error(
                    "request.failed",
                    ["door": .text(entry.door.name), "pattern": .text(endpoint.pattern), "why": .text("\(error)")]
                )
            }
            var response = entry.door.shape(problem)
            if let seconds = problem.retryAfter { response.headers.add("Retry-After", "\(seconds)") }
            return response
        }
    }

    /// The shape of the door that knows a path; of several the first.
    private func shape(_ method: HTTPMethod, _ path: String) -> @Sendable (Problem) -> Response {
        switch router.lookup(method.rawValue, path: path) {
        case .found(let entry, _): return entry.door.shape
        case .methodNotAllowed(let others): if let first = others.first { return first.value.door.shape }
        case .notFound, .malformed: break
        }
        return { .problem($0) }
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
