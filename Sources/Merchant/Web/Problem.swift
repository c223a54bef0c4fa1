/// Why a request was not served, before a door has put it into its own format.
package struct Problem: Error, Sendable, Equatable {
    /// The kind of refusal, in the word that goes over the wire.
    package enum Code: String, CaseIterable, Sendable {
        /// The request is malformed, or asks for what can never be.
        case invalidRequest = "invalid_request"
        /// Nobody is signed in, or the token is not good any more.
        case unauthorized
        /// The bank or Toss refused.
        case paymentRefused = "payment_refused"
        /// Somebody is signed in, and it is not for them.
        case forbidden
        /// There is no such thing.
        case notFound = "not_found"
        /// The path is known, under other methods.
        case methodNotAllowed = "method_not_allowed"
        /// It does not fit what is there already.
        case conflict
        /// The buyer has it already.
        case alreadyOwned = "already_owned"
        /// It was offered for a time that is over.
        case orderExpired = "order_expired"
        /// The body is said to be something else than JSON.
        case unsupportedMediaType = "unsupported_media_type"
        /// The body is longer than the limit.
        case bodyTooLarge = "body_too_large"
        /// Too many at a time; later it may work.
        case tooManyRequests = "too_many_requests"
        /// The headers are longer than the limit.
        case headersTooLarge = "headers_too_large"
        /// Whether it happened is being found out; asking again later tells.
        case outcomeUnknown = "outcome_unknown"
        /// Toss cannot be used because of a mistake of ours.
        case gatewayMisused = "gateway_misused"
        /// Something that is needed is out of reach.
        case unavailable
        /// A fault of this program.
        case internalError = "internal_error"

        /// The status of an answer with this code.
        package var status: Int {
            switch self {
            // Not a failure: told of one, the buyer would pay again.
            case .outcomeUnknown: 202
            case .invalidRequest: 400
            case .unauthorized: 401
            case .paymentRefused: 402
            case .forbidden: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .conflict, .alreadyOwned, .orderExpired: 409
            case .bodyTooLarge: 413
            case .unsupportedMediaType: 415
            case .tooManyRequests: 429
            case .headersTooLarge: 431
            case .internalError: 500
            case .gatewayMisused: 502
            case .unavailable: 503
            }
        }
    }

    /// The kind of refusal.
    package let code: Code
    /// For the caller: what was asked, what was found, what would be accepted.
    package let message: String
    /// Toss's own code, when it was Toss that refused.
    package let tossCode: String?
    /// After how many seconds it is worth asking again, where that is known.
    package let retryAfter: Int?

    /// Describes a refusal.
    package init(_ code: Code, _ message: String, tossCode: String? = nil, retryAfter: Int? = nil) {
        self.retryAfter = retryAfter
        self.code = code
        self.message = message
        self.tossCode = tossCode
    }
}
