import JSON
package import TossAPI

/// Step 4: state, ids, timers and webhooks change together, or nothing does.
extension Sandbox {
    mutating func commit(_ decision: Decision, of work: Work, at now: Instant) -> Answer {
        switch decision {
        case .refuse(let refusal): return .refusal(refusal)
        case .show(let place): return .object(paymentBody(place))
        case .change(let change):
            let before = identifiers
            do throws(Contradiction) {
                return try make(change, work: work, at: now)
            } catch {
                identifiers = before
                return .refusal(Refusal(.failedInternalSystemProcessing, note: error.description))
            }
        }
    }

    private mutating func make(_ change: Change, work: Work, at now: Instant) throws(Contradiction) -> Answer {
        switch change {
        case .approve(let place):
            let key = identifiers.transactionKey(at: now)
            try apply(.approve(at: now, transactionKey: key), to: place, causedBy: work.id, at: now)
            countCharge(payments[place].card)
            return .object(paymentBody(place))
        case .decline(let place, let refusal):
            try apply(.decline(failure(refusal, at: work.call.endpoint)), to: place, causedBy: work.id, at: now)
            countCharge(payments[place].card)
            return .refusal(refusal)
        case .turnAway(let card, let billingKey, let refusal):
            if let billingKey { billing[billingKey].decidedCharges += 1 } else { countCharge(card) }
            let key = billingKey.map { billing[$0].billingKey }
            note(
                .chargeTurnedAway,
                .turnedAway(billingKey: key.map(MaskedText.init(trusting:)), code: refusal.code),
                causedBy: work.id,
                at: now
            )
            return .refusal(refusal)
        case .cancel(let place, let terms):
            let cancel = CancelObject(
                transactionKey: identifiers.transactionKey(at: now),
                cancelReason: terms.reason,
                taxExemptionAmount: terms.taxExemptionAmount,
                canceledAt: now,
                cancelAmount: terms.amount,
                taxFreeAmount: terms.taxFreeAmount,
                refundableAmount: payments[place].balance - terms.amount,
                cancelRequestId: terms.cancelRequestId
            )
            try apply(.cancel(cancel), to: place, causedBy: work.id, at: now)
            return .object(paymentBody(place))
        case .issue(let terms): return .object(try issue(terms, work: work, at: now))
        case .charge(let key, let charge):
            let place = addCharge(charge, with: key, work: work, at: now)
            let transactionKey = identifiers.transactionKey(at: now)
            // A payment that was made just now takes whatever was decided for it.
            try apply(.approve(at: now, transactionKey: transactionKey), to: place, causedBy: work.id, at: now)
            return .object(paymentBody(place))
        case .declineCharge(let key, let charge, let refusal):
            let place = addCharge(charge, with: key, work: work, at: now)
            try apply(.decline(failure(refusal, at: work.call.endpoint)), to: place, causedBy: work.id, at: now)
            return .refusal(refusal)
        case .deleteBillingKey(let place):
            billing[place].isDeleted = true
            note(.billingKeyDeleted, billing[place], causedBy: work.id, at: now)
            announceDeletion(of: billing[place].billingKey, causedBy: work.id, at: now)
            // 200 with an empty body (measured).
            return .object([])
        }
    }

    /// Moves a payment along and announces what Toss announces.
    ///
    /// The change was decided by the same state, so a payment that refuses it is a fault of this program: it stays as it
    /// was, an event tells of it, and the caller says so instead of a success.
    package mutating func apply(
        _ event: Payment.Event,
        to place: Int,
        causedBy request: Int?,
        at now: Instant
    ) throws(Contradiction) {
        let announcement: Payment.Announcement?
        do throws(PaymentError) {
            announcement = try payments[place].apply(event)
        } catch {
            note(.paymentContradicted, payments[place], causedBy: request, at: now)
            throw Contradiction(paymentKey: payments[place].paymentKey, event: event, refusal: error)
        }
        record(event, of: place, causedBy: request, at: now)
        if let announcement { announce(announcement, of: place, causedBy: request, at: now) }
    }

    private mutating func issue(_ terms: IssueTerms, work: Work, at now: Instant) throws(Contradiction) -> [UInt8] {
        var orderId: String?
        switch terms.source {
        case .authorization(let authKey): billing.use(authKey: authKey)
        case .payment(let place):
            orderId = payments[place].terms.orderId
            try apply(.useForBilling, to: place, causedBy: work.id, at: now)
        case .card: break
        }
        var text = identifiers.billingKey()
        while billing.place(of: text) != nil { text = identifiers.billingKey() }
        let key = BillingKey(
            billingKey: text,
            merchant: terms.merchant,
            customerKey: terms.customerKey,
            card: terms.card,
            authenticatedAt: now
        )
        billing.add(key)
        note(.billingKeyIssued, key, causedBy: work.id, at: now)
        return JSONWriter.bytes { object(of: key, orderId: orderId).write(to: &$0) }
    }

    private mutating func addCharge(_ charge: ChargeInput, with key: Int, work: Work, at now: Instant) -> Int {
        let billingKey = billing[key]
        billing[key].decidedCharges += 1
        var terms = PaymentTerms(orderId: charge.orderId, orderName: charge.orderName, amount: charge.amount)
        terms.taxFreeAmount = charge.taxFreeAmount
        terms.taxExemptionAmount = charge.taxExemptionAmount
        terms.installmentPlanMonths = charge.installmentPlanMonths
        terms.useCardPoint = charge.useCardPoint
        terms.customerKey = charge.customerKey
        let place = payments.add(
            Payment(
                paymentKey: mintPaymentKey(for: billingKey.merchant, at: now),
                merchant: billingKey.merchant,
                type: .billing,
                terms: terms,
                requestedAt: now,
                secret: identifiers.secret(),
                state: .inProgress(until: now),
                card: billingKey.card,
                billingKey: billingKey.billingKey
            )
        )
        let paymentKey = MaskedText(name: payments[place].paymentKey)
        requests.update(work.id) { $0.paymentKey = paymentKey }
        note(.paymentCreated, payments[place], causedBy: work.id, at: now)
        return place
    }

    /// A paymentKey that this sandbox has never given out.
    mutating func mintPaymentKey(for merchant: MerchantKind, at now: Instant) -> String {
        let mId = profile(of: merchant).mId
        while true {
            let key = identifiers.paymentKey(mId: mId, at: now)
            if !payments.knows(key), !life.phantomKeys.contains(key) { return key }
        }
    }

    private mutating func countCharge(_ card: Card?) {
        if let card { life.decidedCharges[card.number, default: 0] += 1 }
    }

    /// The Billing object as Toss would show it.
    package func object(of key: BillingKey, orderId: String? = nil) -> BillingObject {
        let merchant = profile(of: key.merchant)
        let card = BillingCardObject(key.card, cards: scenario.cards)
        return BillingObject(
            mId: merchant.mId,
            customerKey: key.customerKey,
            authenticatedAt: key.authenticatedAt,
            method: .card,
            billingKey: key.billingKey,
            card: card,
            // Repeated beside the card until 2022-11-16 (documented).
            cardCompany: merchant.version == "2022-11-16" ? CardIssuer(code: card.issuerCode)?.koreanName : nil,
            orderId: orderId
        )
    }

    package func paymentBody(_ place: Int) -> [UInt8] {
        JSONWriter.bytes(capacity: 2048) { object(of: payments[place]).write(to: &$0) }
    }

    /// The `failure` kept on the payment; it is read back in Korean whatever the caller speaks.
    private func failure(_ refusal: Refusal, at endpoint: Endpoint) -> FailureObject {
        let text = ErrorCatalogue.message(for: refusal.code, at: endpoint.documentedName, language: .korean)
        return FailureObject(code: refusal.code.rawValue, message: text)
    }
}
