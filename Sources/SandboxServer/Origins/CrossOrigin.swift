internal import HTTPServer

/// What an API says to pages of other origins that call it.
package struct CrossOrigin: Sendable {
    private let methods: String
    private let headers: String
    /// Whether a page may send cookies and the like along.
    private let allowsCredentials: Bool

    /// The Toss API: any page may call it, as pages do (recorded once; the list of headers is longer there).
    static let toss = CrossOrigin(
        methods: "POST, GET, OPTIONS, DELETE",
        headers: "Origin, Content-Type, Accept, X-Requested-With, Authorization, Idempotency-Key, "
            + "TossPayments-Test-Code, tosspayments-mid",
        allowsCredentials: true
    )

    /// The control API, for pages that the server was told to let in.
    static let control = CrossOrigin(
        methods: "GET, HEAD, POST, PUT, DELETE, OPTIONS",
        headers: "Accept, Authorization, Content-Type, Last-Event-ID, Tossbox-Token",
        allowsCredentials: false
    )

    /// Whether a browser asks on behalf of a page what that may send.
    static func isPreflight(_ request: Request) -> Bool {
        request.method == .options && request.headers["Origin"] != nil
            && request.headers["Access-Control-Request-Method"] != nil
    }

    /// The answer to a preflight of a page of `origin`.
    func preflight(for origin: String) -> Response {
        var answer = allowing(origin, in: Response(status: 200))
        answer.headers.add("Access-Control-Allow-Methods", methods)
        answer.headers.add("Access-Control-Allow-Headers", headers)
        answer.headers.add("Access-Control-Max-Age", "3600")
        return answer
    }

    /// An answer that a page of `origin` may read; nil leaves it as it is.
    func allowing(_ origin: String?, in response: Response) -> Response {
        guard let origin else { return response }
        var response = response
        response.headers.add("Access-Control-Allow-Origin", origin)
        if allowsCredentials { response.headers.add("Access-Control-Allow-Credentials", "true") }
        response.headers.add("Vary", "Origin")
        return response
    }
}
