internal import HTTPServer
internal import JSON
internal import SandboxCore
import Scenarios
internal import TossAPI

/// The buyer without a browser.
struct BuyerRoutes {
    var routes: [ControlRoute] {
        [
            ControlRoute(.post, "/sandbox/payments", visit),
            ControlRoute(.post, "/sandbox/billing-authorizations", registerCard),
            ControlRoute(.post, "/sandbox/payments/{paymentKey}/authenticate", authenticate),
        ]
    }

    @Sendable private func visit(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let body = try call.body(BuyerMember.names)
        let cell = try call.cell()
        try refuseWhatIsNotBuilt(body)
        let cards = cell.read { sandbox, _ in sandbox.scenario.cards }
        let visit = BuyerVisit(
            merchant: try call.key()?.kind ?? .api,
            terms: try terms(body),
            cardNumber: try body.cardNumber(in: cards),
            behavior: try body.buyer()
        )
        let (result, payment) = cell.apply(visit) { sandbox, result in (result, sandbox.payments[result.payment]) }
        return .json(status: 201) { json in
            json.member("paymentKey", payment.paymentKey)
            json.member("orderId", payment.terms.orderId)
            json.member("amount", payment.terms.amount)
            json.member("status", payment.status.rawValue)
            json.member("redirectUrl", result.redirectUrl)
            json.member("code", result.failure?.code)
            json.member("message", result.failure?.message)
            if let rule = result.rule { json.member("rule", rule) }
        }
    }

    /// Card payments are built; asking for another kind must not quietly give a card payment.
    private func refuseWhatIsNotBuilt(_ body: ControlBody) throws(ControlRefusal) {
        if let text = try body.text("method", 1...50) {
            guard let method = PaymentMethod(request: text) ?? PaymentMethod(rawValue: text) else {
                throw body.wrong("method", "카드 (CARD)")
            }
            guard method == .card else {
                throw ControlRefusal(.notBuilt, "Payments by \(method.rawValue) are not built yet; 카드 is.")
            }
        }
        for name in ["easyPay", "bank", "validHours"] where body.value(name) != nil {
            throw ControlRefusal(.notBuilt, "\(name) belongs to a payment method that is not built yet; 카드 is.")
        }
        if let text = try body.text("currency", 1...10) {
            guard let currency = Currency(rawValue: text) else { throw body.wrong("currency", "KRW") }
            guard currency == .won else {
                throw ControlRefusal(.notBuilt, "Payments in \(currency.rawValue) are not built yet; KRW is.")
            }
        }
    }

    private func terms(_ body: ControlBody) throws(ControlRefusal) -> PaymentTerms {
        let orderId = try body.requiredText("orderId", 1...100)
        guard isOrderId(orderId) else { throw body.wrong("orderId", "6 to 64 letters, digits, -, _ or =") }
        guard let amount = try body.integer("amount", 1...Won.largest.amount) else {
            throw body.wrong("amount", "a whole number from 1 to \(Won.largest)")
        }
        var terms = PaymentTerms(
            orderId: orderId,
            orderName: try body.text("orderName", 1...100) ?? "주문 \(orderId)",
            amount: Won(amount)
        )
        terms.taxFreeAmount = Won(try body.integer("taxFreeAmount", 0...amount) ?? 0)
        terms.taxExemptionAmount = Won(try body.integer("taxExemptionAmount", 0...amount) ?? 0)
        guard terms.taxFreeAmount + terms.taxExemptionAmount <= terms.amount else {
            throw body.wrong("taxFreeAmount", "at most the amount, together with taxExemptionAmount")
        }
        terms.useEscrow = try body.bool("useEscrow")
        let months = try body.integer("installmentPlanMonths", 0...12) ?? 0
        guard months == 0 || (months >= 2 && amount >= 50_000) else {
            throw body.wrong("installmentPlanMonths", "0, or 2 to 12 from 50,000 won on")
        }
        terms.installmentPlanMonths = Int(months)
        terms.customerKey = try body.text("customerKey", 2...300)
        terms.customerName = try body.text("customerName", 0...100)
        terms.customerEmail = try body.text("customerEmail", 0...100)
        terms.customerMobilePhone = try body.text("customerMobilePhone", 8...15)
        terms.metadata = try metadata(body)
        terms.successUrl = try body.text("successUrl")
        terms.failUrl = try body.text("failUrl")
        return terms
    }

    /// Up to 5 pairs, names up to 40 characters without brackets, values up to 2000 (documented).
    private func metadata(_ body: ControlBody) throws(ControlRefusal) -> JSONObject? {
        guard let node = body.value("metadata") else { return nil }
        guard let object = node.object, object.members.count <= 5,
            object.members.allSatisfy({ member in
                (1...40).contains(member.name.unicodeScalars.count) && !member.name.contains { "[]".contains($0) }
                    && member.node.string.map { $0.unicodeScalars.count <= 2000 } ?? false
            })
        else { throw body.wrong("metadata", "up to 5 pairs of text, names up to 40 characters without [ and ]") }
        return object
    }

    @Sendable private func registerCard(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let body = try call.body("customerKey", "cardNumber", "method", "successUrl", "failUrl", "buyer")
        let cell = try call.cell()
        try refuseWhatIsNotBuilt(body)
        let cards = cell.read { sandbox, _ in sandbox.scenario.cards }
        let registration = CardRegistration(
            merchant: try call.key()?.kind ?? .api,
            customerKey: try body.requiredText("customerKey", 2...300),
            cardNumber: try body.cardNumber(in: cards),
            behavior: try body.buyer(),
            successUrl: try body.text("successUrl"),
            failUrl: try body.text("failUrl")
        )
        let result = cell.apply(registration)
        return .json(status: 201) { json in
            json.member("authKey", result.authKey)
            json.member("customerKey", registration.customerKey)
            json.member("redirectUrl", result.redirectUrl)
            json.member("code", result.failure?.code)
            json.member("message", result.failure?.message)
            if let rule = result.rule { json.member("rule", rule) }
        }
    }

    @Sendable private func authenticate(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let body = try call.body("cardNumber", "buyer")
        let cell = try call.cell()
        let cards = cell.read { sandbox, _ in sandbox.scenario.cards }
        let command = FinishVisit(
            paymentKey: call.parameter("paymentKey"),
            cardNumber: try body.cardNumber(in: cards),
            behavior: try body.buyer()
        )
        return try PaymentRoutes.payment(after: command, in: cell)
    }
}
