package import JournalCodec
package import APIDescription
package import JSON
package import Routing
package import Scenarios
package import TossAPI
import Masking

/// The merchant gives back all that is left of a payment, or a part of it.
package struct CancelPayment: TossPaymentsCall {
    package let paymentKey: String
    package let cancelReason: String
    /// Nil means the whole balance.
    package let cancelAmount: Won?
    package let taxFreeAmount: Won?
    package let taxExemptionAmount: Won?
    package let refundableAmount: Won?
    package let currency: String?
    package let cancelRequestId: String?

    package static let places = [CallPlace("POST", "/v1/payments/{paymentKey}/cancel")]
    package static let kind = CallKind.cancel

    package init(_ request: APIRequest, _ parameters: PathParameters) throws(Refusal) {
        let fields = try Fields(of: request)
        paymentKey = parameters["paymentKey"] ?? ""
        cancelReason = try fields.text("cancelReason", 1...200)
        // However large, it is the balance that it is too large for.
        cancelAmount = try fields.optionalWon("cancelAmount", 1...Int64.max)
        taxFreeAmount = try fields.optionalWon("taxFreeAmount")
        taxExemptionAmount = try fields.optionalWon("taxExemptionAmount")
        refundableAmount = try fields.optionalWon("refundableAmount")
        currency = try fields.optionalText("currency", 1...3)
        if let currency, Currency(rawValue: currency) == nil {
            throw fields.refusal("currency", "KRW, USD or JPY", found: "\"\(currency)\"")
        }
        cancelRequestId = try fields.optionalText("cancelRequestId", 6...64)
        if let cancelRequestId, !isOrderId(cancelRequestId) {
            throw fields.refusal("cancelRequestId", "letters, digits, -, _ and =", found: "others")
        }
        try fields.checkRefundAccount()
    }

    package var names: CallNames { CallNames(paymentKey: paymentKey) }
    package var subject: IssuedKey? { .payment(paymentKey) }

    package func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) {
        facts.paymentKey = paymentKey
        facts.cancelReason = cancelReason
        let payment = sandbox.payment(paymentKey)
        facts.amount = cancelAmount?.amount ?? payment?.balance.amount
        facts.fill(from: payment)
    }

    /// A cancel of the payment at a place.
    package struct Change: Sendable {
        let place: Int
        let amount: Won
        let taxFreeAmount: Won
        let taxExemptionAmount: Won
    }

    package func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<Change> {
        let place = try sandbox.ownPayment(paymentKey, for: work.call.request)
        let payment = sandbox.payments[place]
        switch payment.state {
        case .done, .partialCanceled: break
        case .canceled: throw Refusal(.alreadyCanceledPayment, note: "The payment was cancelled in full.")
        case .ready, .inProgress, .aborted, .expired, .usedForBilling:
            // Assumed: the text fits.
            let note = "Nothing was charged: the payment is \(payment.status.rawValue)."
            throw Refusal(.notCancelablePayment, note: note)
        }
        if let refundableAmount, refundableAmount != payment.balance {
            let note = "refundableAmount says \(refundableAmount), the balance is \(payment.balance)."
            throw Refusal(.notMatchesRefundableAmount, note: note)
        }
        let amount = cancelAmount ?? payment.balance
        guard amount > 0, amount <= payment.balance else {
            let note = "The balance is \(payment.balance) won, \(amount) were asked for."
            throw Refusal(.notCancelableAmount, note: note)
        }
        if let currency, currency != Currency.won.rawValue {
            throw Refusal(.invalidRequest, note: "The payment was approved in KRW, the cancel says \(currency).")
        }
        if payment.terms.taxExemptionAmount > 0, amount < payment.balance {
            let note = "A card payment with taxExemptionAmount is cancelled in full."
            throw Refusal(.notAllowedPartialRefund, note: note)
        }
        let change = try change(amount, of: payment, at: place)
        try sandbox.refuseIfPlanned(work.plan)
        return .change(change)
    }

    /// The untaxed parts of a cancel: all that is left when everything goes, else what the request says.
    private func change(_ amount: Won, of payment: Payment, at place: Int) throws(Refusal) -> Change {
        let isRest = amount == payment.balance
        let taxFree = taxFreeAmount ?? (isRest ? payment.taxFreeBalance : 0)
        let exempt = taxExemptionAmount ?? (isRest ? payment.taxExemptionBalance : 0)
        let left = payment.balance - amount
        let untaxedLeft = payment.taxFreeBalance - taxFree + (payment.taxExemptionBalance - exempt)
        guard taxFree <= payment.taxFreeBalance, exempt <= payment.taxExemptionBalance, taxFree + exempt <= amount,
            untaxedLeft <= left
        else {
            let note =
                "Of \(payment.balance) won \(payment.taxFreeBalance) are tax free; "
                + "cancelling \(amount) with \(taxFree) tax free would not leave a sensible rest."
            throw Refusal(.invalidRequest, note: note)
        }
        return Change(place: place, amount: amount, taxFreeAmount: taxFree, taxExemptionAmount: exempt)
    }

    package func commit(
        _ change: Change,
        _ work: Work,
        in sandbox: inout Sandbox,
        at now: Instant
    ) throws(Contradiction) -> Answer {
        let cancel = CancelObject(
            transactionKey: sandbox.identifiers.transactionKey(at: now),
            cancelReason: cancelReason,
            taxExemptionAmount: change.taxExemptionAmount,
            canceledAt: now,
            cancelAmount: change.amount,
            taxFreeAmount: change.taxFreeAmount,
            refundableAmount: sandbox.payments[change.place].balance - change.amount,
            cancelRequestId: cancelRequestId
        )
        try sandbox.apply(.cancel(cancel), to: change.place, causedBy: work.id, at: now)
        return .object(sandbox.paymentBody(change.place))
    }

    package func stage(_ change: Change, from sandbox: Sandbox, on stage: inout Sandbox) -> Change? {
        Change(
            place: stage.payments.add(sandbox.payments[change.place]),
            amount: change.amount,
            taxFreeAmount: change.taxFreeAmount,
            taxExemptionAmount: change.taxExemptionAmount
        )
    }

    package func write(to json: inout JSONWriter) {
        json.masked("paymentKey", name: paymentKey)
        json.masked("cancelReason", cancelReason)
        // Any amount above the largest is too large for every balance, and digits may be a card's.
        json.member("cancelAmount", cancelAmount.map { min($0.amount, Won.largest.amount + 1) })
        json.member("taxFreeAmount", taxFreeAmount?.amount)
        json.member("taxExemptionAmount", taxExemptionAmount?.amount)
        json.member("refundableAmount", refundableAmount?.amount)
        json.member("currency", currency)
        json.masked("cancelRequestId", name: cancelRequestId)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        let whole = 0...Won.largest.amount
        paymentKey = try members.text("paymentKey")
        cancelReason = try members.text("cancelReason")
        cancelAmount = try members.optionalInteger("cancelAmount", 1...Int64.max).map { Won($0) }
        taxFreeAmount = try members.optionalInteger("taxFreeAmount", whole).map { Won($0) }
        taxExemptionAmount = try members.optionalInteger("taxExemptionAmount", whole).map { Won($0) }
        refundableAmount = try members.optionalInteger("refundableAmount", whole).map { Won($0) }
        currency = try members.optionalText("currency")
        cancelRequestId = try members.optionalText("cancelRequestId")
    }
}

/// What the document says of it.
extension CancelPayment {
    package static var described: [DescribedPlace] {
        [
            DescribedPlace("cancelPayment", .payments, "Cancel a payment", "All of what is left, or a part of it.")
                .taking(.paymentKeyInPath)
                .body(cancel, example: #"{"cancelReason":"변심","cancelAmount":5000}"#)
                .answering("The payment with the new cancel at the end of `cancels`.", .component(.payment))
        ]
    }

    private static var cancel: [Member] {
        [
            .required("cancelReason", .text("Why.", 1...200, example: "변심")),
            .optional(
                "cancelAmount",
                .won("What goes back, in won; all that is left when it is absent.", 1 ... .max)
            ),
            .optional("taxFreeAmount", .won("Part of the amount that is free of tax.")),
            .optional("taxExemptionAmount", .won("Part of the amount outside of the tax.")),
            .optional("refundableAmount", .won("What the merchant thinks is left; another balance is refused.")),
            .optional("currency", .word("The payment's currency.", ["KRW", "USD", "JPY"])),
            .optional(
                "cancelRequestId",
                Schema.orderId.changed { $0.about = "A name of the merchant's own for this cancel." }
            ),
            .optional("refundReceiveAccount", .component(.refundAccount)),
        ]
    }
}
