import Encodings

/// The patterns of a router, and where in its list each of them leads; it knows nothing of the values.
package struct RouteTree: Sendable {
    /// What the patterns say about a request.
    package enum Match {
        /// The place of a route in the list.
        case found(Int, PathParameters)
        /// The places of those that the path has under other methods; none of a path that is not known.
        case others([Int])
        case malformed
    }

    /// Where a route ends.
    private struct End: Sendable {
        let method: String
        let pattern: String
        let names: [String]
        let route: Int
    }

    private struct Node: Sendable {
        /// A table has a few at each place, which are found sooner one by one than by a hash.
        var literals: [(segment: String, node: Int)] = []
        var parameter: Int?
        var ends: [End] = []

        func next(for segment: Span<UInt8>) -> Int? {
            for literal in literals where segment.equals(literal.segment.utf8.span) { return literal.node }
            return nil
        }

        func end(for method: String) -> Int? {
            ends.firstIndex { $0.method == method } ?? (method == "HEAD" ? ends.firstIndex { $0.method == "GET" } : nil)
        }
    }

    /// An end by its place, as a copy of one would hold on to all of its texts.
    private struct Place {
        let node: Int
        let end: Int
    }

    private struct Search {
        let method: String
        var values: [String] = []
        /// Routes of the path under other methods.
        var others: [Int] = []
    }

    private var nodes = [Node()]
    private let keepsLiterals: Bool

    /// The tree of these patterns, or which of them clash.
    package init(_ routes: [(method: String, pattern: String)], keepsLiterals: Bool) throws(RouterError) {
        self.keepsLiterals = keepsLiterals
        for (place, route) in routes.enumerated() { try insert(route.method, route.pattern, place) }
    }

    /// Finds the place of a route for a path, which is still percent-encoded and carries no query.
    package func lookup(_ method: String, path: String) -> Match {
        let bytes = path.utf8.span
        guard bytes.count > 0, bytes[0] == UInt8(ascii: "/") else { return .others([]) }
        var search = Search(method: method)
        // Most paths hold no escape, and each request brings one: they are walked as they stand.
        guard bytes.contains(UInt8(ascii: "%")) else {
            return answer(find(at: 0, from: 1, in: bytes, &search), search)
        }
        guard let segments = pathSegments(of: path) else { return .malformed }
        return answer(find(at: 0, depth: 0, in: segments, &search), search)
    }

    private func answer(_ place: Place?, _ search: Search) -> Match {
        guard let place else { return .others(search.others) }
        let end = nodes[place.node].ends[place.end]
        return .found(end.route, PathParameters(names: end.names, values: search.values))
    }

    private mutating func insert(_ method: String, _ pattern: String, _ place: Int) throws(RouterError) {
        guard pattern.utf8.first == UInt8(ascii: "/"), let segments = pathSegments(of: pattern) else {
            throw .badPattern(pattern)
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
            else { throw .badPattern(pattern) }
            names.append(name)
            node = stepToParameter(from: node)
        }
        if let other = nodes[node].ends.first(where: { $0.method == method }) {
            throw .clash(method, other.pattern, pattern)
        }
        nodes[node].ends.append(End(method: method, pattern: pattern, names: names, route: place))
    }

    private mutating func stepToLiteral(_ segment: String, from node: Int) -> Int {
        if let next = nodes[node].next(for: segment.utf8.span) { return next }
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

    /// Goes on behind a slash; the end of the path stands one behind its last byte.
    private func find(at node: Int, from start: Int, in path: Span<UInt8>, _ search: inout Search) -> Place? {
        guard start <= path.count else { return end(at: node, &search) }
        var stop = start
        while stop < path.count, path[stop] != UInt8(ascii: "/") { stop += 1 }
        let segment = path.extracting(start..<stop)
        if let next = nodes[node].next(for: segment), let found = find(at: next, from: stop + 1, in: path, &search) {
            return found
        }
        if keepsLiterals, stop == path.count, !search.others.isEmpty { return nil }
        guard let next = nodes[node].parameter, start < stop else { return nil }
        search.values.append(String(copying: UTF8Span(unchecked: segment)))
        if let found = find(at: next, from: stop + 1, in: path, &search) { return found }
        search.values.removeLast()
        return nil
    }

    private func find(at node: Int, depth: Int, in segments: [String], _ search: inout Search) -> Place? {
        guard depth < segments.count else { return end(at: node, &search) }
        let segment = segments[depth]
        if let next = nodes[node].next(for: segment.utf8.span),
            let found = find(at: next, depth: depth + 1, in: segments, &search)
        {
            return found
        }
        if keepsLiterals, depth + 1 == segments.count, !search.others.isEmpty { return nil }
        guard let next = nodes[node].parameter, !segment.isEmpty else { return nil }
        search.values.append(segment)
        if let found = find(at: next, depth: depth + 1, in: segments, &search) { return found }
        search.values.removeLast()
        return nil
    }

    private func end(at node: Int, _ search: inout Search) -> Place? {
        if let end = nodes[node].end(for: search.method) { return Place(node: node, end: end) }
        search.others += nodes[node].ends.map(\.route)
        return nil
    }
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

extension Span<UInt8> {
    fileprivate func contains(_ byte: UInt8) -> Bool {
        for index in indices where self[index] == byte { return true }
        return false
    }

    fileprivate func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}
