/// Where a payment stands.
///
///     pending ──begin──▶ confirming ──approve──▶ completed ──refund part──▶ partiallyRefunded ──refund rest──▶ refunded
///        │                │  │   │                  ▲  └────────────────refund rest───────────────────────────▶─┘
///        │                │  │   └─lose─▶ unknown ──┤  (and from unknown all that is possible from confirming)
///        │                │  └─await deposit─▶ awaitingDeposit ──approve──▶ completed, ──refuse──▶ failed
///        │                ├─refuse─▶ failed ──begin, with another payment key──▶ confirming
///        │                └─release, after a mistake of ours──▶ pending
///        └─────────approve, when Toss says so──────────▶ completed ◀── approve, when Toss says so ── failed
///
/// An event that is old news, such as a second approval, changes nothing.
package enum PaymentState: String, CaseIterable, Sendable {
    /// Prepared; nothing has been asked of Toss.
    case pending
    /// The operation is recorded; Toss is being asked.
    case confirming
    /// Toss was asked, and nobody knows what it did.
    case unknown
    /// A virtual account was issued; the money is still to come.
    case awaitingDeposit = "awaiting_deposit"
    /// Paid.
    case completed
    /// Not paid.
    case failed
    /// Paid, and some of it given back.
    case partiallyRefunded = "partially_refunded"
    /// All given back.
    case refunded

    /// What can happen to a payment.
    package enum Event: CaseIterable, Sendable {
        case begin, approve, awaitDeposit, refuse, release, lose, refundPart, refundRest
    }

    /// Moves along one arrow of the diagram, and says whether there was one.
    package mutating func apply(_ event: Event) -> Bool {
        switch (self, event) {
        case (.pending, .begin), (.failed, .begin): self = .confirming
        case (.pending, .approve), (.failed, .approve): self = .completed
        case (.confirming, .approve), (.unknown, .approve), (.awaitingDeposit, .approve): self = .completed
        case (.confirming, .awaitDeposit), (.unknown, .awaitDeposit): self = .awaitingDeposit
        case (.confirming, .refuse), (.unknown, .refuse), (.awaitingDeposit, .refuse): self = .failed
        case (.confirming, .lose): self = .unknown
        case (.confirming, .release), (.unknown, .release): self = .pending
        case (.completed, .refundPart): self = .partiallyRefunded
        case (.completed, .refundRest), (.partiallyRefunded, .refundRest): self = .refunded
        // A further part of what is left: it stays what it is.
        case (.partiallyRefunded, .refundPart): return true
        case (.pending, _), (.confirming, _), (.unknown, _), (.awaitingDeposit, _), (.completed, _), (.failed, _),
            (.partiallyRefunded, _), (.refunded, _):
            return false
        }
        return true
    }

    /// Whether the money came, whatever went back since.
    package var isPaid: Bool {
        switch self {
        case .completed, .partiallyRefunded, .refunded: true
        case .pending, .confirming, .unknown, .awaitingDeposit, .failed: false
        }
    }
}
