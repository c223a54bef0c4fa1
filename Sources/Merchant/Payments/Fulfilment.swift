internal import Database
internal import JSON
internal import TossAPI

/// What a buyer gets for their money, and loses with it: the one place that goes by what an order is for.
///
/// The rule of access: what was paid is had, until all of it has been given back. A partial refund takes nothing away.
/// A month given back ends the subscription when it is the one that runs.
struct Fulfilment {
    let db: Session

    /// The money has come.
    func paid(_ payment: OrderPayment, now: Instant) throws {
        let order = payment.order
        switch order.kind {
        case .product: try db.purchases.add(of: payment, now: now)
        case .subscription: try db.subscriptions.monthPaid(payment, now: now)
        }
        try db.outbox.add(.purchaseMail, id: order.id, now: now) { json in
            json.member("orderId", order.id)
            json.member("userId", order.userID)
            json.member("title", order.name)
            json.member("amount", order.amount.amount)
        }
    }

    /// All of it has been given back.
    func returned(_ payment: OrderPayment, now: Instant) throws {
        switch payment.order.kind {
        case .product: try db.purchases.revoke(payment.order.id, now: now)
        case .subscription: try db.subscriptions.monthReturned(payment.order, now: now)
        }
    }

    /// The provider said no.
    func refused(_ payment: OrderPayment, _ refusal: Refusal, mail id: String, now: Instant) throws {
        let order = payment.order
        switch order.kind {
        case .product: break
        case .subscription: try db.subscriptions.monthRefused(order, refusal, now: now)
        }
        // Nobody pays with a key that the provider does not know: that is somebody's guess, and told by the day.
        if order.kind == .product, refusal.kind == .noSuchPayment {
            return try db.forgeries.note(.paymentKey, now: now)
        }
        try db.outbox.add(.failureMail, id: id, now: now) { json in
            json.member("orderId", order.id)
            json.member("amount", order.amount.amount)
            json.member("method", payment.method)
            json.member("code", refusal.code)
            json.member("message", refusal.message)
        }
    }
}

extension Session {
    /// What buyers get.
    var fulfilment: Fulfilment { Fulfilment(db: self) }
}
