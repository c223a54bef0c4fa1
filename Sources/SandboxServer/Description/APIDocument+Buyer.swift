internal import HTTPServer
internal import TossAPI

/// The buyer without a browser, and what the outside world can do to a payment.
extension APIDocument {
    static var buyer: [DescribedCall] {
        [
            DescribedCall(
                .post,
                "/sandbox/payments",
                "createPayment",
                .buyer,
                "Open a payment and let the buyer decide",
                "What the payment window does in a browser. The answer holds the `paymentKey` to confirm. A card's refusal "
                    + "comes at confirm, not here. Methods other than 카드 are answered 501 so far."
            )
            .body(visit, example: #"{"orderId":"order-0001","amount":15000}"#) { body in
                body.either(
                    [.required("amount", .integer("Enough for instalments.", 50_000...Won.largest.amount))],
                    [.optional("installmentPlanMonths", .constants("0", "null"))]
                )
            }
            .answering(.json(201, "The payment, and where the browser would be sent.", visited), .shared(.notBuilt))
            .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/billing-authorizations",
                "registerCard",
                .buyer,
                "Let the buyer register a card for billing",
                "The `authKey` in the answer is good for 10 minutes and one use."
            )
            .body(registration, example: #"{"customerKey":"customer-1"}"#)
            .answering(.json(201, "The registration, and where the browser would be sent.", registered))
            .answering(.shared(.notBuilt))
            .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/payments/{paymentKey}/authenticate",
                "authenticatePayment",
                .buyer,
                "Let the buyer of a READY payment decide"
            )
            .taking(paymentKeyInPath)
            .body(
                [.optional("cardNumber", cardNumber), .optional("buyer", .component(.buyerBehavior))],
                example: #"{"buyer":"approve"}"#
            )
            .answering(payment("The payment."), .shared(.notFound))
            .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/payments/{paymentKey}/expire",
                "expirePayment",
                .buyer,
                "Let a payment run out of time"
            )
            .taking(paymentKeyInPath)
            .answering(payment("The payment, now `EXPIRED`."), .shared(.notFound))
            .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/payments/{paymentKey}/close",
                "closePaymentWindow",
                .buyer,
                "Let the buyer close the window",
                "Changes nothing and sends nothing, as with Toss."
            )
            .taking(paymentKeyInPath)
            .answering(payment("The payment, as it was."), .shared(.notFound))
            .inSandbox,
        ]
    }

    static var cardNumber: Schema {
        .cardNumber(
            "13 to 20 digits; spaces and dashes do not matter. A number that may be a real card is refused.",
            example: "4242 4242 4242 4242"
        )
    }

    private static var visit: [Member] {
        [
            .required("orderId", orderId),
            .required("amount", .integer("In won.", 1...Won.largest.amount, example: 15000)),
            .optional("orderName", .text("What is bought.", 1...100)),
            .optional("method", method),
            .optional("cardNumber", cardNumber),
            .optional("easyPay", Schema(.anything, "Not built yet.")),
            .optional("bank", Schema(.anything, "Not built yet.")),
            .optional(
                "currency",
                .word("`KRW`; the others are not built yet.", Currency.allCases.map(\.rawValue))
                    .otherwise(quoted("KRW"))
            ),
            .optional("taxFreeAmount", .integer("Part of the amount that is free of tax.", 0...Won.largest.amount)),
            .optional("taxExemptionAmount", .integer("Part of the amount outside of the tax.", 0...Won.largest.amount)),
            .optional("customerKey", customerKey),
            .optional("customerName", .text("The buyer's name.", 0...100)),
            .optional("customerEmail", .text("The buyer's e-mail address.", 0...100)),
            .optional("customerMobilePhone", .text("The buyer's telephone number.", 8...15)),
            .optional("useEscrow", .flag("Whether to hold it in escrow.").otherwise("false")),
            .optional("installmentPlanMonths", .instalments("0, or 2 to 12 from 50,000 won on.")),
            .optional("validHours", Schema(.anything, "Not built yet.")),
            .optional("metadata", metadata),
            .optional("successUrl", successUrl),
            .optional("failUrl", failUrl),
            .optional("buyer", .component(.buyerBehavior)),
        ]
    }

    private static var method: Schema {
        let words = PaymentMethod.allCases.flatMap { [$0.rawValue] + ($0.requestName.map { [$0] } ?? []) }
        return .word("`카드` or `CARD`; the others are not built yet.", words).otherwise(quoted("카드"))
    }

    private static var metadata: Schema {
        let names = Schema.pattern("Without brackets.", "^[^\\[\\]]{1,40}$", example: "coupon")
        return .map(of: .text("Up to 2000 characters.", 0...2000), "Up to 5 pairs of texts.", names: names)
            .changed { $0.most = 5 }
    }

    private static var successUrl: Schema {
        .text("Where the browser goes when all is well.", 1...2000, example: "https://shop.example/success")
    }

    private static var failUrl: Schema {
        .text("Where the browser goes otherwise.", 1...2000, example: "https://shop.example/fail")
    }

    private static var visited: Schema {
        .object(
            [
                .required("paymentKey", .text("What the gateway calls the payment.")),
                .required("orderId", .text("What the merchant calls the order.")),
                .required("amount", .integer("In won.")),
                .required("status", .word("Where it stands.", PaymentStatus.allCases.map(\.rawValue))),
            ] + outcome
        )
    }

    private static var registration: [Member] {
        [
            .required("customerKey", customerKey),
            .optional("cardNumber", cardNumber),
            .optional("method", method),
            .optional("successUrl", successUrl),
            .optional("failUrl", failUrl),
            .optional("buyer", .component(.buyerBehavior)),
        ]
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
    private static var outcome: [Member] {
        [
            .required("redirectUrl", .text("Where the browser would be sent; null without the URL it needs.").orNull),
            .required("code", .text("Why the buyer did not.", example: "PAY_PROCESS_CANCELED").orNull),
            .required("message", .text("The code's text.").orNull),
            .optional("rule", .text("The rule that decided for the buyer.")),
        ]
    }
}
