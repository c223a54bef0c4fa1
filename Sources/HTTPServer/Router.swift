internal import Encodings

/// One entry of the routing table.
package struct Route: Sendable {
    /// Answers a request that matched, through the exchange, now or later.
    package typealias Handler = @Sendable (Request, PathParameters, Exchange) -> Void

    /// The method it answers; a `GET` route answers `HEAD` too unless `HEAD` has its own.
    package let method: HTTPMethod
    /// The path, such as `/v1/payments/{paymentKey}/cancel`.
    package let pattern: String
    /// What runs.
    package let handler: Handler

    /// Makes an entry; the router checks the pattern.
    package init(_ method: HTTPMethod, _ pattern: String, _ handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        self.handler = handler
    }
}

/// What stood in a path at the `{names}` of its route, percent-decoded once.
package struct PathParameters: Sendable {
    let names: [String]
    let values: [String]

    /// The value of a parameter, or nil when the route has none of that name.
    package subscript(name: String) -> String? {
        names.firstIndex(of: name).map { values[$0] }
    }
}

/// Why a routing table cannot be built.
package enum RouterError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Two routes answer the same requests.
    case clash(HTTPMethod, String, String)
    /// A pattern that no path can match, or that says something unclear.
    case badPattern(String)

    package var description: String {
        switch self {
        case .clash(let method, let first, let second):
            "two routes answer \(method.rawValue) \(second): the other is \(first)"
        case .badPattern(let pattern):
            "\"\(pattern)\" is no route: it starts with \"/\", and a segment is plain text or one {name}, each name once"
        }
    }
}

/// A routing table that never changes.
///
/// At each segment the literal wins over the parameter. A path whose literal route has another method only falls back
/// to the parameter: with `POST /payments/confirm` and `GET /payments/{key}`, `GET /payments/confirm` finds the second.
/// A trailing slash counts, an empty segment fills no parameter, and a segment with malformed escapes matches nothing.
package struct Router: Sendable {
    /// What the table says about a request.
    package enum Match: Sendable {
        /// A route answers it.
        case found(Route.Handler, PathParameters)
        /// The path is known, under these methods.
        case methodNotAllowed(allowed: [HTTPMethod])
        /// The path is not known.
        case notFound
    }

    private var nodes = [Node()]

    /// Builds the table, or says which routes clash.
    package init(_ routes: [Route]) throws(RouterError) {
        for route in routes { try insert(route) }
    }

    /// Finds the route for a path, which is still percent-encoded and carries no query.
    package func lookup(_ method: HTTPMethod, path: String) -> Match {
        guard let segments = segments(of: path) else { return .notFound }
        var search = Search(method: method, segments: segments)
        if let endpoint = find(at: 0, depth: 0, &search) {
            return .found(endpoint.handler, PathParameters(names: endpoint.names, values: search.values))
        }
        return search.allowed.isEmpty ? .notFound : .methodNotAllowed(allowed: search.allowed)
    }

    private mutating func insert(_ route: Route) throws(RouterError) {
        guard let segments = segments(of: route.pattern) else { throw .badPattern(route.pattern) }
        var names: [String] = []
        var node = 0
        for segment in segments {
            guard segment.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else {
                node = step(from: node, to: \.literals[segment])
                continue
            }
            let name = String(segment.dropFirst().dropLast())
            guard segment == "{\(name)}", !name.isEmpty, !name.contains(where: { "{}".contains($0) }),
                !names.contains(name)
            else { throw .badPattern(route.pattern) }
            names.append(name)
            node = step(from: node, to: \.parameter)
        }
        if let other = nodes[node].endpoints.first(where: { $0.method == route.method }) {
            throw .clash(route.method, other.pattern, route.pattern)
        }
        nodes[node].endpoints.append(
            Endpoint(method: route.method, pattern: route.pattern, names: names, handler: route.handler)
        )
    }

    private mutating func step(from node: Int, to child: WritableKeyPath<Node, Int?>) -> Int {
        if let next = nodes[node][keyPath: child] { return next }
        nodes.append(Node())
        nodes[node][keyPath: child] = nodes.count - 1
        return nodes.count - 1
    }

    private func find(at node: Int, depth: Int, _ search: inout Search) -> Endpoint? {
        guard depth < search.segments.count else {
            search.note(nodes[node].endpoints)
            return nodes[node].endpoint(for: search.method)
        }
        let segment = search.segments[depth]
        if let next = nodes[node].literals[segment], let found = find(at: next, depth: depth + 1, &search) {
            return found
        }
        guard let next = nodes[node].parameter, !segment.isEmpty else { return nil }
        search.values.append(segment)
        if let found = find(at: next, depth: depth + 1, &search) { return found }
        search.values.removeLast()
        return nil
    }
}

private struct Endpoint: Sendable {
    let method: HTTPMethod
    let pattern: String
    let names: [String]
    let handler: Route.Handler
}

private struct Node: Sendable {
    var literals: [String: Int] = [:]
    var parameter: Int?
    var endpoints: [Endpoint] = []

    func endpoint(for method: HTTPMethod) -> Endpoint? {
        endpoints.first { $0.method == method } ?? (method == .head ? endpoints.first { $0.method == .get } : nil)
    }
}

private struct Search {
    let method: HTTPMethod
    let segments: [String]
    var values: [String] = []
    var allowed: [HTTPMethod] = []

    mutating func note(_ endpoints: [Endpoint]) {
        for endpoint in endpoints {
            for method in endpoint.method == .get ? [.get, .head] : [endpoint.method] where !allowed.contains(method) {
                allowed.append(method)
            }
        }
    }
}

/// The decoded segments of a path, or nil when it has malformed escapes or does not start with a slash.
private func segments(of path: String) -> [String]? {
    guard path.utf8.first == UInt8(ascii: "/") else { return nil }
    var segments: [String] = []
    for part in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
        guard let segment = percentDecoded(Substring(part)) else { return nil }
        segments.append(segment)
    }
    return segments
}
