internal import Database
internal import JSON
internal import TossAPI
internal import TossClient

extension PaymentTable {
    /// What the state of a payment at Toss means for its order.
    enum Reconciliation: Sendable, Equatable {
        /// The money has come; all that follows is stored.
        case paid
        /// It will not come by this payment.
        case notPaid
        /// It may still come.
        case open
        /// It does not fit the order; the operator is told, and nothing is changed.
        case contradiction
    }

    /// Takes over what Toss says about a payment, as it stands now and as asked by us.
    ///
    /// It goes by the state at Toss alone, so it does not matter in which order and how often it is called. Approval,
    /// purchase and mail are written in the transaction that is under way.
    func absorb(_ truth: TossPayment, into orderID: String, now: Instant) throws -> Reconciliation {
        guard var payment = try find(orderID) else { throw ShopError.unknownOrder(orderID) }
        // No money came by this payment, whatever amount it was about.
        if [.aborted, .expired].contains(truth.status.known) { return .notPaid }
        guard try fits(truth, payment, now: now) else { return .contradiction }
        switch truth.status.known {
        case .done, .canceled, .partialCanceled:
            // A virtual account cancelled before its deposit was never paid.
            guard truth.approvedAt != nil else { return .notPaid }
            try approve(&payment, truth, now: now)
            try takeOverCancels(of: truth, &payment, now: now)
            return .paid
        case .waitingForDeposit:
            if payment.state.apply(.awaitDeposit) {
                payment.paymentKey = truth.paymentKey
                payment.method = truth.method
                payment.secret = truth.secret
                try save(payment, now: now)
            } else if [.completed, .partiallyRefunded].contains(payment.state) {
                // The bank has reversed the deposit of a purchase that was handed over: a case for the operator.
                try report(truth, payment, now: now)
                return .contradiction
            }
            return .open
        case .aborted, .expired: return .notPaid
        case .ready, .inProgress, nil: return .open
        }
    }

    private func approve(_ payment: inout OrderPayment, _ truth: TossPayment, now: Instant) throws {
        guard payment.state.apply(.approve) else { return }
        payment.paymentKey = truth.paymentKey
        payment.method = truth.method
        payment.secret = truth.secret
        payment.approvedAt = truth.approvedAt
        payment.failureCode = nil
        payment.failureMessage = nil
        try save(payment, now: now)
        try addPurchase(of: payment, now: now)
        let order = payment.order
        try db.outbox.add(.purchaseMail, id: order.id, now: now) { json in
            json.member("orderId", order.id)
            json.member("userId", order.userID)
            json.member("title", order.name)
            json.member("amount", order.amount.amount)
        }
    }

    /// Books cancels that were not made here, such as those of Toss's dashboard.
    ///
    /// While a refund of ours is under way its cancel looks like a foreign one, so nothing is booked until it is over.
    func takeOverCancels(of truth: TossPayment, _ payment: inout OrderPayment, now: Instant) throws {
        guard payment.reserved == 0 else { return }
        for cancel in truth.cancels where try db.refunds.isNew(cancel.transactionKey) {
            guard cancel.amount > 0, cancel.amount <= payment.left else { continue }
            try db.refunds.addForeign(cancel, of: payment.order.id)
            try book(cancel.amount, of: &payment, reference: cancel.transactionKey, now: now)
        }
    }

    /// Counts an amount as given back, and takes the purchase away when nothing is left.
    func book(_ amount: Won, of payment: inout OrderPayment, reference: String, now: Instant) throws {
        payment.refunded = payment.refunded + amount
        let isWhole = payment.refunded == payment.order.amount
        _ = payment.state.apply(isWhole ? .refundRest : .refundPart)
        try save(payment, now: now)
        if isWhole { try revokePurchase(of: payment.order.id, now: now) }
        let order = payment.order
        try db.outbox.add(.refundMail, id: "\(order.id)/\(reference)", now: now) { json in
            json.member("orderId", order.id)
            json.member("userId", order.userID)
            json.member("amount", amount.amount)
        }
    }

    private func fits(_ truth: TossPayment, _ payment: OrderPayment, now: Instant) throws -> Bool {
        let order = payment.order
        let isOurs = payment.state == .pending || payment.state == .failed || payment.paymentKey == truth.paymentKey
        if truth.orderId == order.id, truth.totalAmount == order.amount, isOurs { return true }
        try report(truth, payment, now: now)
        return false
    }

    /// Tells the operator, once for each status, that Toss and the shop's books differ.
    private func report(_ truth: TossPayment, _ payment: OrderPayment, now: Instant) throws {
        let order = payment.order
        try db.outbox.add(.mismatchMail, id: "\(order.id)/\(truth.paymentKey)/\(truth.status)", now: now) { json in
            json.member("orderId", order.id)
            json.member("amount", order.amount.amount)
            json.member("amountAtToss", truth.totalAmount.amount)
            json.member("statusAtToss", truth.status.rawValue)
        }
    }
}
