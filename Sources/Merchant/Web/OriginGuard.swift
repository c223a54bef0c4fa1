package import HTTPServer

/// Refuses what a page of somebody else has a browser send here.
///
/// Only what changes something is looked at. Programs send neither `Origin` nor `Sec-Fetch-Site`, so webhooks and alarms
/// pass; browsers send at least one of them with everything but a plain visit, and no page can forge them. The `Host` is
/// looked at because a foreign name may have been made to point here, which makes its pages look like ours to a browser.
package struct OriginGuard: Sendable {
    private let publicURL: ServiceOrigin?
    private let listens: String
    private let isDevelopment: Bool

    /// Knows the backend by its public URL and by the address that it listens on.
    ///
    /// In development mode every loopback origin will do, and every host that no public name can be: a container's name
    /// or a private address.
    package init(publicURL: ServiceOrigin? = nil, listeningOn host: String = "127.0.0.1", isDevelopment: Bool = false) {
        self.publicURL = publicURL
        listens = host
        self.isDevelopment = isDevelopment
    }

    /// Lets a request through, or says what is foreign about it.
    package func check(_ request: Request) throws(Problem) {
        switch request.method {
        case .get, .head, .options: return
        default: break
        }
        let hosts = request.headers.all("Host").map { ServiceOrigin("http://\($0)") }
        guard hosts.allSatisfy({ $0.map(isOurs(host:)) ?? false }) else {
            throw Problem(
                .forbidden,
                "this backend does not go by the name in Host; MERCHANT_PUBLIC_URL says which it has"
            )
        }
        guard request.headers.all("Sec-Fetch-Site").allSatisfy({ $0.lowercased() != "cross-site" }) else {
            throw Problem(.forbidden, "this comes from a page of another site")
        }
        let origins = request.headers.all("Origin")
        guard origins.allSatisfy({ isOurs(origin: $0, host: hosts.first ?? nil) }) else {
            throw Problem(.forbidden, "this comes from a page of another origin; ours is in MERCHANT_PUBLIC_URL")
        }
    }

    private func isOurs(origin text: String, host: ServiceOrigin?) -> Bool {
        guard let origin = ServiceOrigin(text) else { return false }
        if isDevelopment, origin.isLoopback { return true }
        if let publicURL, origin.host == publicURL.host, origin.isSecure == publicURL.isSecure,
            origin.effectivePort == publicURL.effectivePort
        {
            return true
        }
        // A page that the browser got at the name it calls now.
        return origin.host == host?.host && origin.port == host?.port
    }

    private func isOurs(host: ServiceOrigin) -> Bool {
        if host.host == publicURL?.host || (isDevelopment && host.isLocal) { return true }
        switch listens {
        case "localhost": return host.isLoopback
        // All addresses of this machine; a name would have to be known.
        case "0.0.0.0", "::": return host.isLoopback || host.isAddress
        default:
            let isLoopback = ServiceOrigin("http://\(listens)")?.isLoopback ?? (listens == "::1")
            return host.host == listens || host.host == "[\(listens)]" || (isLoopback && host.isLoopback)
        }
    }
}

extension ServiceOrigin {
    /// The port, or the scheme's own.
    fileprivate var effectivePort: Int { port ?? (isSecure ? 443 : 80) }
}
