package import TossAPI
package import TossClient

/// Toss Payments as the shop sees it.
package struct TossProvider: PaymentProvider {
    /// What orders name Toss by.
    package static let id = ProviderID(rawValue: "toss")

    private let gateway: any TossGateway

    /// Asks `gateway`.
    package init(_ gateway: any TossGateway) { self.gateway = gateway }

    package var id: ProviderID { Self.id }

    /// Idempotency keys count for fifteen days (documented), look-ups by order exist, and its webhooks are unsigned: they
    /// only say where to look.
    package var abilities: ProviderAbilities {
        ProviderAbilities(isIdempotent: true, findsByOrder: true, announcesChanges: true)
    }

    /// Toss hears of an order from the browser, not from the shop.
    package func start(_ order: Order) async -> ProviderAnswer<StartedPayment> { .done(StartedPayment()) }

    package func settle(
        _ settlement: Settlement,
        idempotencyKey: String
    ) async -> ProviderAnswer<ProviderPayment> {
        await payment { () async throws(TossFailure) in
            try await gateway.confirm(Confirmation(settlement), idempotencyKey: idempotencyKey)
        }
    }

    package func find(_ reference: PaymentReference) async -> ProviderAnswer<ProviderPayment?> {
        do throws(TossFailure) {
            if let key = reference.paymentKey {
                return .done(ProviderPayment(try await gateway.payment(paymentKey: key)))
            }
            return .done(ProviderPayment(try await gateway.payment(orderId: reference.orderID)))
        } catch {
            return error.saysNoPayment ? .done(nil) : ProviderAnswer(error)
        }
    }

    package func refund(_ wish: RefundWish, idempotencyKey: String) async -> ProviderAnswer<ProviderPayment> {
        // Without an amount Toss gives everything back in one step and calls the payment cancelled, not partly so.
        let cancellation = Cancellation(
            reason: wish.reason,
            amount: wish.isWhole ? nil : wish.amount,
            refundableAmount: wish.refundable
        )
        return await payment { () async throws(TossFailure) in
            try await gateway.cancel(paymentKey: wish.paymentKey, cancellation, idempotencyKey: idempotencyKey)
        }
    }

    package func store(
        _ proof: MeansProof,
        of customerKey: String,
        idempotencyKey: String
    ) async -> ProviderAnswer<StoredMeans> {
        let billing: BillingProof =
            switch proof {
            case .consent(let authKey): .authKey(authKey)
            case .payment(let settlement): .payment(Confirmation(settlement))
            }
        do throws(TossFailure) {
            let key = try await gateway.issue(billing, customerKey: customerKey, idempotencyKey: idempotencyKey)
            return .done(StoredMeans(secret: key.billingKey, label: key.card))
        } catch {
            return ProviderAnswer(error)
        }
    }

    package func charge(_ charge: MeansCharge, idempotencyKey: String) async -> ProviderAnswer<ProviderPayment> {
        let request = Charge(
            customerKey: charge.customerKey,
            amount: charge.amount,
            orderId: charge.orderID,
            orderName: charge.orderName
        )
        return await payment { () async throws(TossFailure) in
            try await gateway.charge(billingKey: charge.secret, request, idempotencyKey: idempotencyKey)
        }
    }

    package func forget(_ secret: String) async -> ProviderAnswer<Void> {
        do throws(TossFailure) {
            try await gateway.deleteBillingKey(secret)
            return .done(())
        } catch {
            // A second deletion is refused, which is as good.
            if case .refused = error { return .done(()) }
            return ProviderAnswer(error)
        }
    }

    package func list(
        from start: Instant,
        until end: Instant,
        known: [PaymentReference]
    ) async -> ProviderAnswer<[ProviderPayment]> {
        var payments: [ProviderPayment] = []
        for reference in known {
            switch await find(reference) {
            case .done(let payment?): payments.append(payment)
            case .done(nil): break
            case .refused(let refusal): return .refused(refusal)
            case .open(let reason): return .open(reason)
            }
        }
        return .done(payments)
    }

    private func payment(
        _ call: () async throws(TossFailure) -> TossPayment
    ) async -> ProviderAnswer<ProviderPayment> {
        do throws(TossFailure) { return .done(ProviderPayment(try await call())) } catch {
            return ProviderAnswer(error)
        }
    }
}

extension Confirmation {
    fileprivate init(_ settlement: Settlement) {
        self.init(paymentKey: settlement.paymentKey, orderId: settlement.orderID, amount: settlement.amount)
    }
}

extension ProviderPayment {
    /// A payment of Toss's; one that was cancelled before its deposit came was never paid.
    package init(_ payment: TossPayment) {
        let state: State =
            switch payment.status.known {
            case .done: .paid
            case .canceled, .partialCanceled: payment.approvedAt == nil ? .unpaid : .paid
            case .waitingForDeposit: .awaitingDeposit
            case .aborted, .expired: .unpaid
            case .ready, .inProgress, nil: .waiting
            }
        self.init(
            key: payment.paymentKey,
            orderID: payment.orderId,
            amount: payment.totalAmount,
            state: state,
            stateWord: payment.status.rawValue,
            approvedAt: payment.approvedAt,
            method: payment.method,
            means: Means(toss: payment.method),
            secret: payment.secret,
            refunds: payment.cancels.map {
                Refund(key: $0.transactionKey, amount: $0.amount, reason: $0.reason, at: $0.canceledAt)
            },
            failure: state != .unpaid
                ? nil
                : Refusal(
                    code: payment.failure?.code ?? payment.status.rawValue,
                    message: payment.failure?.message ?? ""
                )
        )
    }
}

extension ProviderPayment.Means {
    /// Toss names the method in Korean, or in English for a shop that asked so.
    fileprivate init(toss method: String?) {
        self =
            switch method {
            case "카드", "CARD": .card
            case "간편결제", "EASY_PAY": .easyPay
            case "계좌이체", "TRANSFER", "가상계좌", "VIRTUAL_ACCOUNT": .transfer
            default: .other
            }
    }
}

extension ProviderAnswer {
    /// Sorts what a call to Toss failed with.
    fileprivate init(_ failure: TossFailure) {
        switch failure {
        case .refused(_, let code, let message):
            self = .refused(
                Refusal(
                    code: code,
                    message: message,
                    kind: failure.isAboutTheMeans ? .meansGone : failure.saysNoPayment ? .noSuchPayment : .declined,
                    mayHideSuccess: failure.needsLookUp
                )
            )
        case .ourMistake(.some, let code, let message):
            self = .refused(Refusal(code: code ?? "GATEWAY_MISUSED", message: message, kind: .ours))
        case .ourMistake(nil, _, let message): self = .open(.notSent(message))
        case .unknownOutcome(let reason): self = .open(.mayHaveHappened(reason))
        }
    }
}

extension TossFailure {
    /// Whether a look-up was answered with "there is no such payment", which is the whole truth about it.
    fileprivate var saysNoPayment: Bool {
        guard case .refused(let status, _, _) = self, status == 404 else { return false }
        return code == .notFoundPayment || code == .notFoundPaymentSession
    }

    /// Whether the stored card will never be charged again, however often it is tried.
    fileprivate var isAboutTheMeans: Bool {
        switch code {
        case .invalidCardLostOrStolen, .invalidStoppedCard, .alreadyRemovedBillingKey, .notMatchesCustomerKey: true
        default: false
        }
    }
}
