package import JournalCodec
package import APIDescription
package import JSON
package import Routing
package import Scenarios
package import TossAPI
import Masking

/// The merchant confirms what the buyer has agreed to, and the card is charged.
package struct ConfirmPayment: TossPaymentsCall {
    package let paymentKey: String
    package let orderId: String
    package let amount: Won

    package static let places = [
        CallPlace("POST", "/v1/payments/confirm"),
        // The form of 2020 to 2022.
        CallPlace("POST", "/v1/payments/{paymentKey}"),
    ]
    package static let kind = CallKind.confirm

    package init(_ request: APIRequest, _ parameters: PathParameters) throws(Refusal) {
        let fields = try Fields(of: request)
        try self.init(fields, paymentKey: fields.key("paymentKey", in: parameters))
    }

    init(_ fields: Fields, paymentKey: String) throws(Refusal) {
        self.paymentKey = paymentKey
        orderId = try fields.orderId()
        amount = try fields.won("amount")
    }

    package var names: CallNames { CallNames(orderId: orderId, paymentKey: paymentKey) }
    package var subject: IssuedKey? { .payment(paymentKey) }

    package func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) {
        facts.paymentKey = paymentKey
        facts.orderId = orderId
        facts.amount = amount.amount
        facts.fill(from: sandbox.payment(paymentKey))
    }

    package enum Change: Sendable {
        case approve(Int)
        /// The card company said no: the payment ends here.
        case decline(Int, Refusal)
        /// The card company could not be asked.
        case turnAway(Card, Refusal)
    }

    package func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<Change> {
        let place = try confirmable(for: work.call.request, in: sandbox)
        let merchant = sandbox.payments[place].merchant
        if sandbox.payments.isPaid(orderId: orderId, merchant: merchant) {
            // Assumed: no answer of the real service to a second payment of one order is published.
            throw Refusal(.duplicatedOrderId, note: "The order \(orderId) was paid by another payment.")
        }
        guard amount >= 100 else {
            throw Refusal(.belowMinimumAmount, note: "Cards take 100 won or more; this is \(amount).")
        }
        guard let card = sandbox.payments[place].card else {
            throw Refusal(.notFoundPaymentSession, note: "The payment has no card.")
        }
        let attempt = sandbox.toss.decidedCharges[card.number, default: 0] + 1
        switch sandbox.verdict(on: card, for: .payment, attempt: attempt, plan: work.plan, at: now) {
        case nil: return .change(.approve(place))
        case let refusal? where refusal.endsPayment: return .change(.decline(place, refusal))
        case let refusal?: return .change(.turnAway(card, refusal))
        }
    }

    /// The payment it is about, after the checks that the older form of the billing issue call shares.
    func confirmable(for request: APIRequest, in sandbox: Sandbox) throws(Refusal) -> Int {
        let place = try sandbox.own(
            sandbox.payments.place(of: paymentKey),
            merchant: { sandbox.payments[$0].merchant },
            request: request,
            otherwise: Refusal(.notFoundPaymentSession, note: "No payment has the paymentKey \(paymentKey).")
        )
        let terms = sandbox.payments[place].terms
        guard terms.orderId == orderId else {
            let note = "The payment's orderId is \(terms.orderId), the request's \(orderId)."
            throw Refusal(.forbiddenRequest, note: note)
        }
        // Refused for certain (Toss staff), the code is assumed from its sibling above.
        guard terms.amount == amount else {
            let note = "The buyer agreed to \(terms.amount) won, the request says \(amount)."
            throw Refusal(.forbiddenRequest, note: note)
        }
        switch sandbox.payments[place].state {
        case .inProgress: return place
        case .ready:
            throw Refusal(.notFoundPaymentSession, note: "The buyer has not authenticated yet (READY).")
        case .expired: throw Refusal(.notFoundPaymentSession, note: "The payment has expired.")
        case .done, .partialCanceled, .canceled, .aborted, .usedForBilling:
            let status = sandbox.payments[place].status.rawValue
            throw Refusal(.alreadyProcessedPayment, note: "The payment is \(status) already.")
        }
    }

    package func commit(
        _ change: Change,
        _ work: Work,
        in sandbox: inout Sandbox,
        at now: Instant
    ) throws(Contradiction) -> Answer {
        switch change {
        case .approve(let place):
            let key = sandbox.identifiers.transactionKey(at: now)
            try sandbox.apply(.approve(at: now, transactionKey: key), to: place, causedBy: work.id, at: now)
            sandbox.countCharge(sandbox.payments[place].card)
            return .object(sandbox.paymentBody(place))
        case .decline(let place, let refusal):
            try sandbox.apply(.decline(Self.failure(refusal)), to: place, causedBy: work.id, at: now)
            sandbox.countCharge(sandbox.payments[place].card)
            return .refusal(refusal)
        case .turnAway(let card, let refusal):
            sandbox.countCharge(card)
            sandbox.noteTurnedAway(refusal, billingKey: nil, causedBy: work.id, at: now)
            return .refusal(refusal)
        }
    }

    package func stage(_ change: Change, from sandbox: Sandbox, on stage: inout Sandbox) -> Change? {
        guard case .approve(let place) = change else { return nil }
        return .approve(stage.payments.add(sandbox.payments[place]))
    }

    package func write(to json: inout JSONWriter) {
        json.masked("paymentKey", name: paymentKey)
        json.masked("orderId", name: orderId)
        json.member("amount", amount.amount)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        paymentKey = try members.text("paymentKey")
        orderId = try members.text("orderId")
        amount = try members.won("amount")
    }
}

/// What the document says of it.
extension ConfirmPayment {
    package static var described: [DescribedPlace] {
        [
            DescribedPlace(
                "confirmPayment",
                .payments,
                "Confirm a payment",
                "Moves the money of a payment that the buyer has authenticated. Within 10 minutes of that."
            )
            .body(
                [.required("paymentKey", .paymentKey)] + [Member].order,
                example: #"{"paymentKey":"tossbox-payment-key","orderId":"order-0001","amount":15000}"#
            )
            .answering("The payment, now `DONE`.", .component(.payment)),
            DescribedPlace("confirmPaymentByPath", .payments, "Confirm a payment, in the form of 2020 to 2022")
                .taking(.paymentKeyInPath)
                .body(.order, example: #"{"orderId":"order-0001","amount":15000}"#)
                .answering("The payment, now `DONE`.", .component(.payment))
                .deprecated,
        ]
    }
}
