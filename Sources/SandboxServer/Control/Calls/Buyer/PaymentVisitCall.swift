internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore
internal import Scenarios
internal import TossAPI

/// A visit to the payment window.
enum PaymentVisitCall {
    static var visit: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/payments",
            "createPayment",
            .buyer,
            "Open a payment and let the buyer decide",
            "What the payment window does in a browser. The answer holds the `paymentKey` to confirm. A card's refusal "
                + "comes at confirm, not here. Methods other than 카드 are answered 501 so far."
        )
        .body(of: BuyerMembers.all, example: #"{"orderId":"order-0001","amount":15000}"#) { body in
            body.either(
                [.required("amount", .integer("Enough for instalments.", 50_000...Won.largest.amount))],
                [.optional("installmentPlanMonths", .constants("0", "null"))]
            )
        }
        .answering(.json(201, "The payment, and where the browser would be sent.", visited), .shared(.notBuilt))
        .inSandbox
        .answered(by: visit)
    }

    private static func visit(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let (cell, body) = (try call.cell(), call.body)
        try refuseWhatIsNotBuilt(body)
        let cards = cell.read { sandbox, _ in sandbox.scenario.cards }
        let visit = BuyerVisit(
            merchant: try call.key()?.kind ?? .api,
            terms: try terms(body),
            cardNumber: try body.cardNumber(in: cards),
            behavior: try body[BuyerMembers.buyer]
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

    private static func refuseWhatIsNotBuilt(_ body: ControlBody) throws(ControlRefusal) {
        _ = try body[BuyerMembers.method]
        for member in [BuyerMembers.easyPay, BuyerMembers.bank, BuyerMembers.validHours] { try body[member] }
        _ = try body[BuyerMembers.currency]
    }

    private static func terms(_ body: ControlBody) throws(ControlRefusal) -> PaymentTerms {
        typealias Members = BuyerMembers
        let (orderId, amount) = (try body[Members.orderId], try body[Members.amount])
        var terms = PaymentTerms(
            orderId: orderId,
            orderName: try body[Members.orderName] ?? "주문 \(orderId)",
            amount: Won(amount)
        )
        terms.taxFreeAmount = Won(try body.integer(Members.taxFreeAmount, 0...amount) ?? 0)
        terms.taxExemptionAmount = Won(try body.integer(Members.taxExemptionAmount, 0...amount) ?? 0)
        guard terms.taxFreeAmount + terms.taxExemptionAmount <= terms.amount else {
            throw body.wrong(Members.taxFreeAmount, "at most the amount, together with taxExemptionAmount")
        }
        terms.useEscrow = try body[Members.useEscrow]
        let months = try body[Members.installmentPlanMonths]
        guard months == 0 || (months >= 2 && amount >= 50_000) else {
            throw body.wrong(Members.installmentPlanMonths, "0, or 2 to 12 from 50,000 won on")
        }
        terms.installmentPlanMonths = Int(months)
        terms.customerKey = try body[Members.customerKey]
        terms.customerName = try body[Members.customerName]
        terms.customerEmail = try body[Members.customerEmail]
        terms.customerMobilePhone = try body[Members.customerMobilePhone]
        terms.metadata = try body[Members.metadata]
        terms.successUrl = try body[Members.successUrl]
        terms.failUrl = try body[Members.failUrl]
        return terms
    }

    private static var visited: Schema {
        .object(
            [
                .required("paymentKey", .text("What the gateway calls the payment.")),
                .required("orderId", .text("What the merchant calls the order.")),
                .required("amount", .integer("In won.")),
                .required("status", .word("Where it stands.", PaymentStatus.allCases.map(\.rawValue))),
            ] + BuyerCalls.outcome
        )
    }
}
