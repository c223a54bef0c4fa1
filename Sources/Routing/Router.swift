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

    /// Whether there are none.
    package var isEmpty: Bool { names.isEmpty }

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

    private let routes: [Route<Value>]
    private let tree: RouteTree

    /// Builds the table, or says which routes clash.
    ///
    /// With `keepsLiterals` a path whose literal route has another method only is that route's, and no parameter takes
    /// it.
    package init(_ routes: [Route<Value>], keepsLiterals: Bool = false) throws(RouterError) {
        self.routes = routes
        tree = try RouteTree(routes.map { ($0.method, $0.pattern) }, keepsLiterals: keepsLiterals)
    }

    /// Finds the value for a path, which is still percent-encoded and carries no query.
    package func lookup(_ method: String, path: String) -> Match {
        switch tree.lookup(method, path: path) {
        case .found(let route, let parameters): .found(routes[route].value, parameters)
        case .others(let others) where others.isEmpty: .notFound
        case .others(let others): .methodNotAllowed(others.map { routes[$0] })
        case .malformed: .malformed
        }
    }
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
