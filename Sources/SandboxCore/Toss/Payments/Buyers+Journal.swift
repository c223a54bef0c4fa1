package import JournalCodec
package import JSON
import Masking
import Scenarios
import TossAPI

extension BuyerBehavior {
    func write(to json: inout JSONWriter) {
        switch self {
        case .approve: write(.approve, to: &json)
        case .cancel: write(.cancel, to: &json)
        case .abandon: write(.abandon, to: &json)
        case .fail(let code): json.member("buyer", object: { $0.member("fail", code.rawValue) })
        }
    }

    private func write(_ word: BuyerWord, to json: inout JSONWriter) { json.member("buyer", word.rawValue) }

    init(_ members: JournalObject) throws(JournalError) {
        if let word = members.node("buyer")?.string.flatMap(BuyerWord.init) {
            self.init(word)
            return
        }
        guard let failure = try? members.member("buyer") else { throw members.wrong("buyer", BuyerWord.expected) }
        self = .fail(try failure.word("fail"))
    }
}

extension BuyerVisit {
    package func write(to json: inout JSONWriter) {
        json.member("merchant", merchant.rawValue)
        json.member("cardNumber", cardNumber)
        behavior.write(to: &json)
        json.member("terms", object: { terms.write(to: &$0) })
    }

    package init(journal members: JournalObject) throws(JournalError) {
        self.init(
            merchant: try members.word("merchant"),
            terms: try PaymentTerms(members.member("terms")),
            cardNumber: try members.text("cardNumber"),
            behavior: try BuyerBehavior(members)
        )
    }
}

extension CardRegistration {
    package func write(to json: inout JSONWriter) {
        json.member("merchant", merchant.rawValue)
        json.masked("customerKey", name: customerKey)
        json.member("cardNumber", cardNumber)
        behavior.write(to: &json)
        json.masked("successUrl", address: successUrl)
        json.masked("failUrl", address: failUrl)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        self.init(
            merchant: try members.word("merchant"),
            customerKey: try members.text("customerKey"),
            cardNumber: try members.text("cardNumber"),
            behavior: try BuyerBehavior(members),
            successUrl: try members.optionalText("successUrl"),
            failUrl: try members.optionalText("failUrl")
        )
    }
}

extension PaymentTerms {
    /// Every member under its own name: a test holds them to the properties.
    func write(to json: inout JSONWriter) {
        json.masked("orderId", name: orderId)
        json.masked("orderName", orderName)
        json.member("amount", amount.amount)
        json.member("taxFreeAmount", taxFreeAmount.amount)
        json.member("taxExemptionAmount", taxExemptionAmount.amount)
        json.member("useEscrow", useEscrow)
        json.member("installmentPlanMonths", installmentPlanMonths)
        json.member("useCardPoint", useCardPoint)
        json.masked("customerKey", name: customerKey)
        json.masked("customerName", customerName)
        json.masked("customerEmail", customerEmail)
        json.masked("customerMobilePhone", customerMobilePhone)
        json.member("metadata", metadata.map { JSONNode(.object(CardMask.masked($0))) })
        json.masked("successUrl", address: successUrl)
        json.masked("failUrl", address: failUrl)
    }

    init(_ members: JournalObject) throws(JournalError) {
        self.init(
            orderId: try members.text("orderId"),
            orderName: try members.text("orderName"),
            amount: try members.won("amount")
        )
        taxFreeAmount = try members.won("taxFreeAmount")
        taxExemptionAmount = try members.won("taxExemptionAmount")
        guard taxFreeAmount + taxExemptionAmount <= amount else {
            throw members.wrong("taxFreeAmount", "at most the amount, together with taxExemptionAmount")
        }
        useEscrow = try members.flag("useEscrow")
        installmentPlanMonths = Int(try members.integer("installmentPlanMonths", 0...12))
        useCardPoint = try members.flag("useCardPoint")
        customerKey = try members.optionalText("customerKey")
        customerName = try members.optionalText("customerName")
        customerEmail = try members.optionalText("customerEmail")
        customerMobilePhone = try members.optionalText("customerMobilePhone")
        metadata = try members.optionalObject("metadata")?.object
        successUrl = try members.optionalText("successUrl")
        failUrl = try members.optionalText("failUrl")
    }
}
