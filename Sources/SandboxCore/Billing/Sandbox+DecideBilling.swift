import TossAPI

/// Step 3 for the billing calls.
extension Sandbox {
    func decideIssue(
        _ issue: IssueInput,
        call: TossCall,
        plan: Plan,
        at now: Instant
    ) throws(Refusal)
        -> Decision
    {
        guard let authorization = billing.authorizations[issue.authKey] else {
            guard !call.request.isKnownElsewhere else { throw Self.foreign }
            throw Refusal(.notFoundBilling, note: "No registration has this authKey.")
        }
        guard authorization.merchant == call.request.merchant else { throw Self.foreign }
        guard !authorization.isUsed, now < authorization.expiresAt else {
            let why = authorization.isUsed ? "was used before; it has one use" : "is older than ten minutes"
            throw Refusal(.notFoundBilling, note: "The authKey \(why).")
        }
        // The code is assumed; that the two belong together is documented.
        guard authorization.customerKey == issue.customerKey else {
            let note = "The card was registered for \(authorization.customerKey), not for \(issue.customerKey)."
            throw Refusal(.notMatchesCustomerKey, note: note)
        }
        let terms = IssueTerms(
            source: .authorization(issue.authKey),
            merchant: authorization.merchant,
            customerKey: issue.customerKey,
            card: authorization.card
        )
        return try decideIssue(terms, plan: plan, at: now)
    }

    func decideIssueByCard(
        _ issue: CardIssueInput,
        call: TossCall,
        plan: Plan,
        at now: Instant
    )
        throws(Refusal) -> Decision
    {
        let today = now.compactStamp
        let expiry = issue.expirationYear * 100 + issue.expirationMonth
        guard let month = Int(today.dropFirst(2).prefix(4)), expiry >= month else {
            throw Refusal(.invalidCardExpiration, note: "The card has expired by the sandbox's clock (\(now)).")
        }
        let terms = IssueTerms(
            source: .card,
            merchant: call.request.merchant,
            customerKey: issue.customerKey,
            card: Card(number: issue.cardNumber)
        )
        return try decideIssue(terms, plan: plan, at: now)
    }

    /// The older form that many guides copy, no fact of Toss: the payment is used up, not charged.
    func decideIssueFromPayment(
        _ issue: PaymentIssueInput,
        call: TossCall,
        plan: Plan,
        at now: Instant
    )
        throws(Refusal) -> Decision
    {
        let place = try confirmable(issue.confirm, call: call)
        guard let card = payments[place].card else {
            throw Refusal(.notFoundPaymentSession, note: "The payment has no card.")
        }
        let terms = IssueTerms(
            source: .payment(place),
            merchant: payments[place].merchant,
            customerKey: issue.customerKey,
            card: card
        )
        return try decideIssue(terms, plan: plan, at: now)
    }

    private func decideIssue(_ terms: IssueTerms, plan: Plan, at now: Instant) throws(Refusal) -> Decision {
        if let refusal = verdict(on: terms.card, for: .billingIssue, attempt: 1, plan: plan, at: now) { throw refusal }
        return .change(.issue(terms))
    }

    func decideCharge(
        _ charge: ChargeInput,
        call: TossCall,
        plan: Plan,
        at now: Instant
    ) throws(Refusal)
        -> Decision
    {
        let place = try ownBillingKey(charge.billingKey, call: call)
        let key = billing[place]
        guard !key.isDeleted else { throw Refusal(.alreadyRemovedBillingKey, note: "The billing key was deleted.") }
        guard key.customerKey == charge.customerKey else {
            let note = "The billing key belongs to \(key.customerKey), the request says \(charge.customerKey)."
            throw Refusal(.notMatchesCustomerKey, note: note)
        }
        guard charge.amount >= 100 else {
            throw Refusal(.belowMinimumAmount, note: "Cards take 100 won or more; this is \(charge.amount).")
        }
        guard !payments.isPaid(orderId: charge.orderId, merchant: key.merchant) else {
            throw Refusal(.duplicatedOrderId, note: "The order \(charge.orderId) was paid before.")
        }
        switch verdict(on: key.card, for: .billingCharge, attempt: key.decidedCharges + 1, plan: plan, at: now) {
        case nil: return .change(.charge(place, charge))
        case let refusal? where refusal.code.endsPayment: return .change(.declineCharge(place, charge, refusal))
        case let refusal?: return .change(.turnAway(key.card, billingKey: place, refusal))
        }
    }

    func decideDelete(_ key: String, call: TossCall, plan: Plan) throws(Refusal) -> Decision {
        let place = try ownBillingKey(key, call: call)
        // Not measured; the text fits.
        guard !billing[place].isDeleted else {
            throw Refusal(.alreadyRemovedBillingKey, note: "The billing key was deleted before.")
        }
        try refuseIfPlanned(plan)
        return .change(.deleteBillingKey(place))
    }

    private func ownBillingKey(_ key: String, call: TossCall) throws(Refusal) -> Int {
        try own(
            billing.place(of: key),
            merchant: { billing[$0].merchant },
            call: call,
            otherwise: Refusal(.notFoundBilling, note: "No such billing key.")
        )
    }
}
