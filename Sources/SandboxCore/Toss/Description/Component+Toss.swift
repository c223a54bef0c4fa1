package import APIDescription
import TossAPI

/// Toss's own objects, as `Sources/TossAPI/Objects` writes them.
extension Component {
    package static let payment = Component("Payment") { paymentSchema }
    package static let card = Component("Card") { cardSchema }
    package static let cancel = Component("Cancel") { cancelSchema }
    package static let failure = Component("Failure") { failureSchema }
    package static let link = Component("Link") { linkSchema }
    package static let billing = Component("Billing") { billingSchema }
    package static let billingCard = Component("BillingCard") { billingCardSchema }
    package static let tossError = Component("TossError") { tossErrorSchema }
    package static let errorCode = Component("ErrorCode") { errorCodeSchema }
    package static let refundAccount = Component("RefundReceiveAccount") { refundAccountSchema }

    /// All of these, in the order of the document.
    static let toss: [Component] = [
        .payment, .card, .cancel, .failure, .link, .billing, .billingCard, .tossError, .errorCode, .refundAccount,
    ]

    private static var paymentSchema: Schema {
        .object(
            [
                .required("mId", .text("The merchant's id.", example: "tosspayments")),
                .required("lastTransactionKey", .text("Key of the newest approval or cancel.").orNull),
                .required("paymentKey", .text("What the gateway calls the payment.")),
                .required("orderId", .text("What the merchant calls the order.", 6...64, example: "order-0001")),
                .required("orderName", .text("What was bought.", 1...100)),
                .required("taxExemptionAmount", .integer("Part of the balance outside of the tax.")),
                .required("status", .word("Where the payment stands.", PaymentStatus.allCases.map(\.rawValue))),
                .required("requestedAt", .instant("When it was created.")),
                .required("approvedAt", .instant("When it was approved.").orNull),
                .required("useEscrow", .flag("Whether it is held in escrow; null on an expired payment.").orNull),
                .required("cultureExpense", .flag("Whether it is an expense for culture.")),
                .required("card", .component(.card).orNull),
                .required("virtualAccount", .alwaysNull("Virtual accounts are not built yet.")),
                .required("transfer", .alwaysNull("Transfers are not built yet.")),
                .required("mobilePhone", .alwaysNull("Payments by phone are not built yet.")),
                .required("giftCertificate", .alwaysNull("Gift certificates are not built yet.")),
                .required("cashReceipt", .alwaysNull("Cash receipts are not built yet.")),
                .required("cashReceipts", .alwaysNull("Cash receipts are not built yet.")),
                .required("discount", .alwaysNull("Discounts are not built yet.")),
                .required("cancels", .list(of: .component(.cancel), "Null while nothing is cancelled.").orNull),
                .required("secret", .text("What a webhook about this payment has to carry.").orNull),
                .required("type", .word("How it came about.", ["NORMAL", "BILLING", "BRANDPAY"])),
                .required("easyPay", .alwaysNull("Easy payment is not built yet.")),
                .required("country", .text("ISO 3166 code of the country.", example: "KR")),
                .required("failure", .component(.failure).orNull),
                .required("isPartialCancelable", .flag("Whether a part of it can be cancelled.")),
                .required("receipt", .component(.link).orNull),
                .required("checkout", .component(.link).orNull),
                .required("currency", .text("ISO 4217 code.", example: "KRW")),
                .required("totalAmount", .integer("What was asked for, in won.", example: 15000)),
                .required("balanceAmount", .integer("What can still be cancelled, in won.")),
                .required("suppliedAmount", .integer("The balance without tax.")),
                .required("vat", .integer("The tax within the balance.")),
                .required("taxFreeAmount", .integer("Part of the balance that is free of tax.")),
                .required("method", .text("How the buyer pays; null until that is chosen.", example: "카드").orNull),
                .required("version", .text("Version of the API.", example: "2022-11-16")),
                .required("metadata", .map(of: Schema(.string), "The merchant's own pairs.").orNull),
            ],
            "Toss's Payment object: every member is always there, null when it has no value."
        )
    }

    private static var cardSchema: Schema {
        .object(
            [
                .required("issuerCode", .text("Who issued the card.", example: "11")),
                .required("acquirerCode", .text("Who takes the payment in.", example: "41").orNull),
                .required("number", .text("Masked.", example: "43301234****123*")),
                .required("installmentPlanMonths", .integer("0 for a lump sum.", 0...12)),
                .required("isInterestFree", .flag("Whether instalments cost no interest.")),
                .required(
                    "interestPayer",
                    .word("Who bears the interest; null for a lump sum.", InterestPayer.allCases.map(\.rawValue)).orNull
                ),
                .required("approveNo", .text("Approval number of the card company.", example: "00000000")),
                .required("useCardPoint", .flag("Whether points were used.")),
                .required("cardType", .word("What kind of card.", CardType.allCases.map(\.rawValue))),
                .required("ownerType", .word("Whose card.", OwnerType.allCases.map(\.rawValue))),
                .required("acquireStatus", .word("How far the capture is.", AcquireStatus.allCases.map(\.rawValue))),
                .required("amount", .integer("What the issuer was asked for; stays after cancels.")),
            ],
            "The card of a payment."
        )
    }

    private static var cancelSchema: Schema {
        .object(
            [
                .required("transactionKey", .text("Key of this cancel.")),
                .required("cancelReason", .text("Why, as the merchant said.", 1...200)),
                .required("taxExemptionAmount", .integer("Part of the amount outside of the tax.")),
                .required("canceledAt", .instant("When.")),
                .required("cardDiscountAmount", .integer("Always 0 here.")),
                .required("transferDiscountAmount", .integer("Always 0 here.")),
                .required("easyPayDiscountAmount", .integer("Always 0 here.")),
                .required("receiptKey", .alwaysNull("Cash receipts are not built yet.")),
                .required("cancelStatus", .word("How far it is.", CancelStatus.allCases.map(\.rawValue))),
                .required("cancelRequestId", .text("As the merchant sent it.").orNull),
                .required("cancelAmount", .integer("What went back, in won.", example: 5000)),
                .required("taxFreeAmount", .integer("Part of the amount that is free of tax.")),
                .required("refundableAmount", .integer("The balance after this cancel.")),
            ],
            "One cancel of a payment."
        )
    }

    private static var failureSchema: Schema {
        .object(
            [
                .required("code", .text("The error code.", example: "REJECT_CARD_PAYMENT")),
                .required("message", .text("The error's text.")),
            ],
            "Why an approval failed."
        )
    }

    private static var linkSchema: Schema { .object([.required("url", .url("Where to look."))], "A page to look at.") }

    private static var billingSchema: Schema {
        .object(
            [
                .required("mId", .text("The merchant's id.", example: "tosspayments")),
                .required("customerKey", .text("What the merchant calls the buyer.", 2...300)),
                .required("authenticatedAt", .instant("When the buyer registered the card.")),
                .required("method", .text("What is charged.", example: "카드")),
                .required("billingKey", .text("What charges name.")),
                .optional("cardCompany", .text("The issuer's name; in older versions of the API.")),
                .optional("cardNumber", .text("The masked number; in older versions of the API.")),
                .required("card", .component(.billingCard)),
                .required("transfers", .alwaysNull("Transfers are not built yet.")),
                .required("easyPay", .alwaysNull("Easy payment is not built yet.")),
                .optional("orderId", .text("The order that was used up; only when issued from a payment.")),
            ],
            "Toss's Billing object."
        )
    }

    private static var billingCardSchema: Schema {
        .object(
            [
                .required("issuerCode", .text("Who issued the card.", example: "11")),
                .required("acquirerCode", .text("Who takes payments in.", example: "41").orNull),
                .required("number", .text("Masked.", example: "43301234****123*")),
                .required("cardType", .word("What kind of card.", CardType.allCases.map(\.rawValue))),
                .required("ownerType", .word("Whose card.", OwnerType.allCases.map(\.rawValue))),
            ],
            "The card behind a billing key."
        )
    }

    private static var tossErrorSchema: Schema {
        .object(
            [
                .required("code", .text("Toss's error code.", example: "NOT_FOUND_PAYMENT")),
                .required("message", .text("Toss's text for it, Korean or English.")),
            ],
            "An error as the Toss API answers it."
        )
    }

    /// Those that the API answers with, so not those of the browser SDK.
    private static var errorCodeSchema: Schema {
        .word("A code of the API.", ErrorCode.allCases.filter { $0.httpStatus != nil }.map(\.rawValue))
    }

    private static var refundAccountSchema: Schema {
        .object(
            [
                .required("bank", .word("Code or name of the bank.", bankNames)),
                .required("accountNumber", .pattern("Digits only.", "^[0-9]{1,20}$", example: "1002123456789")),
                .required("holderName", .text("Whose account.", 1...60, example: "김토스")),
            ],
            "Where money of a virtual account goes back to; checked for every payment, used for none yet."
        )
    }

    private static var bankNames: [String] {
        var names: [String] = []
        for bank in Bank.all {
            let spellings: [String?] = [bank.code, bank.koreanName, bank.englishName, bank.newerEnglishName]
            // A request's text for a bank ends at 20 characters.
            for name in spellings.compactMap({ $0 }) where name.count <= 20 && !names.contains(name) {
                names.append(name)
            }
        }
        return names
    }
}
