/// One call that has ended, for logs and counters; it holds no key and no body.
package struct TossCallRecord: Sendable {
    /// What was asked for.
    package let action: TossAction
    /// Nil when no answer came.
    package let status: Int?
    /// Toss's name for the call, `x-tosspayments-trace-id`, which its support asks for.
    package let traceId: String?
    /// Nil when the call went well.
    package let failure: TossFailure?
}
