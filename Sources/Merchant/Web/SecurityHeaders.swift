internal import HTTPServer

/// What every answer tells the browser about what its page may do.
package struct SecurityHeaders: Sendable {
    private let fields: [(name: String, value: String)]

    /// Lets pages load the payment SDK and its window from Toss and from the configured sandbox, and nothing else.
    ///
    /// `isBehindTLS` says that browsers come by `https`, so that they may be told never to come otherwise.
    package init(sandbox: ServiceOrigin, isBehindTLS: Bool) {
        // The window of the real service lives on several hosts of Toss; a sandbox has one.
        let toss = "https://*.tosspayments.com \(sandbox)"
        let policy = [
            "default-src 'self'",
            "script-src 'self' https://js.tosspayments.com \(sandbox)",
            "connect-src 'self' \(toss)",
            "frame-src 'self' \(toss)",
            "form-action 'self' \(toss)",
            "img-src 'self' data: \(toss)",
            "style-src 'self' 'unsafe-inline'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
        var fields = [
            ("Content-Security-Policy", policy.joined(separator: "; ")),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            // The address of the success page holds a payment key.
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ]
        if isBehindTLS { fields.append(("Strict-Transport-Security", "max-age=31536000")) }
        self.fields = fields.map { (name: $0.0, value: $0.1) }
    }

    /// Adds the fields that an answer does not have yet; without a word of its own nothing is kept in caches.
    func add(to response: inout Response) {
        for field in fields where response.headers[field.name] == nil { response.headers.add(field.name, field.value) }
        if response.headers["Cache-Control"] == nil { response.headers.add("Cache-Control", "no-store") }
    }
}
