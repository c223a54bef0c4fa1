/// One call that has ended, for logs and counters; it holds no key and no body.
package struct TossCall: Sendable {
    /// The calls that this client makes.
    package enum Operation: String, Sendable, CaseIterable {
        case confirm, lookUp, cancel, issueBillingKey, charge, deleteBillingKey
    }

    /// What was asked for.
    package let operation: Operation
    /// Nil when no answer came.
    package let status: Int?
    /// Toss's name for the call, `x-tosspayments-trace-id`, which its support asks for.
    package let traceId: String?
    /// Nil when the call went well.
    package let failure: TossFailure?
}
