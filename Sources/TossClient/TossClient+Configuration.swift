extension TossClient {
    /// Where Toss is, and who asks.
    package struct Configuration: Sendable {
        /// Scheme and host, without a path; a slash at the end does no harm.
        package var baseURL: String
        /// A secret key of the merchant; never printed.
        package var secretKey: String
        /// How long a whole call may take; Toss recommends 60 seconds or more.
        package var timeout: Duration
        /// How long connecting may take; a call that fails here has not reached Toss.
        package var connectTimeout: Duration

        /// Makes a configuration for the real service unless another place is named.
        package init(
            baseURL: String = "https://api.tosspayments.com",
            secretKey: String,
            timeout: Duration = .seconds(60),
            connectTimeout: Duration = .seconds(10)
        ) {
            self.baseURL = baseURL
            self.secretKey = secretKey
            self.timeout = timeout
            self.connectTimeout = connectTimeout
        }
    }
}

extension TossClient.Configuration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Names the place, not the key.
    package var description: String { "\(baseURL) with a secret key" }
    /// The same as `description`.
    package var debugDescription: String { description }
    /// Without the key, so that `dump` does not show it.
    package var customMirror: Mirror { Mirror(self, children: ["baseURL": baseURL]) }
}
