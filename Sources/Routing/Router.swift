import Encodings

/// What a method and a path lead to.
package struct Route<Value: Sendable>: Sendable {
    /// The method it answers; a `GET` route answers `HEAD` too unless `HEAD` has its own.
    package let method: String
    /// The path, such as `/v1/payments/{paymentKey}/cancel`.
    package let pattern: String
    /// What is found there.
    package let value: Value

    /// Makes an entry; the router checks the pattern.
    package init(_ method: String, _ pattern: String, _ value: Value) {
        self.method = method
        self.pattern = pattern
        self.value = value
    }
}

/// What stood in a path at the `{names}` of its route, percent-decoded once.
package struct PathParameters: Sendable {
    private let names: [String]
    private let values: [String]

    /// The parameters of a path that has none.
    package init() { self.init(names: [], values: []) }

    init(names: [String], values: [String]) {
        self.names = names
        self.values = values
    }

    /// The value of a parameter, or nil when the route has none of that name.
    package subscript(name: String) -> String? {
        names.firstIndex(of: name).map { values[$0] }
    }
}

/// Why a routing table cannot be built.
package enum RouterError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Two routes answer the same requests.
    case clash(String, String, String)
    /// A pattern that no path can match, or that says something unclear.
    case badPattern(String)

    package var description: String {
        switch self {
        case .clash(let method, let first, let second):
            "two routes answer \(method) \(second): the other is \(first)"
        case .badPattern(let pattern):
            "\"\(pattern)\" is no route: it starts with \"/\", and a segment is plain text or one {name}, each name once"
        }
    }
}

/// A routing table that never changes, from methods and paths to values.
///
/// At each segment the literal wins over the parameter. A path whose literal route has another method only falls back
/// to the parameter: with `POST /payments/confirm` and `GET /payments/{key}`, `GET /payments/confirm` finds the second.
/// A trailing slash counts, an empty segment fills no parameter, and a segment with malformed escapes matches nothing.
package struct Router<Value: Sendable>: Sendable {
    /// What the table says about a request.
    package enum Match: Sendable {
        case found(Value, PathParameters)
        /// The path is known, under other methods: these are its routes.
        case methodNotAllowed([Route<Value>])
        /// The path is not known.
        case notFound
        /// The path holds a broken escape, or bytes that are no UTF-8.
        case malformed
    }

    private var nodes = [Node<Value>()]
    private let keepsLiterals: Bool

    /// Builds the table, or says which routes clash.
    ///
    /// With `keepsLiterals` a path whose literal route has another method only is that route's, and no parameter takes
    /// it.
    package init(_ routes: [Route<Value>], keepsLiterals: Bool = false) throws(RouterError) {
        self.keepsLiterals = keepsLiterals
        for route in routes { try insert(route) }
    }

    /// Finds the value for a path, which is still percent-encoded and carries no query.
    package func lookup(_ method: String, path: String) -> Match {
        guard path.utf8.first == UInt8(ascii: "/") else { return .notFound }
        guard let segments = pathSegments(of: path) else { return .malformed }
        var search = Search<Value>(method: method, segments: segments)
        if let end = find(at: 0, depth: 0, &search) {
            return .found(end.route.value, PathParameters(names: end.names, values: search.values))
        }
        return search.others.isEmpty ? .notFound : .methodNotAllowed(search.others)
    }

    private mutating func insert(_ route: Route<Value>) throws(RouterError) {
        guard route.pattern.utf8.first == UInt8(ascii: "/"), let segments = pathSegments(of: route.pattern) else {
            throw .badPattern(route.pattern)
        }
        var names: [String] = []
        var node = 0
        for segment in segments {
            guard segment.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else {
                node = stepToLiteral(segment, from: node)
                continue
            }
            let name = String(segment.dropFirst().dropLast())
            guard segment == "{\(name)}", !name.isEmpty, !name.contains(where: { "{}".contains($0) }),
                !names.contains(name)
            else { throw .badPattern(route.pattern) }
            names.append(name)
            node = stepToParameter(from: node)
        }
        if let other = nodes[node].ends.first(where: { $0.route.method == route.method }) {
            throw .clash(route.method, other.route.pattern, route.pattern)
        }
        nodes[node].ends.append(End(route: route, names: names))
    }

    private mutating func stepToLiteral(_ segment: String, from node: Int) -> Int {
        if let next = nodes[node].next(for: segment) { return next }
        nodes.append(Node())
        nodes[node].literals.append((segment, nodes.count - 1))
        return nodes.count - 1
    }

    private mutating func stepToParameter(from node: Int) -> Int {
        if let next = nodes[node].parameter { return next }
        nodes.append(Node())
        nodes[node].parameter = nodes.count - 1
        return nodes.count - 1
    }

    private func find(at node: Int, depth: Int, _ search: inout Search<Value>) -> End<Value>? {
        guard depth < search.segments.count else {
            if let end = nodes[node].end(for: search.method) { return end }
            search.others += nodes[node].ends.map(\.route)
            return nil
        }
        let segment = search.segments[depth]
        if let next = nodes[node].next(for: segment), let found = find(at: next, depth: depth + 1, &search) {
            return found
        }
        if keepsLiterals, depth + 1 == search.segments.count, !search.others.isEmpty { return nil }
        guard let next = nodes[node].parameter, !segment.isEmpty else { return nil }
        search.values.append(segment)
        if let found = find(at: next, depth: depth + 1, &search) { return found }
        search.values.removeLast()
        return nil
    }
}

/// Where a route ends.
private struct End<Value: Sendable>: Sendable {
    let route: Route<Value>
    let names: [String]
}

private struct Node<Value: Sendable>: Sendable {
    /// A table has a few at each place, which are found sooner one by one than by a hash.
    var literals: [(segment: String, node: Int)] = []
    var parameter: Int?
    var ends: [End<Value>] = []

    func next(for segment: String) -> Int? { literals.first { $0.segment == segment }?.node }

    func end(for method: String) -> End<Value>? {
        ends.first { $0.route.method == method } ?? (method == "HEAD" ? ends.first { $0.route.method == "GET" } : nil)
    }
}

private struct Search<Value: Sendable> {
    let method: String
    let segments: [String]
    var values: [String] = []
    /// Routes of the path under other methods.
    var others: [Route<Value>] = []
}

/// The methods of these routes, each once; a `GET` route answers `HEAD` too.
package func allowedMethods<Value>(_ routes: [Route<Value>]) -> [String] {
    var methods: [String] = []
    for route in routes {
        for name in route.method == "GET" ? ["GET", "HEAD"] : [route.method] where !methods.contains(name) {
            methods.append(name)
        }
    }
    return methods
}

/// The decoded segments of a path, or nil when it has malformed escapes.
package func pathSegments(of path: String) -> [String]? {
    var segments: [String] = []
    for part in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
        guard let segment = percentDecoded(Substring(part)) else { return nil }
        segments.append(segment)
    }
    return segments
}
