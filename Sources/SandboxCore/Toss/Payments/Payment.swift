package import JSON
import Masking
package import TossAPI

/// One payment, from the open window to the last cancel.
///
///     ready ──authenticate──▶ inProgress ──approve──▶ done ──cancel all──▶ canceled
///       │                      │   │  └──decline──▶ aborted  └─cancel a part─▶ partialCanceled ↺ cancel
///       └───────expire───────▶ expired
///                                  └──useForBilling──▶ usedForBilling
///
/// A billing charge begins at `inProgress` and is decided at once. Cancels that reach balance 0 in several steps stay
/// `partialCanceled` (measured).
package struct Payment: Sendable {
    /// Where a payment stands, with what only stands there.
    package enum State: Sendable, Equatable {
        /// The window is open; the buyer has until then, 30 minutes from the start (documented).
        case ready(until: Instant)
        /// The buyer has authenticated; the merchant has until then to confirm, 10 minutes (documented).
        case inProgress(until: Instant)
        /// The money was taken, and none of it went back.
        case done
        /// Some of it went back; all of it where that took several steps.
        case partialCanceled
        /// All of it went back in one step.
        case canceled
        /// The card said no.
        case aborted(FailureObject)
        /// One of the two times above was over.
        /// A time was over.
        case expired(FailureObject)
        /// Used up by the older form of the billing issue call: gone for every later call.
        case usedForBilling
    }

    /// An arrow of the diagram.
    package enum Event: Sendable, Equatable {
        /// The buyer went through with it, with this card.
        case authenticate(Card, until: Instant)
        /// The card said yes.
        case approve(at: Instant, transactionKey: String)
        /// The card said no, with what the payment shows as its `failure`.
        case decline(FailureObject)
        case expire
        /// Its paymentKey was exchanged for a billing key.
        case useForBilling
        /// Money goes back, with what the payment shows of it.
        case cancel(CancelObject)
    }

    /// What a change makes known: the status to announce, nil when Toss announces none.
    package typealias Announcement = PaymentStatus

    /// What Toss calls it.
    package let paymentKey: String
    /// Which of the two accounts it was made with.
    package let merchant: MerchantKind
    /// What kind of payment Toss calls it.
    package let type: PaymentType
    /// What was asked for.
    package let terms: PaymentTerms
    /// When the window opened.
    package let requestedAt: Instant
    /// `ps_…`, shown from the approval on.
    package let secret: String
    /// The billing key it was charged to; nil for a payment of a buyer.
    package let billingKey: String?
    /// Where it stands.
    package private(set) var state: State
    /// Nil until the buyer has authenticated.
    package private(set) var card: Card?
    /// When the card said yes.
    package private(set) var approvedAt: Instant?
    /// That of the approval or of the last cancel.
    package private(set) var lastTransactionKey: String?
    /// Oldest first.
    package private(set) var cancels: [CancelObject] = []

    package init(
        paymentKey: String,
        merchant: MerchantKind,
        type: PaymentType = .normal,
        terms: PaymentTerms,
        requestedAt: Instant,
        secret: String,
        state: State,
        card: Card? = nil,
        billingKey: String? = nil
    ) {
        self.paymentKey = paymentKey
        self.merchant = merchant
        self.type = type
        self.terms = terms
        self.requestedAt = requestedAt
        self.secret = secret
        self.state = state
        self.card = card
        self.billingKey = billingKey
    }

    /// Moves along one arrow of the diagram, or throws and leaves the payment as it was.
    package mutating func apply(_ event: Event) throws(PaymentError) -> Announcement? {
        switch (state, event) {
        case (.ready, .authenticate(let card, let deadline)):
            state = .inProgress(until: deadline)
            self.card = card
            return nil
        case (.ready, .expire), (.inProgress, .expire):
            state = .expired(Self.expiredFailure)
            return .expired
        case (.inProgress, .approve(let instant, let transactionKey)):
            state = .done
            approvedAt = instant
            lastTransactionKey = transactionKey
            return .done
        case (.inProgress, .decline(let failure)):
            state = .aborted(failure)
            return .aborted
        case (.inProgress, .useForBilling):
            state = .usedForBilling
            return nil
        case (.done, .cancel(let cancel)), (.partialCanceled, .cancel(let cancel)):
            guard cancel.cancelAmount > 0, cancel.cancelAmount <= balance else { throw .overBalance(balance) }
            // Only a cancel of everything in one step ends in CANCELED (measured).
            state = state == .done && cancel.cancelAmount == balance ? .canceled : .partialCanceled
            cancels.append(cancel)
            lastTransactionKey = cancel.transactionKey
            return status
        case (.ready, _), (.inProgress, _), (.done, _), (.partialCanceled, _), (.canceled, _), (.aborted, _),
            (.expired, _), (.usedForBilling, _):
            throw .notAllowed(in: state)
        }
    }

    /// The status as Toss names it.
    package var status: PaymentStatus {
        switch state {
        case .ready: .ready
        case .inProgress, .usedForBilling: .inProgress
        case .done: .done
        case .partialCanceled: .partialCanceled
        case .canceled: .canceled
        case .aborted: .aborted
        case .expired: .expired
        }
    }

    /// Whether money was taken for it, even if some or all of it went back since.
    package var isCharged: Bool {
        switch state {
        case .done, .partialCanceled, .canceled: true
        case .ready, .inProgress, .aborted, .expired, .usedForBilling: false
        }
    }

    /// When it runs out of time, or nil when it no longer can.
    package var deadline: Instant? {
        switch state {
        case .ready(let deadline), .inProgress(let deadline): deadline
        case .done, .partialCanceled, .canceled, .aborted, .expired, .usedForBilling: nil
        }
    }

    /// What can still be cancelled.
    package var balance: Won {
        cancels.last?.refundableAmount ?? terms.amount
    }

    /// The tax-free part of the balance.
    package var taxFreeBalance: Won {
        cancels.reduce(terms.taxFreeAmount) { $0 - $1.taxFreeAmount }
    }

    /// The part of the balance that is outside of tax altogether.
    package var taxExemptionBalance: Won {
        cancels.reduce(terms.taxExemptionAmount) { $0 - $1.taxExemptionAmount }
    }

    /// The same unfinished payment by another clock, `shift` ahead of the one it was made by.
    package func shifted(by shift: Duration) -> Payment {
        let moved: State =
            switch state {
            case .ready(let deadline): .ready(until: deadline + shift)
            case .inProgress(let deadline): .inProgress(until: deadline + shift)
            case .done, .partialCanceled, .canceled, .aborted, .expired, .usedForBilling: state
            }
        return Payment(
            paymentKey: paymentKey,
            merchant: merchant,
            type: type,
            terms: terms,
            requestedAt: requestedAt + shift,
            secret: secret,
            state: moved,
            card: card,
            billingKey: billingKey
        )
    }

    /// The `failure` of every payment that ran out of time (measured).
    package static let expiredFailure = FailureObject(
        code: ErrorCode.expiredPayment.rawValue,
        message: ErrorCatalogue.message(for: .expiredPayment, at: nil, language: .korean)
    )
}

/// Why a payment refuses to change.
package enum PaymentError: Error, Sendable, Equatable {
    /// The diagram has no such arrow from there.
    case notAllowed(in: Payment.State)
    /// A cancel of nothing, or of more than is left.
    case overBalance(Won)
}

/// What was asked for when the payment was made; none of it ever changes.
package struct PaymentTerms: Sendable {
    package var orderId: String
    package var orderName: String
    package var amount: Won
    package var taxFreeAmount: Won = 0
    package var taxExemptionAmount: Won = 0
    package var useEscrow = false
    /// 0 for a lump sum, else 2 to 12.
    package var installmentPlanMonths = 0
    package var useCardPoint = false
    /// What the merchant calls the buyer.
    package var customerKey: String?
    package var customerName: String?
    package var customerEmail: String?
    package var customerMobilePhone: String?
    package var metadata: JSONObject?
    /// Where the browser goes with a paymentKey to be confirmed.
    package var successUrl: String?
    /// Where it goes when the buyer did not pay.
    package var failUrl: String?

    package init(orderId: String, orderName: String, amount: Won) {
        self.orderId = orderId
        self.orderName = orderName
        self.amount = amount
    }
}

/// A card as the sandbox knows it.
package struct Card: Sendable, Equatable {
    /// Digits only, 13 to 20 of them.
    package let number: String

    package init(number: String) { self.number = number }

    /// Eight digits, four stars, the rest but the last digit, a star: `12345678****000*` (documented, measured).
    package var maskedNumber: String { maskCardNumber(number) }
}
