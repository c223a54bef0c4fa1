import Scenarios
import TossAPI

extension Sandbox {
    /// Writes down what a payment's change was: in the ledger when money moved, and in the event log.
    ///
    /// It is part of the commit, and called after the payment has changed.
    mutating func record(_ event: Payment.Event, of place: Int, causedBy request: Int?, at now: Instant) {
        let payment = payments[place]
        switch event {
        case .approve(_, let transactionKey):
            let amount = payment.terms.amount
            life.ledger.add(
                .charge,
                of: amount,
                orderId: payment.terms.orderId,
                paymentKey: payment.paymentKey,
                mId: profile(of: payment.merchant).mId,
                balance: amount,
                transactionKey: transactionKey,
                causedBy: request,
                at: now
            )
            note(.paymentDone, payment, amount: amount, causedBy: request, at: now)
        case .cancel(let cancel):
            life.ledger.add(
                .cancel,
                of: cancel.cancelAmount,
                orderId: payment.terms.orderId,
                paymentKey: payment.paymentKey,
                mId: profile(of: payment.merchant).mId,
                balance: cancel.refundableAmount,
                transactionKey: cancel.transactionKey,
                causedBy: request,
                at: now
            )
            let type: EventType = payment.status == .canceled ? .paymentCanceled : .paymentPartialCanceled
            note(type, payment, amount: cancel.cancelAmount, causedBy: request, at: now)
        case .authenticate: note(.paymentAuthenticated, payment, causedBy: request, at: now)
        case .decline: note(.paymentAborted, payment, causedBy: request, at: now)
        case .expire: note(.paymentExpired, payment, causedBy: request, at: now)
        case .useForBilling: note(.paymentUsedForBilling, payment, causedBy: request, at: now)
        }
    }
}
