internal import HTTPServer
internal import SandboxCore
internal import TossAPI

/// Confirming, looking up and cancelling payments.
extension APIDocument {
    static var tossPayments: [DescribedCall] {
        [
            DescribedCall(
                ConfirmPayment.places[0],
                "confirmPayment",
                .payments,
                "Confirm a payment",
                "Moves the money of a payment that the buyer has authenticated. Within 10 minutes of that."
            )
            .body([.required("paymentKey", .paymentKey)] + order, example: confirmExample)
            .inToss(ConfirmPayment.self, .payment("The payment, now `DONE`.")),
            DescribedCall(
                GetPayment.places[0],
                "getPayment",
                .payments,
                "Look up a payment by its key"
            )
            .taking(.paymentKeyInPath)
            .inToss(GetPayment.self, .payment("The payment.")),
            DescribedCall(
                ConfirmPayment.places[1],
                "confirmPaymentByPath",
                .payments,
                "Confirm a payment, in the form of 2020 to 2022"
            )
            .taking(.paymentKeyInPath)
            .body(order, example: #"{"orderId":"order-0001","amount":15000}"#)
            .inToss(ConfirmPayment.self, .payment("The payment, now `DONE`."))
            .changed { $0.isDeprecated = true },
            DescribedCall(
                GetPaymentByOrder.places[0],
                "getPaymentByOrder",
                .payments,
                "Look up a payment by its order"
            )
            .taking(.path("orderId", "What the merchant calls the order.", example: "order-0001"))
            .inToss(GetPaymentByOrder.self, .payment("The payment of the order.")),
            DescribedCall(
                CancelPayment.places[0],
                "cancelPayment",
                .payments,
                "Cancel a payment",
                "All of what is left, or a part of it."
            )
            .taking(.paymentKeyInPath)
            .body(cancel, example: #"{"cancelReason":"변심","cancelAmount":5000}"#)
            .inToss(CancelPayment.self, .payment("The payment with the new cancel at the end of `cancels`.")),
        ]
    }

    /// Whole won in a Toss body, as a number or as a text of its digits (measured on confirm).
    static func won(_ about: String, _ range: ClosedRange<Int64> = 0...Won.largest.amount) -> Schema {
        let most = range.upperBound == .max ? 18 : "\(range.upperBound)".utf8.count
        let digits = range.lowerBound == 0 ? "[0-9]{1,\(most)}" : "[1-9][0-9]{0,\(most - 1)}"
        return .integer(about, range, example: 15000).changed { $0.digits = "^\(digits)$" }
    }

    /// What every confirm says about the order, to be compared with what the buyer was shown.
    static var order: [Member] {
        [
            .required("orderId", .orderId),
            .required("amount", won("In won; another amount than the buyer was shown is refused.")),
        ]
    }

    private static let confirmExample = #"{"paymentKey":"tossbox-payment-key","orderId":"order-0001","amount":15000}"#

    private static var cancel: [Member] {
        [
            .required("cancelReason", .text("Why.", 1...200, example: "변심")),
            .optional(
                "cancelAmount",
                won("What goes back, in won; all that is left when it is absent.", 1 ... .max)
            ),
            .optional("taxFreeAmount", won("Part of the amount that is free of tax.")),
            .optional("taxExemptionAmount", won("Part of the amount outside of the tax.")),
            .optional("refundableAmount", won("What the merchant thinks is left; another balance is refused.")),
            .optional("currency", .word("The payment's currency.", ["KRW", "USD", "JPY"])),
            .optional(
                "cancelRequestId",
                Schema.orderId.changed { $0.about = "A name of the merchant's own for this cancel." }
            ),
            .optional("refundReceiveAccount", .component(.refundAccount)),
        ]
    }
}
