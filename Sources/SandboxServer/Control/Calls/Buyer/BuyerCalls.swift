internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore
internal import Scenarios
internal import TossAPI

/// The buyer without a browser.
enum BuyerCalls {
    static var all: [ControlOperation] { [PaymentVisitCall.visit, registerCard] + PaymentWindowCalls.all + reserved }

    private static var registerCard: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/billing-authorizations",
            "registerCard",
            .buyer,
            "Let the buyer register a card for billing",
            "The `authKey` in the answer is good for 10 minutes and one use."
        )
        .body(
            of: BuyerMember.ofRegistration.map { member in
                member == .customerKey ? customerKey : BuyerMembers.declaration(of: member)
            },
            example: #"{"customerKey":"customer-1"}"#
        )
        .answering(.json(201, "The registration, and where the browser would be sent.", registered))
        .answering(.shared(.notBuilt))
        .inSandbox
        .answered(by: registerCard)
    }

    /// Nobody registers a card for nobody.
    private static let customerKey = BodyMember.requiredText(BuyerMember.customerKey.rawValue, .customerKey)

    private static func registerCard(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let (cell, body) = (try call.cell(), call.body)
        _ = try body[BuyerMembers.method]
        let cards = cell.read { sandbox, _ in sandbox.scenario.cards }
        let registration = CardRegistration(
            merchant: try call.key()?.kind ?? .api,
            customerKey: try body[customerKey],
            cardNumber: try body.cardNumber(in: cards),
            behavior: try body[BuyerMembers.buyer],
            successUrl: try body[BuyerMembers.successUrl],
            failUrl: try body[BuyerMembers.failUrl]
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

    private static var registered: Schema {
        .object(
            [
                .required("authKey", .text("What the billing key is issued for; null when the buyer did not.").orNull),
                .required("customerKey", .text("What the merchant calls the buyer.")),
            ] + outcome
        )
    }

    /// What became of the buyer's visit.
    static var outcome: [Member] {
        [
            .required("redirectUrl", .text("Where the browser would be sent; null without the URL it needs.").orNull),
            .required("code", .text("Why the buyer did not.", example: "PAY_PROCESS_CANCELED").orNull),
            .required("message", .text("The code's text.").orNull),
            .optional("rule", .text("The rule that decided for the buyer.")),
        ]
    }

    /// What belongs to payment methods that are not built yet.
    private static var reserved: [ControlOperation] {
        let payment = "/sandbox/payments/{paymentKey}"
        return [
            DescribedCall(.post, "\(payment)/deposit", "deposit", .buyer, "Let money arrive at a virtual account"),
            DescribedCall(.post, "\(payment)/reverse-deposit", "reverseDeposit", .buyer, "Take a deposit back"),
            DescribedCall(
                .post,
                "/sandbox/brandpay-authorizations",
                "authorizeBrandpay",
                .buyer,
                "Let the customer of brandpay agree"
            ),
        ]
        .map(\.reserved)
    }
}
