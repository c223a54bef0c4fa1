package import TossAPI

/// What a card company says to one charge, or to one issue of a billing key.
package enum CardVerdict: Sendable, Equatable {
    case approve
    /// The code always has an HTTP status.
    case refuse(ErrorCode)
}

/// What a card is asked for.
package enum CardUse: Sendable, CaseIterable {
    case payment, billingIssue, billingCharge
}

/// How a card behaves over time: the value of one entry of `cards`.
package indirect enum CardPlan: Sendable, Equatable {
    /// The same at every issue and every charge.
    case always(CardVerdict)
    /// One for each charge, and the last for all that follow; issuing is not counted and approves.
    case attempts([CardVerdict])
    /// Approves before the instant, and from then on says this.
    case until(Instant, then: CardVerdict)
    /// One plan each for a payment in the window, for issuing a billing key, and for charging that.
    case split(payment: CardPlan, issue: CardPlan, charge: CardPlan)

    /// The verdict on the `attempt`-th decided charge, counted from 1, or on an issue.
    package func verdict(for use: CardUse, attempt: Int, at now: Instant) -> CardVerdict {
        switch self {
        case .always(let verdict): return verdict
        case .attempts(let verdicts):
            guard use != .billingIssue, let last = verdicts.last else { return .approve }
            let index = max(attempt, 1) - 1
            return index < verdicts.count ? verdicts[index] : last
        case .until(let end, let verdict): return now < end ? .approve : verdict
        case .split(let payment, let issue, let charge):
            let plan =
                switch use {
                case .payment: payment
                case .billingIssue: issue
                case .billingCharge: charge
                }
            return plan.verdict(for: use, attempt: attempt, at: now)
        }
    }
}
