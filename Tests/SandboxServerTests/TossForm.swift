import HTTPServer
import Testing

/// A POST of the Toss API as the documents describe it, with values that work in `Standing.gateway()`.
struct TossForm: Sendable, CustomTestStringConvertible {
    let name: String
    let path: String
    let fields: [Field]

    /// One member of the body.
    struct Field: Sendable {
        let name: String
        let rule: Rule
        /// JSON that works.
        let value: String
        /// Optional members are absent from the call that works.
        var isRequired = true
    }

    /// What the documents say about a member.
    enum Rule: Sendable {
        /// Text of so many characters, any of them.
        case text(ClosedRange<Int>)
        /// 6 to 64 of letters, digits, `-`, `_` and `=`.
        case orderId
        /// Whole won, above 0.
        case amount
        /// Whole won, 0 included.
        case partialAmount
        /// 0, or 2 to 12 from 50,000 won on.
        case installment
        /// So many digits, as text.
        case digits(Set<Int>)
        /// `01` to `12`.
        case month
        case cardNumber
        case email
        case phone
        case currency
        /// An object with these members.
        case object([Field])
    }

    var testDescription: String { name }

    /// The body that works: required members, with one replaced by `json`, or left out for nil.
    func body(replacing name: String? = nil, with json: String? = nil) -> String {
        Self.object(fields, replacing: name.map { $0.split(separator: ".").map(String.init) } ?? [], with: json)
    }

    private static func object(_ fields: [Field], replacing path: [String], with json: String?) -> String {
        var members: [String] = []
        for field in fields {
            if field.name == path.first {
                if path.count == 1 {
                    if let json { members.append("\"\(field.name)\":\(json)") }
                } else if case .object(let inner) = field.rule {
                    let value = object(inner, replacing: Array(path.dropFirst()), with: json)
                    members.append("\"\(field.name)\":\(value)")
                }
            } else if field.isRequired {
                members.append("\"\(field.name)\":\(field.value)")
            }
        }
        return "{" + members.joined(separator: ",") + "}"
    }
}

extension TossForm {
    static let all = [
        confirm, legacyConfirm, cancel, issue, issueByPath, issueFromPayment, issueByCard, charge, chargeByBody,
    ]

    private static let paymentKey = Field(name: "paymentKey", rule: .text(1...200), value: "\"{waiting}\"")
    private static let waitingOrder = Field(name: "orderId", rule: .orderId, value: "\"order-waiting\"")
    private static let waitingAmount = Field(name: "amount", rule: .amount, value: "15000")
    private static let customerKey = Field(name: "customerKey", rule: .text(2...300), value: "\"customer-1\"")
    private static let customer = [
        Field(name: "customerEmail", rule: .email, value: "\"buyer@example.com\"", isRequired: false),
        Field(name: "customerName", rule: .text(0...100), value: "\"김토스\"", isRequired: false),
    ]

    static let confirm = TossForm(
        name: "confirm",
        path: "/v1/payments/confirm",
        fields: [paymentKey, waitingOrder, waitingAmount]
    )
    static let legacyConfirm = TossForm(
        name: "confirm of 2020",
        path: "/v1/payments/{waiting}",
        fields: [waitingOrder, waitingAmount]
    )
    static let cancel = TossForm(
        name: "cancel",
        path: "/v1/payments/{done}/cancel",
        fields: [
            Field(name: "cancelReason", rule: .text(1...200), value: "\"변심\""),
            Field(name: "cancelAmount", rule: .amount, value: "5000", isRequired: false),
            Field(name: "taxFreeAmount", rule: .partialAmount, value: "0", isRequired: false),
            Field(name: "taxExemptionAmount", rule: .partialAmount, value: "0", isRequired: false),
            Field(name: "refundableAmount", rule: .partialAmount, value: "20000", isRequired: false),
            Field(name: "currency", rule: .currency, value: "\"KRW\"", isRequired: false),
            Field(name: "cancelRequestId", rule: .text(6...64), value: "\"cancel-request-1\"", isRequired: false),
            Field(
                name: "refundReceiveAccount",
                rule: .object([
                    Field(name: "bank", rule: .text(1...20), value: "\"20\""),
                    Field(name: "accountNumber", rule: .digits(Set(1...20)), value: "\"1002123456789\""),
                    Field(name: "holderName", rule: .text(1...60), value: "\"김토스\""),
                ]),
                value: #"{"bank":"20","accountNumber":"1002123456789","holderName":"김토스"}"#,
                isRequired: false
            ),
        ]
    )
    static let issue = TossForm(
        name: "billing issue",
        path: "/v1/billing/authorizations/issue",
        fields: [Field(name: "authKey", rule: .text(1...300), value: "\"{auth}\""), customerKey]
    )
    static let issueByPath = TossForm(
        name: "billing issue, authKey in the path",
        path: "/v1/billing/authorizations/{auth}",
        fields: [customerKey]
    )
    static let issueFromPayment = TossForm(
        name: "billing issue, from a payment",
        path: "/v1/billing/authorizations/issue",
        fields: [paymentKey, waitingOrder, waitingAmount, customerKey]
    )
    static let issueByCard = TossForm(
        name: "billing issue by card",
        path: "/v1/billing/authorizations/card",
        fields: [
            customerKey,
            Field(name: "cardNumber", rule: .cardNumber, value: "\"4242424242424242\""),
            Field(name: "cardExpirationYear", rule: .digits([2]), value: "\"30\""),
            Field(name: "cardExpirationMonth", rule: .month, value: "\"12\""),
            Field(name: "customerIdentityNumber", rule: .digits([6, 10]), value: "\"900101\""),
            Field(name: "cardPassword", rule: .digits([2]), value: "\"12\"", isRequired: false),
        ] + customer
    )
    private static let chargeFields =
        [
            customerKey,
            Field(name: "amount", rule: .amount, value: "50000"),
            Field(name: "orderId", rule: .orderId, value: "\"order-charge\""),
            Field(name: "orderName", rule: .text(1...100), value: "\"구독\""),
            Field(name: "taxFreeAmount", rule: .partialAmount, value: "0", isRequired: false),
            Field(name: "taxExemptionAmount", rule: .partialAmount, value: "0", isRequired: false),
            Field(name: "cardInstallmentPlan", rule: .installment, value: "3", isRequired: false),
            Field(name: "customerMobilePhone", rule: .phone, value: "\"01012345678\"", isRequired: false),
        ] + customer
    static let charge = TossForm(name: "charge", path: "/v1/billing/{billing}", fields: chargeFields)
    static let chargeByBody = TossForm(
        name: "charge, billingKey in the body",
        path: "/v1/billing/authorizations/payments",
        fields: [Field(name: "billingKey", rule: .text(1...200), value: "\"{billing}\"")] + chargeFields
    )
}

extension TossForm.Field {
    /// JSON that breaks this member's rule; nil leaves it out.
    var badValues: [String?] {
        (isRequired ? [nil, "null"] : []) + badTypes + badContents
    }

    private var badTypes: [String] {
        switch rule {
        case .amount, .partialAmount, .installment:
            [
                "true", "false", "[]", "[5000]", "{}", "\"abc\"", "\"-1\"", "\"0x10\"", "\"5 000\"", "\"0.5\"",
                "\"５０００\"",
            ]
        case .object: ["true", "5", "[]", "\"text\"", "{}"]
        case .text, .orderId, .digits, .month, .cardNumber, .email, .phone, .currency:
            ["true", "false", "12", "1.5", "[]", "[\(value)]", "{}"]
        }
    }

    private var badContents: [String?] {
        switch rule {
        case .text(let length):
            (length.lowerBound > 0 ? ["\"\""] : []) + (length.lowerBound > 1 ? [Self.text(length.lowerBound - 1)] : [])
                + [Self.text(length.upperBound + 1), Self.text(10_000)]
        case .orderId:
            [
                "", "order", "order waiting", "주문번호-1234", "order/../1", "order-1\\n", "order-1\\u0000", "order-1%20",
                "order-é",
            ]
            .map { "\"\($0)\"" } + [Self.text(65), Self.text(10_000)]
        case .amount: Self.badNumbers + ["0", "-0"]
        case .partialAmount: Self.badNumbers
        case .installment: Self.badNumbers + ["1", "13", "99"]
        case .digits(let lengths):
            ["", "a", "12a", "-1", "1 2", "１２"].map { "\"\($0)\"" } + [
                Self.digits((lengths.max() ?? 0) + 1), Self.digits(1000),
            ]
                + (lengths.contains(1) ? [] : [Self.digits(1)])
        case .month: ["", "1", "00", "13", "123", "1a", "-1", "１２"].map { "\"\($0)\"" }
        case .cardNumber:
            ["", "424242", "4242abcd42424242", "4242_4242_4242_4242", "４２４２４２４２４２４２４２４２"].map { "\"\($0)\"" }
                + [Self.digits(21), Self.digits(1000)]
        case .email:
            ["buyer", "@example.com", "buyer@", "a b@example.com", "buyer@@example.com"].map { "\"\($0)\"" }
                + ["\"\(String(repeating: "a", count: 100))@example.com\""]
        case .phone: ["1234567", "1234567890123456", "010-1234-5678", "phone-number"].map { "\"\($0)\"" }
        case .currency: ["", "won", "krw", "EUR", "KRWW", "USD", "JPY"].map { "\"\($0)\"" }
        case .object: []
        }
    }

    /// 2^63, 2^63 - 1, and numbers that no double or no amount of won can hold.
    private static let badNumbers = [
        "-1", "-15000", "0.5", "15000.5", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e400",
        "-1e400", "99999999999999999999999999", "1e18", "NaN", "Infinity", "0x10", "+5", "05", ".5", "5.",
    ]

    private static func text(_ length: Int) -> String { "\"\(String(repeating: "a", count: length))\"" }
    private static func digits(_ length: Int) -> String { "\"\(String(repeating: "4", count: length))\"" }
}
