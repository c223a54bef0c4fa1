package import TossAPI
import JSON

/// What a call asks for, with every field checked.
package enum Input: Sendable, Equatable {
    case confirm(ConfirmInput)
    case lookUp(LookUp)
    case cancel(CancelInput)
    case issue(IssueInput)
    case issueByCard(CardIssueInput)
    case issueFromPayment(PaymentIssueInput)
    case charge(ChargeInput)
    case deleteBillingKey(String)

    package enum LookUp: Sendable, Equatable {
        case payment(String)
        case order(String)
    }

    init(_ endpoint: Endpoint, request: TossRequest) throws(Refusal) {
        switch endpoint {
        case .payment(let key): self = .lookUp(.payment(key))
        case .order(let orderId): self = .lookUp(.order(orderId))
        case .deleteBillingKey(let key): self = .deleteBillingKey(key)
        case .confirm:
            let fields = try Fields(of: request)
            self = .confirm(try ConfirmInput(fields, paymentKey: try fields.text("paymentKey", 1...200)))
        case .confirmByPath(let key): self = .confirm(try ConfirmInput(try Fields(of: request), paymentKey: key))
        case .cancel(let key): self = .cancel(try CancelInput(try Fields(of: request), paymentKey: key))
        case .issueBillingKey:
            let fields = try Fields(of: request)
            if fields.has("authKey") || !fields.has("paymentKey") {
                let authKey = try fields.text("authKey", 1...300)
                self = .issue(IssueInput(authKey: authKey, customerKey: try fields.customerKey()))
            } else {
                let key = try fields.text("paymentKey", 1...200)
                let confirm = try ConfirmInput(fields, paymentKey: key)
                self = .issueFromPayment(PaymentIssueInput(confirm: confirm, customerKey: try fields.customerKey()))
            }
        case .issueBillingKeyByPath(let authKey):
            self = .issue(IssueInput(authKey: authKey, customerKey: try Fields(of: request).customerKey()))
        case .issueBillingKeyByCard: self = .issueByCard(try CardIssueInput(try Fields(of: request)))
        case .charge(let key): self = .charge(try ChargeInput(try Fields(of: request), billingKey: key))
        case .chargeByBody:
            let fields = try Fields(of: request)
            self = .charge(try ChargeInput(fields, billingKey: try fields.text("billingKey", 1...200)))
        }
    }
}

package struct ConfirmInput: Sendable, Equatable {
    package let paymentKey: String
    package let orderId: String
    package let amount: Won

    init(_ fields: Fields, paymentKey: String) throws(Refusal) {
        self.paymentKey = paymentKey
        orderId = try fields.orderId()
        amount = try fields.won("amount")
    }

    init(_ members: JournalObject) throws(JournalError) {
        paymentKey = try members.text("paymentKey")
        orderId = try members.text("orderId")
        amount = try members.won("amount")
    }
}

package struct CancelInput: Sendable, Equatable {
    package let paymentKey: String
    package let cancelReason: String
    /// Nil means the whole balance.
    package let cancelAmount: Won?
    package let taxFreeAmount: Won?
    package let taxExemptionAmount: Won?
    package let refundableAmount: Won?
    package let currency: String?
    package let cancelRequestId: String?

    init(_ fields: Fields, paymentKey: String) throws(Refusal) {
        self.paymentKey = paymentKey
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

    init(_ members: JournalObject) throws(JournalError) {
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

package struct IssueInput: Sendable, Equatable {
    package let authKey: String
    package let customerKey: String
}

package struct PaymentIssueInput: Sendable, Equatable {
    package let confirm: ConfirmInput
    package let customerKey: String
}

package struct CardIssueInput: Sendable, Equatable {
    package let customerKey: String
    package let cardNumber: String
    /// Two digits, 2000 to 2099.
    package let expirationYear: Int
    package let expirationMonth: Int

    init(_ fields: Fields) throws(Refusal) {
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

    init(_ members: JournalObject) throws(JournalError) {
        customerKey = try members.text("customerKey")
        cardNumber = try members.text("cardNumber")
        expirationYear = Int(try members.integer("expirationYear", 0...99))
        expirationMonth = Int(try members.integer("expirationMonth", 1...12))
    }
}

package struct ChargeInput: Sendable, Equatable {
    package let billingKey: String
    package let customerKey: String
    package let orderId: String
    package let orderName: String
    package let amount: Won
    package let taxFreeAmount: Won
    package let taxExemptionAmount: Won
    package let installmentPlanMonths: Int
    package let useCardPoint: Bool

    init(_ fields: Fields, billingKey: String) throws(Refusal) {
        self.billingKey = billingKey
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

    init(_ members: JournalObject) throws(JournalError) {
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
