internal import Database
internal import JSON
internal import TossAPI

/// What the payment of a month does to its subscription.
extension SubscriptionTable {
    /// Stores that a month's order is being charged; returns the operation to carry out.
    ///
    /// The database refuses a second payment for the month unless the first has failed.
    func beginCharge(
        _ subscription: inout Subscription,
        _ order: Order,
        idempotencyKey: String,
        isForJanitor: Bool = false,
        now: Instant
    ) throws -> Int64 {
        var payment = try db.payments.existing(order.id)
        guard payment.state.apply(.begin) else { throw ShopError.corrupt("the month \(order.id) was charged before") }
        try db.payments.save(payment, now: now)
        subscription.openOrderID = order.id
        try save(subscription)
        return try db.operations.record(
            .charge,
            about: order.id,
            order: order.id,
            at: payment.provider,
            idempotencyKey: idempotencyKey,
            isForJanitor: isForJanitor,
            now: now
        )
    }

    /// Stores an order for the subscription's next month, with its pending payment.
    func addMonth(of subscription: Subscription, named name: String, now: Instant, tail: OrderTail) throws -> Order {
        let attempts = try db.number(
            "SELECT max(attempt) FROM orders WHERE subscription_id = ?1 AND period = ?2",
            [.integer(subscription.id), .integer(Int64(subscription.period))]
        )
        let period = Order.Period(
            subscriptionID: subscription.id,
            number: subscription.period,
            attempt: Int(attempts ?? 0) + 1
        )
        let order = try db.orders.addSubscription(
            named: name,
            amount: subscription.amount,
            for: subscription.userID,
            period: period,
            now: now,
            tail: tail
        )
        try db.payments.add(for: order, by: subscription.provider, now: now)
        return order
    }

    /// A month is paid: PRO until the next one is due, and for the grace after it.
    func monthPaid(_ payment: OrderPayment, now: Instant) throws {
        guard let month = payment.order.period else {
            try db.findings.add(
                .paidAfterEnd,
                about: payment.order.id,
                "the order was paid at \(payment.approvedAt ?? now), and no subscription was begun with it",
                act: "refund it",
                now: now
            )
            return
        }
        var subscription = try locked(month.subscriptionID)
        if subscription.openOrderID == payment.order.id { subscription.openOrderID = nil }
        if let other = try db.payments.other(paidFor: month, than: payment.order.id) {
            try db.findings.add(
                .paidTwice,
                about: payment.order.id,
                "the month was paid at \(payment.approvedAt ?? now), and by \(other) too",
                act: "refund one of them",
                now: now
            )
        }
        guard subscription.state.apply(.pay) else {
            try db.findings.add(
                .paidAfterEnd,
                about: payment.order.id,
                "the month was paid at \(payment.approvedAt ?? now), and the subscription had ended at "
                    + "\(subscription.endedAt ?? now)",
                act: "refund it",
                now: now
            )
            return try save(subscription)
        }
        if month.number == 0 { subscription.anchor = payment.approvedAt ?? now }
        subscription.period = max(subscription.period, month.number + 1)
        subscription.refusals = 0
        subscription.failureCode = nil
        subscription.failureMessage = nil
        let next = BillingCalendar.due(anchor: subscription.anchor, period: subscription.period)
        subscription.nextChargeAt = next
        subscription.accessUntil = subscription.state == .cancelled ? next : next + Dunning.grace
        try save(subscription)
        try setTier("PRO", of: subscription.userID, because: payment.order.id, now: now)
    }

    /// A month was refused: it is tried again later, or the subscription ends.
    func monthRefused(_ order: Order, _ refusal: Refusal, now: Instant) throws {
        guard let month = order.period else { return }
        var subscription = try locked(month.subscriptionID)
        if subscription.openOrderID == order.id { subscription.openOrderID = nil }
        subscription.failureCode = refusal.code
        subscription.failureMessage = refusal.message
        switch subscription.state {
        case .starting: try end(&subscription, now: now)
        case .active, .pastDue: try dun(&subscription, refusal, now)
        // It is not charged again; the renewals end it when the paid time is over.
        case .cancelled, .expired: break
        }
        try save(subscription)
    }

    /// A month was given back, and with it what was found about it: the subscription ends when it is the one that runs, unless it was paid twice.
    func monthReturned(_ order: Order, now: Instant) throws {
        for kind in [Finding.Kind.paidAfterEnd, .paidTwice] { try db.findings.resolve(kind, about: order.id, now: now) }
        guard let month = order.period else { return }
        var subscription = try locked(month.subscriptionID)
        guard month.number == subscription.period - 1, try db.payments.other(paidFor: month, than: order.id) == nil
        else {
            return
        }
        if subscription.failureCode == nil { subscription.failureCode = "CANCELED" }
        try end(&subscription, now: now)
    }

    /// A month that stays undecided past its grace gives no access.
    func lapse(_ subscription: inout Subscription, now: Instant) throws {
        _ = subscription.state.apply(.refuse)
        try save(subscription)
        try setTier("FREE", of: subscription.userID, because: "unpaid-\(subscription.id)/\(now)", now: now)
    }

    /// Ends a subscription: FREE from now on, and the means of payment is forgotten.
    func end(_ subscription: inout Subscription, now: Instant) throws {
        guard subscription.state.apply(.end) else { return }
        subscription.endedAt = now
        subscription.nextChargeAt = nil
        subscription.accessUntil = nil
        try save(subscription)
        try setTier("FREE", of: subscription.userID, because: "subscription-\(subscription.id)", now: now)
        if let key = subscription.billingKeyID { try db.forget(key, at: subscription.provider, now: now) }
    }

    /// Plans the next attempt, or ends the subscription.
    ///
    /// A card that its owner brings between two attempts is a gift: that it is refused costs none of them.
    private func dun(_ subscription: inout Subscription, _ refusal: Refusal, _ now: Instant) throws {
        if subscription.state == .pastDue, let planned = subscription.nextChargeAt, planned > now { return }
        let decision = Dunning(
            kind: refusal.kind,
            refusals: subscription.refusals + 1,
            due: BillingCalendar.due(anchor: subscription.anchor, period: subscription.period),
            now: now
        )
        _ = subscription.state.apply(.refuse)
        switch decision {
        case .giveUp: try end(&subscription, now: now)
        case .retry(let instant):
            subscription.refusals += 1
            subscription.nextChargeAt = instant
            let (user, refusals) = (subscription.userID, subscription.refusals)
            try db.outbox.add(.dunningMail, id: "\(subscription.id)/\(instant)", now: now) { json in
                json.member("userId", user)
                json.member("refusals", refusals)
                json.member("nextAttempt", instant.timestamp)
            }
        }
    }
}

extension Session {
    /// Records that a means of payment is to be forgotten at its provider, once.
    func forget(_ key: Int64, at provider: ProviderID, now: Instant) throws {
        // Its row is never forgotten twice, so its number makes the key.
        let known = try number("SELECT 1 FROM operations WHERE kind = 'forget' AND subject = ?1", [.text("\(key)")])
        guard known == nil else { return }
        _ = try operations.record(
            .forget,
            about: "\(key)",
            order: nil,
            at: provider,
            idempotencyKey: "forget-\(key)",
            isForJanitor: true,
            now: now
        )
    }
}
