internal import Encodings

/// One complete request: its body has arrived whole.
package struct Request: Sendable {
    /// The method.
    package let method: HTTPMethod
    /// The target as on the request line, escapes untouched, query included, without scheme and host.
    package let target: String
    /// The target before the first `?`, escapes untouched.
    package let path: String
    /// The target after the first `?`, escapes untouched; empty when there is none.
    package let query: String
    /// The header fields as sent.
    package let headers: HTTPHeaders
    /// The body, decoded from chunks if it came in chunks.
    package let body: [UInt8]
    /// The IP address of whoever sent it, without a port; empty when it is not known.
    package let peerAddress: String
    /// What a long body holds of the server's budget.
    private let share: BodyShare?

    /// Makes a request, splitting the target at its first `?`.
    package init(
        method: HTTPMethod,
        target: String,
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        peerAddress: String = ""
    ) {
        self.init(method: method, target: target, headers: headers, body: body, peerAddress: peerAddress, share: nil)
    }

    init(
        method: HTTPMethod,
        target: String,
        headers: HTTPHeaders,
        body: [UInt8],
        peerAddress: String,
        share: BodyShare?
    ) {
        self.share = share
        self.peerAddress = peerAddress
        let target = originForm(of: target)
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
            path = String(target[..<mark])
            query = String(target[target.utf8.index(after: mark)...])
        } else {
            path = target
            query = ""
        }
    }

    /// The first value of a query parameter, percent-decoded.
    ///
    /// A bare `+` stays `+`. Nil when the parameter is absent or its escapes are malformed; empty when it has no `=`.
    package func queryValue(_ name: String) -> String? {
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let mark = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard percentDecoded(Substring(pair[..<mark])) == name else { continue }
            return percentDecoded(Substring(pair[mark...].dropFirst()))
        }
        return nil
    }
}

/// Takes scheme and host off `http://host/path`; other targets stay as they are.
private func originForm(of target: String) -> String {
    let bytes = target.utf8
    guard let first = bytes.first, first != UInt8(ascii: "/"), first != UInt8(ascii: "*") else { return target }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
        return target
    }
    let rest = bytes[bytes.index(colon, offsetBy: 3)...]
    guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }) else { return "/" }
    let origin = String(Substring(rest[end...]))
    return rest[end] == UInt8(ascii: "?") ? "/" + origin : origin
}
