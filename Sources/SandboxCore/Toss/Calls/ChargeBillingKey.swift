package import JournalCodec
package import APIDescription
package import JSON
import Masking
package import Routing
package import Scenarios
package import TossAPI

/// A billing key is charged without its owner.
package struct ChargeBillingKey: TossPaymentsCall {
    package let billingKey: String
    package let customerKey: String
    package let orderId: String
    package let orderName: String
    package let amount: Won
    package let taxFreeAmount: Won
    package let taxExemptionAmount: Won
    package let installmentPlanMonths: Int
    package let useCardPoint: Bool

    package static let places = [
        CallPlace("POST", "/v1/billing/{billingKey}"),
        // No form of Toss's, but one that many guides copy: the billing key stands in the body.
        CallPlace("POST", "/v1/billing/authorizations/payments"),
    ]
    package static let kind = CallKind.billingCharge

    package init(_ request: APIRequest, _ parameters: PathParameters) throws(Refusal) {
        let fields = try Fields(of: request)
        billingKey = try fields.key("billingKey", in: parameters)
        customerKey = try fields.customerKey()
        amount = try fields.won("amount")
        orderId = try fields.orderId()
        orderName = try fields.text("orderName", 1...100)
        taxFreeAmount = try fields.optionalWon("taxFreeAmount") ?? 0
        taxExemptionAmount = try fields.optionalWon("taxExemptionAmount") ?? 0
        guard taxFreeAmount + taxExemptionAmount <= amount else {
            throw fields.refusal("taxFreeAmount", "at most the amount", found: "\(taxFreeAmount)")
        }
        installmentPlanMonths = try fields.installmentPlan(amount: amount)
        useCardPoint = try fields.flag("useCardPoint")
        _ = try fields.flag("useHyundaiVoucher")
        try fields.checkTexts("customerIp", "productCode", "customBusinessNumber")
        try fields.checkCustomer()
    }

    package var names: CallNames { CallNames(orderId: orderId) }
    package var subject: IssuedKey? { .billingKey(billingKey) }

    package func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) {
        facts.billingKey = billingKey
        facts.customerKey = customerKey
        facts.orderId = orderId
        facts.amount = amount.amount
        facts.fill(from: sandbox.billing.place(of: billingKey).map { sandbox.billing[$0] })
    }

    /// What becomes of the billing key at a place.
    package enum Change: Sendable {
        case charge(Int)
        case decline(Int, Refusal)
        /// The card company could not be asked.
        case turnAway(Int, Refusal)
    }

    package func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<Change> {
        let place = try sandbox.ownBillingKey(billingKey, for: work.call.request)
        let key = sandbox.billing[place]
        guard !key.isDeleted else { throw Refusal(.alreadyRemovedBillingKey, note: "The billing key was deleted.") }
        guard key.customerKey == customerKey else {
            let note = "The billing key belongs to \(key.customerKey), the request says \(customerKey)."
            throw Refusal(.notMatchesCustomerKey, note: note)
        }
        guard amount >= 100 else {
            throw Refusal(.belowMinimumAmount, note: "Cards take 100 won or more; this is \(amount).")
        }
        guard !sandbox.payments.isPaid(orderId: orderId, merchant: key.merchant) else {
            throw Refusal(.duplicatedOrderId, note: "The order \(orderId) was paid before.")
        }
        let attempt = key.decidedCharges + 1
        switch sandbox.verdict(on: key.card, for: .billingCharge, attempt: attempt, plan: work.plan, at: now) {
        case nil: return .change(.charge(place))
        case let refusal? where refusal.endsPayment: return .change(.decline(place, refusal))
        case let refusal?: return .change(.turnAway(place, refusal))
        }
    }

    package func commit(
        _ change: Change,
        _ work: Work,
        in sandbox: inout Sandbox,
        at now: Instant
    ) throws(Contradiction) -> Answer {
        switch change {
        case .charge(let key):
            let place = addPayment(with: key, work, in: &sandbox, at: now)
            let transactionKey = sandbox.identifiers.transactionKey(at: now)
            // A payment that was made just now takes whatever was decided for it.
            try sandbox.apply(.approve(at: now, transactionKey: transactionKey), to: place, causedBy: work.id, at: now)
            return .object(sandbox.paymentBody(place))
        case .decline(let key, let refusal):
            let place = addPayment(with: key, work, in: &sandbox, at: now)
            try sandbox.apply(.decline(Self.failure(refusal)), to: place, causedBy: work.id, at: now)
            return .refusal(refusal)
        case .turnAway(let key, let refusal):
            sandbox.billing[key].decidedCharges += 1
            let text = sandbox.billing[key].billingKey
            sandbox.noteTurnedAway(refusal, billingKey: text, causedBy: work.id, at: now)
            return .refusal(refusal)
        }
    }

    private func addPayment(with key: Int, _ work: Work, in sandbox: inout Sandbox, at now: Instant) -> Int {
        let billingKey = sandbox.billing[key]
        sandbox.billing[key].decidedCharges += 1
        var terms = PaymentTerms(orderId: orderId, orderName: orderName, amount: amount)
        terms.taxFreeAmount = taxFreeAmount
        terms.taxExemptionAmount = taxExemptionAmount
        terms.installmentPlanMonths = installmentPlanMonths
        terms.useCardPoint = useCardPoint
        terms.customerKey = customerKey
        let payment = Payment(
            paymentKey: sandbox.mintPaymentKey(for: billingKey.merchant, at: now),
            merchant: billingKey.merchant,
            type: .billing,
            terms: terms,
            requestedAt: now,
            secret: sandbox.identifiers.secret(),
            state: .inProgress(until: now),
            card: billingKey.card,
            billingKey: billingKey.billingKey
        )
        let place = sandbox.add(payment)
        sandbox.requests.update(work.id) { $0.paymentKey = MaskedText(name: payment.paymentKey) }
        sandbox.note(.paymentCreated, payment, causedBy: work.id, at: now)
        return place
    }

    package func stage(_ change: Change, from sandbox: Sandbox, on stage: inout Sandbox) -> Change? {
        guard case .charge(let place) = change else { return nil }
        stage.billing.add(sandbox.billing[place])
        return .charge(0)
    }

    package func claim(_ keys: SegmentedArray<IssuedKey>, _ work: Work, in sandbox: inout Sandbox) -> Bool {
        for issued in keys where issued.kind == IssuedKey.paymentKind {
            guard !sandbox.payments.knows(issued.key), sandbox.toss.phantomKeys.insert(issued.key).inserted else {
                return false
            }
            sandbox.requests.update(work.id) { $0.paymentKey = MaskedText(name: issued.key) }
        }
        return true
    }

    package func write(to json: inout JSONWriter) {
        json.masked("billingKey", name: billingKey)
        json.masked("customerKey", name: customerKey)
        json.masked("orderId", name: orderId)
        json.masked("orderName", orderName)
        json.member("amount", amount.amount)
        json.member("taxFreeAmount", taxFreeAmount.amount)
        json.member("taxExemptionAmount", taxExemptionAmount.amount)
        json.member("installmentPlanMonths", installmentPlanMonths)
        json.member("useCardPoint", useCardPoint)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        billingKey = try members.text("billingKey")
        customerKey = try members.text("customerKey")
        orderId = try members.text("orderId")
        orderName = try members.text("orderName")
        amount = try members.won("amount")
        taxFreeAmount = try members.won("taxFreeAmount")
        taxExemptionAmount = try members.won("taxExemptionAmount")
        guard taxFreeAmount + taxExemptionAmount <= amount else {
            throw members.wrong("taxFreeAmount", "at most the amount, together with taxExemptionAmount")
        }
        installmentPlanMonths = Int(try members.integer("installmentPlanMonths", 0...12))
        useCardPoint = try members.flag("useCardPoint")
    }
}

/// What the document says of it.
extension ChargeBillingKey {
    package static var described: [DescribedPlace] {
        [
            DescribedPlace("chargeBillingKey", .billing, "Charge a billing key")
                .taking(.billingKeyInPath)
                .body(charge, example: #"{\#(chargeExample)}"#, withInstalments)
                .answering("The payment, `DONE`.", .component(.payment)),
            DescribedPlace(
                "chargeByBody",
                .billing,
                "Charge a billing key that stands in the body",
                "No call of Toss's, but one that guides copy from each other; here it works like the true one."
            )
            .body(
                [.required("billingKey", .text("What was issued.", 1...200, example: "tossbox-billing-key"))] + charge,
                example: #"{"billingKey":"tossbox-billing-key",\#(chargeExample)}"#,
                withInstalments
            )
            .answering("The payment, `DONE`.", .component(.payment)),
        ]
    }

    /// What a charge cannot say of its months alone: they need an amount of 50,000 won.
    @Sendable private static func withInstalments(_ body: Schema) -> Schema {
        let large = Schema.won("Enough for instalments.", 50_000...Won.largest.amount).changed { amount in
            (amount.digits, amount.example) = ("^0*([5-9][0-9]{4}|[1-9][0-9]{5,11})$", nil)
        }
        let none = Schema.integer("A lump sum.", 0...0).changed { $0.digits = "^0+$" }
        return body.either([.required("amount", large)], [.optional("cardInstallmentPlan", none.orNull)])
    }

    private static let chargeExample =
        #""customerKey":"customer-1","amount":9900,"orderId":"order-0002","orderName":"구독""#

    private static var charge: [Member] {
        [
            .required("customerKey", .customerKey),
            .required("amount", .won("In won.")),
            .required("orderId", .orderId),
            .required("orderName", .text("What is bought.", 1...100, example: "구독")),
            .optional("taxFreeAmount", .won("Part of the amount that is free of tax.").otherwise("0")),
            .optional("taxExemptionAmount", .won("Part of the amount outside of the tax.").otherwise("0")),
            .optional(
                "cardInstallmentPlan",
                .instalments("Months: 0, or 2 to 12 from 50,000 won on.").changed { $0.digits = "^0*([02-9]|1[0-2])$" }
            ),
            .optional("useCardPoint", .flag("Whether to use points.").otherwise("false")),
            .optional("useHyundaiVoucher", .flag("Taken; changes nothing here.").otherwise("false")),
            .optional("customerIp", .text("Taken; changes nothing here.", 0...1000)),
            .optional("productCode", .text("Taken; changes nothing here.", 0...1000)),
            .optional("customBusinessNumber", .text("Taken; changes nothing here.", 0...1000)),
        ] + [Member].customer
    }
}
