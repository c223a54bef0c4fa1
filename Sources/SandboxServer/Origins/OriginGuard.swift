internal import HTTPClient
internal import HTTPServer
internal import SandboxCore

/// Keeps pages of other sites away from everything that is not Toss's own API.
///
/// Any page that a developer opens can send requests to a server on loopback, and one whose name resolves to loopback
/// (DNS rebinding) can read the answers. Browsers say where a request comes from, in `Host`, `Origin` and
/// `Sec-Fetch-Site`; tools send none of the latter two and notice nothing of this.
struct OriginGuard: Sendable {
    /// The address or name that the server was started with, and those that it was told to answer to.
    private let hosts: [Authority]
    /// Whether it listens on every address of this machine, so that each of them is its own.
    private let hasEveryAddress: Bool
    private let origins: Set<Origin>

    /// Lets in loopback, `host`, `allowedHosts`, and pages of `allowedOrigins`.
    init(host: String, allowedHosts: [Authority] = [], allowedOrigins: [Origin] = []) {
        let own = Authority(host: host)
        hosts = [own].compactMap { $0 } + allowedHosts
        hasEveryAddress = own?.address?.isUnspecified ?? false
        origins = Set(allowedOrigins)
    }

    /// Why a request is not let in; nil when it is.
    ///
    /// Each of several values has to be right.
    func refusal(of headers: HTTPHeaders) -> ControlRefusal? {
        let hosts = headers.all("Host")
        let authorities = hosts.map { Authority($0) }
        if let stranger = zip(hosts, authorities).first(where: { !isOurs($0.1) })?.0 {
            return ControlRefusal(
                .forbiddenOrigin,
                "The control API does not answer to the name \(stranger): a page whose name was pointed at this machine "
                    + "could drive it. Call it by localhost or the address it listens on, or start it with --allow-host."
            )
        }
        let origins = headers.all("Origin")
        if let origin = origins.first(where: { !isAllowed($0, at: authorities.first ?? nil) }) {
            return ControlRefusal(
                .forbiddenOrigin,
                "Pages of \(origin) may not drive the control API. If this one should, start the server with "
                    + "--allow-origin \(Origin(origin) == nil ? "URL" : origin)."
            )
        }
        let isCrossSite = headers.all("Sec-Fetch-Site").contains { $0.lowercased().contains("cross-site") }
        guard origins.isEmpty, isCrossSite else { return nil }
        return ControlRefusal(
            .forbiddenOrigin,
            "A page of another site sent this request (Sec-Fetch-Site: cross-site). Open the address by hand, or "
                + "start the server with --allow-origin URL for pages that should call it."
        )
    }

    /// The origin that a request names, when it was allowed by `--allow-origin` and so may read the answer.
    func allowedOrigin(of request: Request) -> String? {
        guard let text = request.headers["Origin"], let origin = Origin(text), origins.contains(origin) else {
            return nil
        }
        return text
    }

    /// The answer to a request, for its page to read if that was allowed.
    func readable(_ response: Response, by request: Request) -> Response {
        CrossOrigin.control.allowing(allowedOrigin(of: request), in: response)
    }

    private func isOurs(_ authority: Authority?) -> Bool {
        guard let authority else { return false }
        if authority.isLoopback || hosts.contains(where: authority.hasHost) { return true }
        // A literal address cannot be pointed elsewhere.
        return hasEveryAddress && authority.address != nil
    }

    private func isAllowed(_ text: String, at authority: Authority?) -> Bool {
        guard let origin = Origin(text) else { return false }
        return origins.contains(origin) || (authority.map(origin.isOwn) ?? false)
    }
}
