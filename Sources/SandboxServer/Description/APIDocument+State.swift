internal import HTTPServer
internal import SandboxCore
internal import Scenarios
internal import TossAPI

/// What there is: payments, billing keys, money.
extension APIDocument {
    static var state: [DescribedCall] {
        [
            DescribedCall(.get, "/sandbox/payments", "listPayments", .state, "List the payments")
                .taking(
                    orderIdFilter,
                    .query("status", .word("Only payments that stand so.", PaymentStatus.allCases.map(\.rawValue)))
                )
                .listing(.payment, "Payments, in the order of their creation; `after` is a paymentKey.")
                .inSandbox,
            DescribedCall(.get, "/sandbox/billing-keys", "listBillingKeys", .state, "List the billing keys")
                .taking(.query("customerKey", .text("Only this buyer's.")))
                .listing(.billingKey, "Billing keys, in the order of their issue; `after` is a billingKey.")
                .inSandbox,
            DescribedCall(.get, "/sandbox/ledger", "listLedger", .state, "List every movement of money")
                .taking(
                    orderIdFilter,
                    paymentKeyFilter,
                    .query("kind", .word("Only this kind.", LedgerEntry.Kind.allCases.map(\.rawValue)))
                )
                .listing(.ledgerEntry, "Charges and cancels, in the order of their commit; `after` is an id.")
                .inSandbox,
        ]
    }

    static var orderIdFilter: Parameter { .query("orderId", .text("Only this order's.")) }
    static var paymentKeyFilter: Parameter { .query("paymentKey", .text("Only this payment's.")) }
}
