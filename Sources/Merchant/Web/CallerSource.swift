package import HTTPServer

/// Tells where a request comes from, through proxies that are trusted and no others.
package struct CallerSource: Sendable {
    private let proxies: [AddressRange]

    /// Believes `X-Forwarded-For` of these; of nobody without any.
    package init(trusting proxies: [AddressRange] = []) { self.proxies = proxies }

    /// The address nearest to us that is none of the proxies'; nil for a request without a connection.
    ///
    /// Each proxy adds at the end of `X-Forwarded-For` who called it, and what stood there before is the caller's own
    /// invention: so the list is read from its end, as far as proxies of ours wrote it.
    package func address(of request: Request) -> PeerAddress? {
        guard var nearest = request.peer else { return nil }
        let hops = request.headers.all("X-Forwarded-For").joined(separator: ",").split(separator: ",")
        for hop in hops.reversed() {
            guard proxies.contains(where: { $0.contains(nearest) }), let before = Self.address(hop) else { break }
            nearest = before
        }
        return nearest
    }

    /// An address as proxies write it, with a port or without.
    private static func address(_ hop: Substring) -> PeerAddress? {
        let text = hop.filter { $0 != " " && $0 != "\t" }
        if let address = PeerAddress(text) { return address }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return PeerAddress(String(text[text.index(after: text.startIndex)..<end]))
        }
        return text.lastIndex(of: ":").flatMap { PeerAddress(String(text[..<$0])) }
    }
}
