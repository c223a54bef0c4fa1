/// A request that a client sends once.
package struct ClientRequest: Sendable {
    /// The method, sent as it stands; it must be a token of letters and marks.
    package var method: String

    /// An absolute `http` or `https` address, already percent-encoded.
    ///
    /// A user and password in it become an `Authorization: Basic` header.
    package var url: String

    /// The headers in the order in which they are sent.
    ///
    /// A value with a control character in it other than a tab is refused before anything is sent.
    package var headers: [(name: String, value: String)]

    /// The body; `HEAD` sends none.
    package var body: [UInt8]

    /// How long the whole transfer may take.
    package var timeout: Duration

    /// Whether the wait for a free connection is part of that time; else it runs from when the transfer has one, however
    /// long others kept it waiting.
    package var countsWaiting: Bool

    /// How long the host may take to be resolved and connected to, TLS included.
    package var connectTimeout: Duration

    /// Whether it gets a new connection that ends with it, so that no kept one is involved whose peer has gone.
    package var hasOwnConnection: Bool

    /// Describes a request without sending it.
    package init(
        method: String = "GET",
        url: String,
        headers: [(String, String)] = [],
        body: [UInt8] = [],
        timeout: Duration = .seconds(60),
        countsWaiting: Bool = true,
        connectTimeout: Duration = .seconds(10),
        hasOwnConnection: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers.map { (name: $0.0, value: $0.1) }
        self.body = body
        self.timeout = timeout
        self.countsWaiting = countsWaiting
        self.connectTimeout = connectTimeout
        self.hasOwnConnection = hasOwnConnection
    }
}
