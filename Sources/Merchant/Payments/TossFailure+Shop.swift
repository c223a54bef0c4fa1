internal import TossAPI
internal import TossClient

extension TossFailure {
    /// Whether a look-up was answered with "there is no such payment", which is the whole truth about it.
    var saysNoPayment: Bool {
        guard case .refused(let status, _, _) = self, status == 404 else { return false }
        return code == .notFoundPayment || code == .notFoundPaymentSession
    }

    /// What is stored about a refusal, and said to the buyer.
    var refusal: (code: String, message: String) {
        switch self {
        case .refused(_, let code, let message): (code, message)
        case .ourMistake(_, let code, let message): (code ?? "GATEWAY_MISUSED", message)
        case .unknownOutcome(let reason): ("UNKNOWN_OUTCOME", reason)
        }
    }
}

/// What a call came to, as a value, so that what follows it may throw errors of its own.
func outcome<Value: Sendable>(
    of call: () async throws(TossFailure) -> Value
) async -> Result<Value, TossFailure> {
    do throws(TossFailure) { return .success(try await call()) } catch { return .failure(error) }
}
