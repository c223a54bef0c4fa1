internal import HTTPServer
internal import SandboxCore
internal import TossAPI

/// Issuing, charging and deleting billing keys.
extension APIDocument {
    static var tossBilling: [DescribedCall] {
        [
            DescribedCall(
                IssueBillingKey.places[0],
                "issueBillingKey",
                .billing,
                "Issue a billing key",
                "From the `authKey` of a card registration; the older form takes a payment instead and uses it up."
            )
            .body(issue, example: #"{"authKey":"tossbox-auth-key","customerKey":"customer-1"}"#) { body in
                let (text, amount) = (Schema(.string), won("What the payment is about."))
                return body.either(
                    [.required("authKey", text)],
                    [.required("paymentKey", text), .required("orderId", text), .required("amount", amount)]
                )
            }
            .inToss(IssueBillingKey.self, billing),
            DescribedCall(
                IssueBillingKeyByCard.places[0],
                "issueBillingKeyByCard",
                .billing,
                "Issue a billing key for a card number",
                "Test numbers only: a number that may be a real card is refused and written down nowhere."
            )
            .body(card, example: cardExample)
            .inToss(IssueBillingKeyByCard.self, billing),
            DescribedCall(
                IssueBillingKey.places[1],
                "issueBillingKeyByPath",
                .billing,
                "Issue a billing key, in the older form"
            )
            .taking(.path("authKey", "From the card registration.", example: "tossbox-auth-key"))
            .body([.required("customerKey", .customerKey)], example: #"{"customerKey":"customer-1"}"#)
            .inToss(IssueBillingKey.self, billing)
            .changed { $0.isDeprecated = true },
            DescribedCall(
                ChargeBillingKey.places[0],
                "chargeBillingKey",
                .billing,
                "Charge a billing key"
            )
            .taking(.path("billingKey", "What was issued.", example: "tossbox-billing-key"))
            .body(charge, example: #"{\#(chargeExample)}"#, withInstalments)
            .inToss(ChargeBillingKey.self, .payment("The payment, `DONE`.")),
            DescribedCall(
                ChargeBillingKey.places[1],
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
            .inToss(ChargeBillingKey.self, .payment("The payment, `DONE`.")),
            DescribedCall(
                DeleteBillingKey.places[0],
                "deleteBillingKey",
                .billing,
                "Delete a billing key"
            )
            .taking(.path("billingKey", "What was issued.", example: "tossbox-billing-key"))
            .inToss(
                DeleteBillingKey.self,
                DescribedAnswer(status: 200, about: "It is deleted; there is no body.", content: .nothing)
            ),
        ]
    }

    private static var billing: DescribedAnswer { .json("The billing key.", .component(.billing)) }

    private static var issue: [Member] {
        [
            .optional("authKey", .text("From the card registration; required unless there is a paymentKey.", 1...300)),
            .required("customerKey", .customerKey),
            .optional("paymentKey", .text("The older form: the payment to use up instead of an authKey.", 1...200)),
            .optional("orderId", .orderId),
            .optional("amount", won("The older form: what the payment is about.")),
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
        ] + customer
    }

    private static var customer: [Member] {
        [
            .optional(
                "customerEmail",
                .pattern(
                    "The buyer's e-mail address.",
                    "^[^@ ]+@[^@ .][^@ ]*\\.([^@ ]*[^@ .])$",
                    example: "buyer@example.com"
                )
                .changed { $0.most = 100 }
            ),
            .optional("customerName", .text("The buyer's name.", 0...100)),
            .optional(
                "customerMobilePhone",
                .pattern("8 to 15 digits.", "^[0-9]{8,15}$", example: "01012345678")
            ),
        ]
    }

    /// What a charge cannot say of its months alone: they need an amount of 50,000 won.
    private static func withInstalments(_ body: Schema) -> Schema {
        let large = won("Enough for instalments.", 50_000...Won.largest.amount).changed { amount in
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
            .required("amount", won("In won.")),
            .required("orderId", .orderId),
            .required("orderName", .text("What is bought.", 1...100, example: "구독")),
            .optional("taxFreeAmount", won("Part of the amount that is free of tax.").otherwise("0")),
            .optional("taxExemptionAmount", won("Part of the amount outside of the tax.").otherwise("0")),
            .optional(
                "cardInstallmentPlan",
                .instalments("Months: 0, or 2 to 12 from 50,000 won on.").changed { $0.digits = "^0*([02-9]|1[0-2])$" }
            ),
            .optional("useCardPoint", .flag("Whether to use points.").otherwise("false")),
            .optional("useHyundaiVoucher", .flag("Taken; changes nothing here.").otherwise("false")),
            .optional("customerIp", .text("Taken; changes nothing here.", 0...1000)),
            .optional("productCode", .text("Taken; changes nothing here.", 0...1000)),
            .optional("customBusinessNumber", .text("Taken; changes nothing here.", 0...1000)),
        ] + customer
    }
}
