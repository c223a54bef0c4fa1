import TossAPI

/// Step 3, which reads everything and changes nothing: what a request comes to.
enum Decision: Sendable {
    case refuse(Refusal)
    /// Show the payment at this place.
    case show(Int)
    case change(Change)
}

/// What step 4 will do.
enum Change: Sendable {
    case approve(Int)
    /// The card company said no: the payment ends here.
    case decline(Int, Refusal)
    /// The card company could not be asked: its verdict counts, nothing else changes.
    case turnAway(Card, billingKey: Int?, Refusal)
    case cancel(Int, CancelTerms)
    case issue(IssueTerms)
    case charge(Int, ChargeInput)
    case declineCharge(Int, ChargeInput, Refusal)
    case deleteBillingKey(Int)
}

struct CancelTerms: Sendable {
    let reason: String
    let amount: Won
    let taxFreeAmount: Won
    let taxExemptionAmount: Won
    let cancelRequestId: String?
}

struct IssueTerms: Sendable {
    /// What the new key is made from, and used up by it.
    enum Source: Sendable {
        case authorization(String)
        case payment(Int)
        case card
    }

    let source: Source
    let merchant: MerchantKind
    let customerKey: String
    let card: Card
}

extension Sandbox {
    func decide(_ call: TossCall, plan: Plan, at now: Instant) -> Decision {
        do throws(Refusal) {
            switch try call.input.get() {
            case .confirm(let confirm): return try decideConfirm(confirm, call: call, plan: plan, at: now)
            case .lookUp(let lookUp): return try decideLookUp(lookUp, call: call, plan: plan)
            case .cancel(let cancel): return try decideCancel(cancel, call: call, plan: plan)
            case .issue(let issue): return try decideIssue(issue, call: call, plan: plan, at: now)
            case .issueByCard(let issue): return try decideIssueByCard(issue, call: call, plan: plan, at: now)
            case .issueFromPayment(let issue): return try decideIssueFromPayment(issue, call: call, plan: plan, at: now)
            case .charge(let charge): return try decideCharge(charge, call: call, plan: plan, at: now)
            case .deleteBillingKey(let key): return try decideDelete(key, call: call, plan: plan)
            }
        } catch {
            return .refuse(error)
        }
    }

    private func decideConfirm(
        _ confirm: ConfirmInput,
        call: TossCall,
        plan: Plan,
        at now: Instant
    ) throws(Refusal)
        -> Decision
    {
        let place = try confirmable(confirm, call: call)
        let payment = payments[place]
        if payments.isPaid(orderId: confirm.orderId, merchant: payment.merchant) {
            // Assumed: no answer of the real service to a second payment of one order is published.
            throw Refusal(.duplicatedOrderId, note: "The order \(confirm.orderId) was paid by another payment.")
        }
        guard confirm.amount >= 100 else {
            throw Refusal(.belowMinimumAmount, note: "Cards take 100 won or more; this is \(confirm.amount).")
        }
        guard let card = payment.card else {
            throw Refusal(.notFoundPaymentSession, note: "The payment has no card.")
        }
        let attempt = life.decidedCharges[card.number, default: 0] + 1
        switch verdict(on: card, for: .payment, attempt: attempt, plan: plan, at: now) {
        case nil: return .change(.approve(place))
        case let refusal? where refusal.code.endsPayment: return .change(.decline(place, refusal))
        case let refusal?: return .change(.turnAway(card, billingKey: nil, refusal))
        }
    }

    /// The payment a confirm is about, after the checks that the older form of the billing issue call shares.
    func confirmable(_ confirm: ConfirmInput, call: TossCall) throws(Refusal) -> Int {
        let place = try own(
            payments.place(of: confirm.paymentKey),
            merchant: { payments[$0].merchant },
            call: call,
            otherwise: Refusal(.notFoundPaymentSession, note: "No payment has the paymentKey \(confirm.paymentKey).")
        )
        let payment = payments[place]
        guard payment.terms.orderId == confirm.orderId else {
            let note = "The payment's orderId is \(payment.terms.orderId), the request's \(confirm.orderId)."
            throw Refusal(.forbiddenRequest, note: note)
        }
        // Refused for certain (Toss staff), the code is assumed from its sibling above.
        guard payment.terms.amount == confirm.amount else {
            let note = "The buyer agreed to \(payment.terms.amount) won, the request says \(confirm.amount)."
            throw Refusal(.forbiddenRequest, note: note)
        }
        switch payment.state {
        case .inProgress: return place
        case .ready:
            throw Refusal(.notFoundPaymentSession, note: "The buyer has not authenticated yet (READY).")
        case .expired: throw Refusal(.notFoundPaymentSession, note: "The payment has expired.")
        case .done, .partialCanceled, .canceled, .aborted, .usedForBilling:
            throw Refusal(.alreadyProcessedPayment, note: "The payment is \(payment.status.rawValue) already.")
        }
    }

    private func decideLookUp(_ lookUp: Input.LookUp, call: TossCall, plan: Plan) throws(Refusal) -> Decision {
        switch lookUp {
        case .payment(let key):
            let place = try own(
                payments.place(of: key),
                merchant: { payments[$0].merchant },
                call: call,
                otherwise: Refusal(.notFoundPayment, note: "No payment has the paymentKey \(key).")
            )
            try refuseIfPlanned(plan)
            return .show(place)
        case .order(let orderId):
            if let place = payments.place(ofOrder: orderId, merchant: call.request.merchant) {
                try refuseIfPlanned(plan)
                return .show(place)
            }
            let others = MerchantKind.allCases.filter { $0 != call.request.merchant }
            if others.contains(where: { payments.place(ofOrder: orderId, merchant: $0) != nil }) {
                throw Refusal(.invalidApiKey, note: "The order belongs to the other key pair of this sandbox.")
            }
            throw Refusal(.notFoundPayment, note: "No payment has the orderId \(orderId).")
        }
    }

    private func decideCancel(_ cancel: CancelInput, call: TossCall, plan: Plan) throws(Refusal) -> Decision {
        let place = try own(
            payments.place(of: cancel.paymentKey),
            merchant: { payments[$0].merchant },
            call: call,
            otherwise: Refusal(.notFoundPayment, note: "No payment has the paymentKey \(cancel.paymentKey).")
        )
        let payment = payments[place]
        switch payment.state {
        case .done, .partialCanceled: break
        case .canceled: throw Refusal(.alreadyCanceledPayment, note: "The payment was cancelled in full.")
        case .ready, .inProgress, .aborted, .expired, .usedForBilling:
            // Assumed: the text fits.
            throw Refusal(
                .notCancelablePayment,
                note: "Nothing was charged: the payment is \(payment.status.rawValue)."
            )
        }
        if let refundable = cancel.refundableAmount, refundable != payment.balance {
            let note = "refundableAmount says \(refundable), the balance is \(payment.balance)."
            throw Refusal(.notMatchesRefundableAmount, note: note)
        }
        let amount = cancel.cancelAmount ?? payment.balance
        guard amount > 0, amount <= payment.balance else {
            let note = "The balance is \(payment.balance) won, \(amount) were asked for."
            throw Refusal(.notCancelableAmount, note: note)
        }
        if let currency = cancel.currency, currency != Currency.won.rawValue {
            throw Refusal(.invalidRequest, note: "The payment was approved in KRW, the cancel says \(currency).")
        }
        if payment.terms.taxExemptionAmount > 0, amount < payment.balance {
            throw Refusal(
                .notAllowedPartialRefund,
                note: "A card payment with taxExemptionAmount is cancelled in full."
            )
        }
        let terms = try cancelTerms(cancel, amount: amount, of: payment)
        try refuseIfPlanned(plan)
        return .change(.cancel(place, terms))
    }

    /// The untaxed parts of a cancel: all that is left when everything goes, else what the request says.
    private func cancelTerms(_ cancel: CancelInput, amount: Won, of payment: Payment) throws(Refusal) -> CancelTerms {
        let isRest = amount == payment.balance
        let taxFree = cancel.taxFreeAmount ?? (isRest ? payment.taxFreeBalance : 0)
        let exempt = cancel.taxExemptionAmount ?? (isRest ? payment.taxExemptionBalance : 0)
        let left = payment.balance - amount
        let untaxedLeft = payment.taxFreeBalance - taxFree + (payment.taxExemptionBalance - exempt)
        guard taxFree <= payment.taxFreeBalance, exempt <= payment.taxExemptionBalance, taxFree + exempt <= amount,
            untaxedLeft <= left
        else {
            let note =
                "Of \(payment.balance) won \(payment.taxFreeBalance) are tax free; "
                + "cancelling \(amount) with \(taxFree) tax free would not leave a sensible rest."
            throw Refusal(.invalidRequest, note: note)
        }
        return CancelTerms(
            reason: cancel.cancelReason,
            amount: amount,
            taxFreeAmount: taxFree,
            taxExemptionAmount: exempt,
            cancelRequestId: cancel.cancelRequestId
        )
    }

    /// The place when the caller owns what stands there: somebody else's is 400, nobody's `refusal` (measured).
    func own(
        _ place: Int?,
        merchant: (Int) -> MerchantKind,
        call: TossCall,
        otherwise refusal: Refusal
    ) throws(Refusal) -> Int {
        guard let place else { throw call.request.isKnownElsewhere ? Self.foreign : refusal }
        guard merchant(place) == call.request.merchant else { throw Self.foreign }
        return place
    }

    static var foreign: Refusal {
        Refusal(.invalidApiKey, note: "The object belongs to another merchant or to the other key pair.")
    }

    /// What the card company says, or the rule in its place; nil approves.
    func verdict(on card: Card, for use: CardUse, attempt: Int, plan: Plan, at now: Instant) -> Refusal? {
        switch plan.action.outcome {
        case .approve: return nil
        case .refuse(let code, _):
            return Refusal(code, note: "Refused by \(plan.firing?.title ?? "a rule").")
        case .status, .rateLimit, nil: break
        }
        switch scenario.cards.decide(card.number, for: use, attempt: attempt, at: now) {
        case .approve: return nil
        case .refuse(let code):
            return Refusal(code, note: "Refused by the card \(card.maskedNumber), attempt \(attempt).")
        }
    }

    /// Calls without a card still obey a rule that refuses, after the gateway's own checks.
    func refuseIfPlanned(_ plan: Plan) throws(Refusal) {
        if case .refuse(let code, _) = plan.action.outcome {
            throw Refusal(code, note: "Refused by \(plan.firing?.title ?? "a rule").")
        }
    }
}

extension ErrorCode {
    /// Whether a refusal with this code ends the payment: a no of the card company does, trouble on the way to it does
    /// not.
    var endsPayment: Bool {
        switch httpStatus {
        case 401, 404, 409, 429, nil: false
        case let status?: status < 500
        }
    }
}
