internal import TossAPI

/// What the operator has found out about an order whose outcome no look-up tells.
package enum OperatorWord: Sendable, Hashable {
    /// The provider has a payment under this key: it is looked up, and counts as it stands there.
    case lookUp(paymentKey: String)
    /// It did not happen: nothing was taken, or given back.
    case didNotHappen
}

extension OperationDesk {
    /// Gives what is open about an order the outcome that the operator has found out.
    ///
    /// Throws `.outcomeUnknown` when somebody is at it just now or the provider knows nothing under the key, and
    /// `.unknownOrder` when nothing is open about it.
    package func tell(_ word: OperatorWord, about orderID: String) async throws(ShopError) {
        let now = try await context.clock.now()
        let claimant = OperationTable.Claimant(owner: context.owner, now: now)
        let operation = try await context.store.write { db in
            guard let id = try db.operations.open(onOrder: orderID).first else { throw ShopError.unknownOrder(orderID) }
            return try db.operations.claim(id, for: claimant)
        }
        guard let operation else { throw .outcomeUnknown(orderId: orderID) }
        let isSettled: Bool
        do throws(ShopError) {
            isSettled =
                switch word {
                case .lookUp(let key): try await lookUp(key, operation, orderID, now)
                case .didNotHappen: try await giveUp(operation, orderID, now)
                }
        } catch {
            try await release(operation, now)
            throw error
        }
        guard isSettled else {
            try await release(operation, now)
            throw .outcomeUnknown(orderId: orderID)
        }
        await context.bell.ringMoney()
    }

    private func release(_ operation: PaymentOperation, _ now: Instant) async throws(ShopError) {
        _ = try await context.store.write { try $0.operations.postpone(operation, now: now) }
    }

    private func lookUp(
        _ key: String,
        _ operation: PaymentOperation,
        _ orderID: String,
        _ now: Instant
    ) async throws(ShopError) -> Bool {
        guard let provider = context.providers[operation.provider],
            case .done(let truth?) = await provider.find(PaymentReference(orderID: orderID, paymentKey: key))
        else { return false }
        return try await context.store.write { db in
            guard operation.kind == .settle || operation.kind == .charge else { return false }
            guard try db.payments.absorb(truth, into: orderID, now: now) == .paid else { return false }
            _ = try db.operations.finish(operation.id, "told: paid", now: now)
            return true
        }
    }

    private func giveUp(
        _ operation: PaymentOperation,
        _ orderID: String,
        _ now: Instant
    ) async throws(ShopError) -> Bool {
        try await context.store.write { db in
            guard try db.operations.finish(operation.id, "told: it did not happen", now: now) else { return true }
            switch operation.kind {
            case .settle, .charge:
                _ = try db.payments.refuse(orderID, .toldByOperator, mail: "\(operation.id)", now: now)
            case .refund:
                let refund = try db.refunds.existing(try operation.number())
                let payment = try db.payments.locked(orderID)
                if try db.refunds.move(refund.id, to: .refused, refusal: .toldByOperator, at: now) {
                    try db.ledger.bookRefundReleased(refund.amount, of: payment, refund: refund.id, now: now)
                }
            // They move no order's money.
            case .store, .forget: break
            }
            return true
        }
    }
}

extension Refusal {
    /// The operator has found out that it did not happen.
    fileprivate static let toldByOperator = Refusal(code: "DID_NOT_HAPPEN", message: "처리되지 않은 요청입니다.")
}
