package import HTTPClient
internal import JSON
package import TossAPI

/// Why a call gave no answer to go on with; the difference decides what a shop may do next.
package enum TossFailure: Error, Sendable, Equatable {
    /// Toss said no, and this call changed nothing.
    ///
    /// `message` is Toss's own and may be shown to the buyer. It speaks about this call alone; see `needsLookUp`.
    case refused(status: Int, code: String, message: String)

    /// Nobody knows whether it happened; ask by a look-up, or repeat with the same idempotency key.
    ///
    /// Time ran out, the connection broke off, Toss failed (5xx) or is still at it (409), something slowed us down
    /// (408, 429), or the answer cannot be read.
    case unknownOutcome(String)

    /// The shop's own fault, and nothing happened: a wrong key, a malformed request, or no connection at all.
    ///
    /// The buyer can do nothing about it. After a repair, repeat with a new idempotency key when there is a status,
    /// since Toss stores refusals under their key and would replay this one.
    case ourMistake(status: Int?, code: String?, message: String)
}

extension TossFailure {
    /// Sorts what came back, unless it is the 2xx of success.
    ///
    /// A 4xx counts as an answer of Toss only with Toss's error object in it: anything between can send the rest.
    package init(status: Int, body: [UInt8]) {
        let error = try? JSONNode(parsing: body)
        let code = error?["code"]?.string
        let message = error?["message"]?.string ?? ""
        switch (status, code, code.flatMap { TossVerdict($0) }) {
        case (408, _, _), (409, _, _), (429, _, _):
            self = .unknownOutcome("Toss answered \(status) \(code ?? "with no code")")
        case (400..<500, let code?, .open): self = .unknownOutcome("Toss answered \(status) \(code)")
        case (400..<500, let code?, .ours): self = .ourMistake(status: status, code: code, message: message)
        case (400..<500, let code?, _): self = .refused(status: status, code: code, message: message)
        case (_, let code?, _): self = .unknownOutcome("Toss answered \(status) \(code)")
        case (_, nil, _): self = .unknownOutcome("the answer \(status) has no error of Toss in it")
        }
    }

    /// Sorts a transfer that ended without an answer.
    package init(_ error: ClientError) {
        switch error {
        // The address holds keys, which are not for logs.
        case .invalidURL: self = .ourMistake(status: nil, code: nil, message: "the base URL is not one to send to")
        case _ where error.mayHaveReachedServer: self = .unknownOutcome("\(error)")
        default: self = .ourMistake(status: nil, code: nil, message: "\(error)")
        }
    }

    /// Whether the money may have moved, so that neither "paid" nor "failed" may be stored.
    package var mayHaveHappened: Bool { if case .unknownOutcome = self { true } else { false } }

    /// Toss's code, when it sent one that this package knows.
    package var code: ErrorCode? {
        switch self {
        case .refused(_, let code, _), .ourMistake(_, let code?, _): ErrorCode(rawValue: code)
        case .unknownOutcome, .ourMistake(_, nil, _): nil
        }
    }

    /// Whether a refusal may come from an earlier attempt that went through.
    ///
    /// `ALREADY_PROCESSED_PAYMENT` says that somebody confirmed this payment, which may have been us before the answer
    /// was lost; `NOT_FOUND_PAYMENT_SESSION` is what a confirmed payment's session can look like; and so on. On the
    /// first attempt ever it is a plain refusal. On any later one, look the payment up before believing it.
    package var needsLookUp: Bool {
        switch code {
        case .alreadyProcessedPayment, .alreadyCompletedPayment, .notFoundPaymentSession, .duplicatedOrderId,
            .alreadyCanceledPayment, .alreadyRefundPayment, .notCancelableAmount, .providerError, .cardProcessingError,
            .notCancelablePayment, .notMatchesRefundableAmount, .alreadyRemovedBillingKey, .notFoundBilling:
            if case .refused = self { true } else { false }
        default: false
        }
    }
}

extension TossFailure: CustomStringConvertible {
    /// One readable line, without keys.
    package var description: String {
        switch self {
        case .refused(let status, let code, let message): "refused with \(status) \(code): \(message)"
        case .unknownOutcome(let reason): "nobody knows whether it happened: \(reason)"
        case .ourMistake(let status?, let code, let message): "our mistake, \(status) \(code ?? ""): \(message)"
        case .ourMistake(nil, _, let message): "our mistake, nothing reached Toss: \(message)"
        }
    }
}
