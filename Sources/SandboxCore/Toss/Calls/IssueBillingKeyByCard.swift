package import JournalCodec
import Encodings
package import APIDescription
package import JSON
import Masking
package import Routing
package import Scenarios
package import TossAPI

/// A card's own numbers become a billing key, without its owner in a window.
package struct IssueBillingKeyByCard: TossPaymentsCall {
    package let customerKey: String
    package let cardNumber: String
    /// Two digits, 2000 to 2099.
    package let expirationYear: Int
    package let expirationMonth: Int

    package static let places = [CallPlace("POST", "/v1/billing/authorizations/card")]
    package static let kind = CallKind.billingIssue
    package static let bringsCard = true

    package init(_ request: APIRequest, _ parameters: PathParameters) throws(Refusal) {
        let fields = try Fields(of: request)
        customerKey = try fields.customerKey()
        let number = try fields.text("cardNumber", 1...40, otherwise: .invalidCardNumber)
        let digits = normalizedCardNumber(number)
        // Six digits are said to be enough, yet were refused when measured.
        guard let digits, (13...20).contains(digits.utf8.count) else {
            throw fields.refusal("cardNumber", "13 to 20 digits", found: "other", code: .invalidCardNumber)
        }
        cardNumber = digits
        expirationYear = try fields.twoDigits("cardExpirationYear", 0...99, otherwise: .invalidCardExpiration)
        expirationMonth = try fields.twoDigits("cardExpirationMonth", 1...12, otherwise: .invalidCardExpiration)
        let identity = try fields.text("customerIdentityNumber", 1...30)
        guard identity.utf8.count == 6 || identity.utf8.count == 10, identity.utf8.allSatisfy(isDigit) else {
            throw fields.refusal(
                "customerIdentityNumber",
                "6 digits (yyMMdd) or 10 (business number)",
                found: "\(identity.utf8.count) characters",
                code: .invalidBirthDayFormat
            )
        }
        if let password = try fields.optionalText("cardPassword", 0...20),
            password.utf8.count != 2 || !password.utf8.allSatisfy(isDigit)
        {
            throw fields.refusal("cardPassword", "the first 2 digits", found: "other", code: .invalidCardPassword)
        }
        try fields.checkSecureCode()
        try fields.checkCustomer()
    }

    package var names: CallNames { CallNames() }

    /// A number that passes the Luhn check and is in no test table is refused before anything can journal it.
    package func refusal(ofCardIn cards: CardTable) -> Refusal? {
        guard passesLuhn(cardNumber), !cards.contains(cardNumber) else { return nil }
        let note = "\(maskCardNumber(cardNumber)) may be a real card: it passes the Luhn check and is no test number."
        return Refusal(.invalidCardNumber, note: note)
    }

    package func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) {
        facts.customerKey = customerKey
        facts.card = cardNumber
        facts.method = PaymentMethod.card.rawValue
    }

    package struct Change: Sendable { fileprivate let terms: BillingKeyTerms }

    package func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<Change> {
        let today = now.compactStamp
        let expiry = expirationYear * 100 + expirationMonth
        guard let month = Int(today.dropFirst(2).prefix(4)), expiry >= month else {
            throw Refusal(.invalidCardExpiration, note: "The card has expired by the sandbox's clock (\(now)).")
        }
        let terms = BillingKeyTerms(work.call.request.merchant, customerKey, Card(number: cardNumber))
        try terms.checkCard(in: sandbox, plan: work.plan, at: now)
        return .change(Change(terms: terms))
    }

    package func commit(_ change: Change, _ work: Work, in sandbox: inout Sandbox, at now: Instant) -> Answer {
        let key = sandbox.issueBillingKey(change.terms, causedBy: work.id, at: now)
        return .object(sandbox.billingBody(key, orderId: nil))
    }

    package func stage(_ change: Change, from sandbox: Sandbox, on stage: inout Sandbox) -> Change? { change }

    package func write(to json: inout JSONWriter) {
        json.masked("customerKey", name: customerKey)
        // A test number: any other was refused before it got here.
        json.member("cardNumber", cardNumber)
        json.member("expirationYear", expirationYear)
        json.member("expirationMonth", expirationMonth)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        customerKey = try members.text("customerKey")
        cardNumber = try members.text("cardNumber")
        expirationYear = Int(try members.integer("expirationYear", 0...99))
        expirationMonth = Int(try members.integer("expirationMonth", 1...12))
    }
}

/// What the document says of it.
extension IssueBillingKeyByCard {
    package static var described: [DescribedPlace] {
        [
            DescribedPlace(
                "issueBillingKeyByCard",
                .billing,
                "Issue a billing key for a card number",
                "Test numbers only: a number that may be a real card is refused and written down nowhere."
            )
            .body(card, example: cardExample)
            .answering("The billing key.", .component(.billing))
        ]
    }

    private static let cardExample = """
        {"customerKey":"customer-1","cardNumber":"4242424242424242","cardExpirationYear":"30",\
        "cardExpirationMonth":"12","customerIdentityNumber":"900101"}
        """

    private static var card: [Member] {
        [
            .required("customerKey", .customerKey),
            .required("cardNumber", .cardNumber("13 to 20 digits; spaces and dashes do not matter.", most: 40)),
            .required("cardExpirationYear", .pattern("Two digits.", "^[0-9]{2}$", example: "30")),
            .required("cardExpirationMonth", .pattern("Two digits.", "^(0[1-9]|1[0-2])$", example: "12")),
            .required(
                "customerIdentityNumber",
                .pattern(
                    "Birthday (6 digits, yyMMdd) or business number (10 digits).",
                    "^([0-9]{6}|[0-9]{10})$",
                    example: "900101"
                )
            ),
            .optional("cardPassword", .pattern("The first two digits.", "^[0-9]{2}$", example: "12")),
            .optional(
                "vbv",
                .object(
                    ["cavv", "xid", "eci"].map { .optional($0, .text("As 3-D Secure has it.", 0...1000).orNull) },
                    "Taken and not looked into."
                )
            ),
        ] + [Member].customer
    }
}
