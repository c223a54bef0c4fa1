package import JournalCodec
package import APIDescription
package import JSON
package import Routing
package import Scenarios
package import TossAPI
import Masking

/// A finished card registration becomes a billing key.
package struct IssueBillingKey: TossPaymentsCall {
    /// What the new key is made from, and used up by it.
    package enum Source: Sendable {
        case authorization(authKey: String)
        /// A payment that waits for its confirm: a form that many guides copy, no fact of Toss.
        case payment(ConfirmPayment)
    }

    package let source: Source
    package let customerKey: String

    package static let places = [
        CallPlace("POST", "/v1/billing/authorizations/issue"),
        // The older exchange.
        CallPlace("POST", "/v1/billing/authorizations/{authKey}"),
    ]
    package static let kind = CallKind.billingIssue

    package init(_ request: APIRequest, _ parameters: PathParameters) throws(Refusal) {
        let fields = try Fields(of: request)
        if let authKey = parameters["authKey"] {
            source = .authorization(authKey: authKey)
        } else if fields.has("authKey") || !fields.has("paymentKey") {
            source = .authorization(authKey: try fields.text("authKey", 1...300))
        } else {
            let key = try fields.text("paymentKey", 1...200)
            source = .payment(try ConfirmPayment(fields, paymentKey: key))
        }
        customerKey = try fields.customerKey()
    }

    package var names: CallNames {
        switch source {
        case .authorization: CallNames()
        case .payment(let confirm): confirm.names
        }
    }

    package var subject: IssuedKey? {
        switch source {
        case .authorization(let authKey): .authKey(authKey)
        case .payment(let confirm): confirm.subject
        }
    }

    package func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) {
        facts.customerKey = customerKey
        switch source {
        case .authorization(let authKey):
            facts.card = sandbox.billing.authorizations[authKey]?.card.number
            facts.method = PaymentMethod.card.rawValue
        case .payment(let confirm): confirm.describe(&facts, of: request, in: sandbox)
        }
    }

    package struct Change: Sendable {
        fileprivate enum Used: Sendable {
            case authorization(String)
            case payment(Int)
        }

        fileprivate let used: Used
        fileprivate let terms: BillingKeyTerms
    }

    package func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<Change> {
        let change: Change
        switch source {
        case .authorization(let authKey):
            let authorization = try authorization(authKey, for: work.call.request, in: sandbox, at: now)
            let terms = BillingKeyTerms(authorization.merchant, customerKey, authorization.card)
            change = Change(used: .authorization(authKey), terms: terms)
        case .payment(let confirm):
            let place = try confirm.confirmable(for: work.call.request, in: sandbox)
            guard let card = sandbox.payments[place].card else {
                throw Refusal(.notFoundPaymentSession, note: "The payment has no card.")
            }
            let terms = BillingKeyTerms(sandbox.payments[place].merchant, customerKey, card)
            change = Change(used: .payment(place), terms: terms)
        }
        try change.terms.checkCard(in: sandbox, plan: work.plan, at: now)
        return .change(change)
    }

    private func authorization(
        _ authKey: String,
        for request: APIRequest,
        in sandbox: Sandbox,
        at now: Instant
    ) throws(Refusal) -> BillingAuthorization {
        guard let authorization = sandbox.billing.authorizations[authKey] else {
            guard !request.isKnownElsewhere else { throw Sandbox.foreign }
            throw Refusal(.notFoundBilling, note: "No registration has this authKey.")
        }
        guard authorization.merchant == request.merchant else { throw Sandbox.foreign }
        guard !authorization.isUsed, now < authorization.expiresAt else {
            let why = authorization.isUsed ? "was used before; it has one use" : "is older than ten minutes"
            throw Refusal(.notFoundBilling, note: "The authKey \(why).")
        }
        // The code is assumed; that the two belong together is documented.
        guard authorization.customerKey == customerKey else {
            let note = "The card was registered for \(authorization.customerKey), not for \(customerKey)."
            throw Refusal(.notMatchesCustomerKey, note: note)
        }
        return authorization
    }

    package func commit(
        _ change: Change,
        _ work: Work,
        in sandbox: inout Sandbox,
        at now: Instant
    ) throws(Contradiction) -> Answer {
        var orderId: String?
        switch change.used {
        case .authorization(let authKey): sandbox.billing.use(authKey: authKey)
        case .payment(let place):
            orderId = sandbox.payments[place].terms.orderId
            try sandbox.apply(.useForBilling, to: place, causedBy: work.id, at: now)
        }
        let key = sandbox.issueBillingKey(change.terms, causedBy: work.id, at: now)
        return .object(sandbox.billingBody(key, orderId: orderId))
    }

    package func stage(_ change: Change, from sandbox: Sandbox, on stage: inout Sandbox) -> Change? {
        switch change.used {
        case .authorization(let authKey):
            if let authorization = sandbox.billing.authorizations[authKey] { stage.billing.add(authorization) }
            return change
        case .payment(let place):
            return Change(used: .payment(stage.payments.add(sandbox.payments[place])), terms: change.terms)
        }
    }

    package func write(to json: inout JSONWriter) {
        switch source {
        case .authorization(let authKey): json.masked("authKey", name: authKey)
        case .payment(let confirm): confirm.write(to: &json)
        }
        json.masked("customerKey", name: customerKey)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        if let authKey = try members.optionalText("authKey") {
            source = .authorization(authKey: authKey)
        } else {
            source = .payment(try ConfirmPayment(journal: members))
        }
        customerKey = try members.text("customerKey")
    }
}

/// What the document says of it.
extension IssueBillingKey {
    package static var described: [DescribedPlace] {
        [
            DescribedPlace(
                "issueBillingKey",
                .billing,
                "Issue a billing key",
                "From the `authKey` of a card registration; the older form takes a payment instead and uses it up."
            )
            .body(issue, example: #"{"authKey":"tossbox-auth-key","customerKey":"customer-1"}"#) { body in
                let (text, amount) = (Schema(.string), Schema.won("What the payment is about."))
                return body.either(
                    [.required("authKey", text)],
                    [.required("paymentKey", text), .required("orderId", text), .required("amount", amount)]
                )
            }
            .answering("The billing key.", .component(.billing)),
            DescribedPlace("issueBillingKeyByPath", .billing, "Issue a billing key, in the older form")
                .taking(.path("authKey", "From the card registration.", example: "tossbox-auth-key"))
                .body([.required("customerKey", .customerKey)], example: #"{"customerKey":"customer-1"}"#)
                .answering("The billing key.", .component(.billing))
                .deprecated,
        ]
    }

    private static var issue: [Member] {
        [
            .optional("authKey", .text("From the card registration; required unless there is a paymentKey.", 1...300)),
            .required("customerKey", .customerKey),
            .optional("paymentKey", .text("The older form: the payment to use up instead of an authKey.", 1...200)),
            .optional("orderId", .orderId),
            .optional("amount", .won("The older form: what the payment is about.")),
        ]
    }
}
