internal import Database
internal import TossAPI

/// Charges a month, and finds out by the order what became of a charge whose answer was lost.
struct ChargeWork: SettlingWork {
    let context: ShopContext
    private let vault: KeyVault
    let provider: any PaymentProvider
    let isNamedByBuyer = false

    init(_ context: ShopContext, _ vault: KeyVault, _ provider: any PaymentProvider) {
        self.context = context
        self.vault = vault
        self.provider = provider
    }

    func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion {
        // An earlier attempt may have gone through, so the provider is asked how the order stands before it is charged
        // again. Where it cannot be asked, and would charge twice, only people can find out.
        if operation.attempts > 1 {
            if provider.abilities.findsByOrder {
                switch await provider.find(operation.reference) {
                case .done(let truth?): return try await conclude(operation, truth, now)
                case .done(nil): break
                case .refused(let refusal): return .open(refusal.code)
                case .open(let reason): return .open(reason.text)
                }
            } else if !provider.abilities.isIdempotent {
                return .open("\(provider.id.rawValue) can neither be asked about the order nor charged again safely")
            }
        }
        return try await send(operation, now)
    }

    private func send(_ operation: PaymentOperation, _ now: Instant) async throws(ShopError) -> Conclusion {
        guard let charge = try await charge(operation) else {
            let gone = Refusal(code: "BILLING_KEY_DELETED", message: "카드 등록이 해제되었습니다.", kind: .meansGone)
            return try await refuse(operation, gone, now)
        }
        switch await provider.charge(charge, idempotencyKey: operation.idempotencyKey) {
        case .done(let truth): return try await conclude(operation, truth, now)
        case .open(let reason): return .open(reason.text)
        case .refused(let refusal) where refusal.kind == .ours: return try await putOff(operation, refusal, now)
        case .refused(let refusal) where refusal.mayHideSuccess && provider.abilities.findsByOrder:
            return try await believeOrLookUp(refusal, operation, operation.reference, now)
        case .refused(let refusal) where refusal.mayHideSuccess && operation.attempts > 1: return .open(refusal.code)
        case .refused(let refusal): return try await refuse(operation, refusal, now)
        }
    }

    /// What is to be charged; nil when the means of payment or the subscription is there no more.
    private func charge(_ operation: PaymentOperation) async throws(ShopError) -> MeansCharge? {
        try await context.store.read { db in
            guard let order = try db.orders.find(operation.subject), let month = order.period else {
                throw ShopError.corrupt("operation \(operation.id) without a month")
            }
            let subscription = try db.subscriptions.existing(month.subscriptionID)
            // One that has ended meanwhile is charged no more.
            guard subscription.state != .expired, let id = subscription.billingKeyID,
                try !db.billingKeys.isDeleted(id)
            else { return nil }
            return MeansCharge(
                secret: try db.billingKeys.open(id, vault: vault),
                customerKey: try db.subscriptions.knownCustomerKey(of: subscription.userID) ?? "",
                orderID: order.id,
                orderName: order.name,
                amount: order.amount
            )
        }
    }

    /// A mistake of ours: the first month is given up, for its buyer is there to begin anew; any other is tried again
    /// as long as an open one is, and then listed.
    private func putOff(
        _ operation: PaymentOperation,
        _ refusal: Refusal,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        let isFirst = try await context.store.write { db in
            try db.tellOfMisuse(refusal, of: provider.id, now: now)
            return try db.orders.find(operation.subject)?.period?.number == 0
        }
        guard isFirst else { return .later(refusal) }
        _ = try await refuse(operation, refusal, now)
        return .ours(refusal)
    }
}

extension PaymentOperation {
    /// What a charge is looked up by: its key is known to nobody before it is paid.
    fileprivate var reference: PaymentReference { PaymentReference(orderID: subject, paymentKey: nil) }
}
