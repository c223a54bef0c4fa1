internal import Database
internal import JSON
internal import TossAPI
internal import TossClient

/// Charges a period, and finds out by the order what became of a charge whose answer was lost.
struct ChargeWork: Sendable {
    private let context: ShopContext
    private let vault: KeyVault

    init(_ context: ShopContext, _ vault: KeyVault) {
        self.context = context
        self.vault = vault
    }

    func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion {
        let (charge, subscription) = try await context.store.read { db in
            let charge = try db.charges.existing(try operation.number())
            return (charge, try db.subscriptions.existing(charge.subscriptionID))
        }
        // An earlier attempt may have gone through, so Toss is asked how the order stands before it is charged again.
        if operation.attempts > 1 {
            let answer = await outcome { () async throws(TossFailure) in
                try await context.gateway.payment(orderId: charge.orderID)
            }
            switch answer {
            case .success(let truth): return try await conclude(charge, truth, operation, now)
            case .failure(let failure) where failure.saysNoPayment: break
            case .failure: return .unknown
            }
        }
        return try await send(charge, of: subscription, operation, now)
    }

    /// Says in the charge's state that nobody knows what became of it.
    static func markUnknown(_ operation: PaymentOperation, in db: Connection) throws {
        _ = try db.charges.move(try operation.number(), to: .unknown, at: nil)
    }

    private func send(
        _ charge: PeriodCharge,
        of subscription: Subscription,
        _ operation: PaymentOperation,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        let (billingKey, request) = try await context.store.read { db in
            guard let id = subscription.billingKeyID, let order = try db.orders.find(charge.orderID) else {
                throw ShopError.corrupt("charge \(charge.id) without a billing key or an order")
            }
            let request = Charge(
                customerKey: try db.subscriptions.knownCustomerKey(of: subscription.userID) ?? "",
                amount: charge.amount,
                orderId: charge.orderID,
                orderName: order.name
            )
            return (try db.billingKeys.open(id, vault: vault), request)
        }
        let answer = await outcome { () async throws(TossFailure) in
            try await context.gateway.charge(
                billingKey: billingKey,
                request,
                idempotencyKey: operation.idempotencyKey
            )
        }
        switch answer {
        case .success(let truth): return try await conclude(charge, truth, operation, now)
        case .failure(.unknownOutcome), .failure(.ourMistake(status: nil, _, _)): return .unknown
        case .failure(let failure) where failure.needsLookUp:
            return try await believeOrLookUp(failure, charge, operation, now)
        case .failure(let failure): return try await refuse(charge, failure, operation, now)
        }
    }

    /// Toss refuses a second charge of an order, so the refusal may mean that an earlier one of ours succeeded: it
    /// stands only when the order is not paid.
    private func believeOrLookUp(
        _ refusal: TossFailure,
        _ charge: PeriodCharge,
        _ operation: PaymentOperation,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        let answer = await outcome { () async throws(TossFailure) in
            try await context.gateway.payment(orderId: charge.orderID)
        }
        switch answer {
        case .success(let truth) where truth.approvedAt != nil: return try await conclude(charge, truth, operation, now)
        case .success: return try await refuse(charge, refusal, operation, now)
        case .failure(let failure) where failure.saysNoPayment:
            return try await refuse(charge, refusal, operation, now)
        case .failure: return .unknown
        }
    }

    private func conclude(
        _ charge: PeriodCharge,
        _ truth: TossPayment,
        _ operation: PaymentOperation,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        guard truth.orderId == charge.orderID, truth.totalAmount == charge.amount else { return .unknown }
        switch truth.status.known {
        case .done, .canceled, .partialCanceled: return try await pay(charge, truth, operation, now)
        case .aborted, .expired:
            let failure = TossFailure.refused(
                status: 400,
                code: truth.failure?.code ?? truth.status.rawValue,
                message: truth.failure?.message ?? ""
            )
            return try await refuse(charge, failure, operation, now)
        case .ready, .inProgress, .waitingForDeposit, nil: return .unknown
        }
    }

    private func pay(
        _ charge: PeriodCharge,
        _ truth: TossPayment,
        _ operation: PaymentOperation,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { db in
            _ = try db.operations.finish(operation.id, "paid", now: now)
            guard try db.charges.move(charge.id, to: .paid, paymentKey: truth.paymentKey, at: truth.approvedAt ?? now)
            else { return .finished }
            var subscription = try db.subscriptions.existing(charge.subscriptionID)
            guard subscription.state.apply(.pay) else { return .finished }
            if charge.period == 0 { subscription.anchor = truth.approvedAt ?? now }
            subscription.period = charge.period + 1
            subscription.refusals = 0
            subscription.nextChargeAt = BillingCalendar.due(anchor: subscription.anchor, period: subscription.period)
            subscription.failureCode = nil
            subscription.failureMessage = nil
            try db.subscriptions.save(subscription)
            try db.subscriptions.setTier("PRO", of: subscription.userID, because: charge.orderID, now: now)
            try db.outbox.add(.purchaseMail, id: charge.orderID, now: now) { json in
                json.member("orderId", charge.orderID)
                json.member("userId", subscription.userID)
                json.member("amount", charge.amount.amount)
            }
            return .finished
        }
    }

    private func refuse(
        _ charge: PeriodCharge,
        _ failure: TossFailure,
        _ operation: PaymentOperation,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { db in
            let refusal = failure.refusal
            _ = try db.operations.finish(operation.id, refusal.code, now: now)
            guard try db.charges.move(charge.id, to: .refused, failureCode: refusal.code, at: now) else {
                return .finished
            }
            var subscription = try db.subscriptions.existing(charge.subscriptionID)
            subscription.failureCode = refusal.code
            subscription.failureMessage = refusal.message
            try Self.dun(&subscription, failure, db, now)
            try db.subscriptions.save(subscription)
            try db.outbox.add(.failureMail, id: charge.orderID, now: now) { json in
                json.member("orderId", charge.orderID)
                json.member("amount", charge.amount.amount)
                json.member("code", refusal.code)
                json.member("message", refusal.message)
            }
            return .finished
        }
    }

    /// Plans the next attempt, or ends the subscription.
    private static func dun(
        _ subscription: inout Subscription,
        _ failure: TossFailure,
        _ db: Connection,
        _ now: Instant
    ) throws {
        switch subscription.state {
        case .starting: return try db.subscriptions.end(&subscription, now: now)
        // It is not charged again; the renewals end it when the paid time is over.
        case .cancelled, .expired: return
        case .active, .pastDue: break
        }
        let isOurMistake = if case .ourMistake = failure { true } else { false }
        let decision = Dunning(
            code: failure.refusal.code,
            isOurMistake: isOurMistake,
            refusals: subscription.refusals + 1,
            due: BillingCalendar.due(anchor: subscription.anchor, period: subscription.period),
            now: now
        )
        switch decision {
        case .giveUp:
            _ = subscription.state.apply(.refuse)
            try db.subscriptions.end(&subscription, now: now)
        case .retry(let instant, let counts):
            if counts {
                _ = subscription.state.apply(.refuse)
                subscription.refusals += 1
            }
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

extension SubscriptionTable {
    /// Ends a subscription: FREE from now on, and the card is given back.
    func end(_ subscription: inout Subscription, now: Instant) throws {
        guard subscription.state.apply(.end) else { return }
        subscription.endedAt = now
        subscription.nextChargeAt = nil
        try save(subscription)
        try setTier("FREE", of: subscription.userID, because: "subscription-\(subscription.id)", now: now)
        try forgetKey(of: subscription, now: now)
    }

    /// Records that the billing key is to be deleted at Toss, once.
    func forgetKey(of subscription: Subscription, now: Instant) throws {
        guard let key = subscription.billingKeyID else { return }
        let known = try db.number("SELECT 1 FROM operations WHERE idempotency_key = ?1", [.text("delete-key-\(key)")])
        guard known == nil else { return }
        _ = try db.operations.record(
            .deleteKey,
            about: "\(key)",
            idempotencyKey: "delete-key-\(key)",
            request: "{}",
            isForJanitor: true,
            now: now
        )
    }
}
