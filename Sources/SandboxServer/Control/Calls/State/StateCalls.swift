internal import APIDescription
internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
internal import TossAPI

/// What there is: payments, billing keys, money.
enum StateCalls {
    static var all: [ControlOperation] { [listPayments, listBillingKeys, LedgerCall.list] }

    private static var listPayments: ControlOperation {
        DescribedCall(.get, "/sandbox/payments", "listPayments", .state, "List the payments")
            .taking(.orderIdFilter, statusFilter)
            .listing(.payment, "Payments, in the order of their creation; `after` is a paymentKey.")
            .inSandbox
            .answered(by: listPayments)
    }

    private static var statusFilter: Parameter {
        .query("status", .word("Only payments that stand so.", PaymentStatus.allCases.map(\.rawValue)))
    }

    private static func listPayments(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let orderId = call.value(.orderIdFilter)
        let status = try call.word(statusFilter)
        let (all, look) = try call.cell().read { sandbox, _ in (sandbox.payments.payments, sandbox.look) }
        let payments = all.lazy.filter { payment in
            payment.state != .usedForBilling && (orderId.map { payment.terms.orderId == $0 } ?? true)
                && (status.map { payment.status.rawValue == $0 } ?? true)
        }
        return try call.page(of: payments, id: \.paymentKey) { payment, json in
            json.masked(document: JSONWriter.bytes(capacity: 2048) { look.object(of: payment).write(to: &$0) })
        }
    }

    private static var listBillingKeys: ControlOperation {
        DescribedCall(.get, "/sandbox/billing-keys", "listBillingKeys", .state, "List the billing keys")
            .taking(customerKeyFilter)
            .listing(.billingKey, "Billing keys, in the order of their issue; `after` is a billingKey.")
            .inSandbox
            .answered(by: listBillingKeys)
    }

    private static var customerKeyFilter: Parameter { .query("customerKey", .text("Only this buyer's.")) }

    private static func listBillingKeys(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let customerKey = call.value(customerKeyFilter)
        let (all, look) = try call.cell().read { sandbox, _ in (sandbox.billing.keys, sandbox.look) }
        let keys = all.lazy.filter { key in customerKey.map { key.customerKey == $0 } ?? true }
        return try call.page(of: keys, id: \.billingKey) { key, json in
            json.object { json in
                json.member("billingKey", key.billingKey)
                json.masked("customerKey", name: key.customerKey)
                json.member("mId", look.profile(of: key.merchant).mId)
                json.member("authenticatedAt", key.authenticatedAt)
                json.name("card")
                BillingCardObject(key.card, cards: look.cards).write(to: &json)
                json.member("deleted", key.isDeleted)
                json.member("decidedCharges", key.decidedCharges)
            }
        }
    }
}
