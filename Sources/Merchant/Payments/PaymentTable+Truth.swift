internal import Database
internal import JSON
internal import TossAPI

extension PaymentTable {
    /// What the state of a payment at its provider means for its order.
    enum Reconciliation: Sendable, Equatable {
        /// The money has come; all that follows is stored.
        case paid
        /// It will not come by this payment.
        case notPaid(Refusal)
        /// The buyer has an account number to send it to.
        case awaitingDeposit
        /// It may still come.
        case waiting
        /// It does not fit the order; the operator is told, and nothing is changed.
        case contradiction
    }

    /// Takes over what a provider says about a payment, as it stands now and as asked by us.
    ///
    /// It goes by the state there alone, so it does not matter in which order and how often it is called. All that
    /// follows is written in the transaction that is under way.
    func absorb(_ truth: ProviderPayment, into orderID: String, now: Instant) throws -> Reconciliation {
        var payment = try locked(orderID)
        guard payment.state.isPaid || truth.state != .unpaid else { return .notPaid(truth.refusal) }
        guard try fits(truth, payment, now: now) else { return .contradiction }
        switch truth.state {
        case .paid:
            try approve(&payment, truth, now: now)
            try takeOverRefunds(of: truth, orderID, now: now)
            return .paid
        case .awaitingDeposit where !payment.state.isPaid:
            if payment.state.apply(.awaitDeposit) {
                payment.paymentKey = truth.key
                payment.method = truth.method
                payment.secret = truth.secret
                try save(payment, now: now)
            }
            return .awaitingDeposit
        case .waiting where !payment.state.isPaid: return .waiting
        // The bank has reversed a deposit, or an answer of success was not true: a case for the operator.
        case .awaitingDeposit, .waiting, .unpaid:
            try reportMissing(payment, truth.stateWord, now: now)
            return .contradiction
        }
    }

    /// A provider that has no payment of an order: nothing was paid, whatever we asked.
    func absorbNone(_ orderID: String, now: Instant) throws -> Reconciliation {
        let payment = try locked(orderID)
        guard payment.state.isPaid else { return .notPaid(.noPayment) }
        try reportMissing(payment, "no such payment", now: now)
        return .contradiction
    }

    /// Ends what a provider will not be paid for, and says whether that was news.
    func refuse(_ orderID: String, _ refusal: Refusal, mail id: String, now: Instant) throws -> Bool {
        var payment = try locked(orderID)
        guard payment.state.apply(.refuse) else { return false }
        payment.failureCode = refusal.code
        payment.failureMessage = refusal.message
        try save(payment, now: now)
        try db.fulfilment.refused(payment, refusal, mail: id, now: now)
        return true
    }

    private func approve(_ payment: inout OrderPayment, _ truth: ProviderPayment, now: Instant) throws {
        let wasFailed = payment.state == .failed
        guard payment.state.apply(.approve) else { return }
        // Another attempt at the month has been begun since; who has paid twice is told by what is granted.
        if wasFailed { try giveUpMonth(of: payment.order.id) }
        payment.paymentKey = truth.key
        payment.method = truth.method
        payment.secret = truth.secret
        payment.approvedAt = truth.approvedAt ?? now
        payment.failureCode = nil
        payment.failureMessage = nil
        try save(payment, now: now)
        try db.ledger.bookSale(of: payment, means: truth.means, now: now)
        try db.fulfilment.paid(payment, now: now)
    }

    /// Books refunds that were not made here, such as those of the provider's dashboard.
    ///
    /// While a refund of ours is under way it looks like a foreign one, so nothing is booked until it is over; `besides`
    /// is the amount of one that certainly has not been made.
    func takeOverRefunds(
        of truth: ProviderPayment,
        _ orderID: String,
        besides expected: Won = 0,
        now: Instant
    ) throws {
        for refund in truth.refunds where try db.refunds.isNew(refund.key) {
            let payment = try existing(orderID)
            guard payment.reserved == expected else { return }
            guard refund.amount > 0, refund.amount <= payment.left + expected else {
                try db.findings.add(
                    .refundedTwice,
                    about: orderID,
                    "\(refund.amount) won went back at \(payment.provider.rawValue) (\(refund.key)), and only "
                        + "\(payment.left) of \(payment.order.amount) won were left",
                    act: "compare the refunds of the order with the provider's",
                    now: now
                )
                continue
            }
            let id = try db.refunds.addForeign(refund, of: orderID)
            try db.ledger.bookForeignRefund(refund.amount, of: payment, refund: id, now: now)
            try settleRefund(of: orderID, refund.amount, reference: refund.key, now: now)
        }
    }

    /// Says in the payment's state what the ledger has, and takes away what was bought when all is given back.
    func settleRefund(of orderID: String, _ amount: Won, reference: String, now: Instant) throws {
        var payment = try existing(orderID)
        let isWhole = payment.refunded == payment.order.amount
        _ = payment.state.apply(isWhole ? .refundRest : .refundPart)
        try save(payment, now: now)
        if isWhole { try db.fulfilment.returned(payment, now: now) }
        let order = payment.order
        try db.outbox.add(.refundMail, id: "\(order.id)/\(reference)", now: now) { json in
            json.member("orderId", order.id)
            json.member("userId", order.userID)
            json.member("amount", amount.amount)
        }
    }

    private func fits(_ truth: ProviderPayment, _ payment: OrderPayment, now: Instant) throws -> Bool {
        let order = payment.order
        let isOurs =
            payment.state == .pending || payment.state == .failed || payment.paymentKey == nil
            || payment.paymentKey == truth.key
        if truth.orderID == order.id, truth.amount == order.amount, isOurs { return true }
        try db.findings.add(
            .differs,
            about: order.id,
            "the shop has \(order.amount) won under \(payment.paymentKey ?? "no key"), "
                + "\(payment.provider.rawValue) has \(truth.amount) won under \(truth.key) for \(truth.orderID) "
                + "(\(truth.stateWord))",
            act: "refund the payment at the provider, or take it over by hand",
            now: now
        )
        return false
    }

    private func reportMissing(_ payment: OrderPayment, _ word: String, now: Instant) throws {
        try db.findings.add(
            .notAtProvider,
            about: payment.order.id,
            "the shop was told that \(payment.order.amount) won were paid under \(payment.paymentKey ?? "no key"); "
                + "\(payment.provider.rawValue) now says: \(word)",
            act: "ask the provider, and take back what was handed over if no money came",
            now: now
        )
    }
}

extension ProviderPayment {
    /// Why it is not paid.
    fileprivate var refusal: Refusal { failure ?? Refusal(code: stateWord, message: "") }
}

extension Refusal {
    /// The provider has no payment of that key or order.
    static let noPayment = Refusal(
        code: "NOT_FOUND_PAYMENT",
        message: "존재하지 않는 결제 입니다.",
        kind: .noSuchPayment
    )
}
