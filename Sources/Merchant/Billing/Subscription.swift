package import TossAPI

/// A user's paid tier, renewed each month.
package struct Subscription: Sendable, Hashable {
    /// Where a subscription stands.
    ///
    ///     starting ──pay──▶ active ──refuse──▶ pastDue ──pay──▶ active
    ///         │             ↺ pay │ ▲            ↺ refuse │
    ///         │                   │ └──resume──┐          │
    ///         │                   └──cancel──▶ cancelled ◀┘ cancel, while a charge is under way
    ///         │                                ↺ pay, of that charge
    ///         └──────────end──────────▶ expired ◀──end── active, pastDue, cancelled
    package enum State: String, CaseIterable, Sendable {
        /// The billing key is being issued, or the first month charged.
        case starting
        case active
        /// A renewal is not paid and will be tried again; the tier stays for the grace.
        case pastDue = "past_due"
        /// It runs to the end of what is paid, and is not renewed.
        case cancelled
        case expired

        /// What can happen to a subscription.
        package enum Event: CaseIterable, Sendable {
            case pay, refuse, cancel, resume, end
        }

        /// Moves along one arrow of the diagram, and says whether there was one.
        package mutating func apply(_ event: Event) -> Bool {
            switch (self, event) {
            case (.starting, .pay), (.pastDue, .pay): self = .active
            case (.active, .refuse): self = .pastDue
            case (.active, .cancel), (.pastDue, .cancel): self = .cancelled
            case (.cancelled, .resume): self = .active
            case (.starting, .end), (.active, .end), (.pastDue, .end), (.cancelled, .end): self = .expired
            case (.active, .pay), (.pastDue, .refuse), (.cancelled, .pay): return true
            case (.starting, _), (.active, _), (.pastDue, _), (.cancelled, _), (.expired, _): return false
            }
            return true
        }
    }

    /// The number of its row.
    package let id: Int64
    /// Who subscribed.
    package let userID: Int64
    /// Who takes the money.
    package let provider: ProviderID
    /// Where it stands.
    package var state: State
    /// The sealed means of payment; nil until it is stored.
    package var billingKeyID: Int64?
    /// The order of the first month.
    package let firstOrderID: String
    /// What a month costs.
    package let amount: Won
    /// The day of the month that all charges follow: that of the first payment.
    package var anchor: Instant
    /// How many periods are paid; the number of the next one, since they count from 0.
    package var period: Int
    /// Refusals in a row of the next period's charge.
    package var refusals: Int
    /// When the next charge is due, or the end of what is paid; nil while starting and at the end.
    package var nextChargeAt: Instant?
    /// Until when the tier is had although no further month is paid; nil while starting and at the end.
    package var accessUntil: Instant?
    /// The order whose charge has no outcome yet, which keeps every other from starting.
    package var openOrderID: String?
    /// When the first month was asked for.
    package let startedAt: Instant
    /// The provider's code of the last refusal, until a charge is paid.
    package var failureCode: String?
    /// The provider's words of the last refusal.
    package var failureMessage: String?
    /// When its owner ended the renewals.
    package var cancelledAt: Instant?
    /// When the tier was taken away.
    package var endedAt: Instant?

    /// Takes a cancel back: the renewals go on, and with them the grace of the month that is due next.
    mutating func resume() {
        guard state.apply(.resume) else { return }
        cancelledAt = nil
        accessUntil = BillingCalendar.due(anchor: anchor, period: period) + Dunning.grace
    }
}
