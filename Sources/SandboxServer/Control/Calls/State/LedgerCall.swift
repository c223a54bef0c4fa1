internal import APIDescription
internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
internal import Scenarios
internal import TossAPI

/// Every movement of money.
enum LedgerCall {
    static var list: ControlOperation {
        DescribedCall(.get, "/sandbox/ledger", "listLedger", .state, "List every movement of money")
            .taking(.orderIdFilter, .paymentKeyFilter, kindFilter)
            .listing(.ledgerEntry, "Charges and cancels, in the order of their commit; `after` is an id.")
            .inSandbox
            .answered(by: list)
    }

    private static var kindFilter: Parameter {
        .query("kind", .word("Only this kind.", LedgerEntry.Kind.allCases.map(\.rawValue)))
    }

    private static func list(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let orderId = call.value(.orderIdFilter)
        let paymentKey = call.value(.paymentKeyFilter)
        let kind = try call.word(kindFilter).flatMap(LedgerEntry.Kind.init)
        let entries = try call.cell().read { sandbox, _ in sandbox.ledger.entries }
        let wanted = entries.lazy.filter { entry in
            (kind.map { entry.kind == $0 } ?? true)
                && (orderId.map { entry.orderId == $0 } ?? true)
                && (paymentKey.map { entry.paymentKey == $0 } ?? true)
        }
        return try call.page(of: wanted, id: { "\($0.id)" }) { entry, json in
            json.object { json in
                json.member("id", entry.id)
                json.member("at", entry.at.preciseTimestamp)
                json.member("kind", entry.kind.rawValue)
                json.member("paymentKey", entry.paymentKey)
                json.masked("orderId", name: entry.orderId)
                json.member("mId", entry.mId)
                json.member("amount", entry.amount.amount)
                json.member("balance", entry.balance.amount)
                json.member("total", entry.total.amount)
                json.member("transactionKey", entry.transactionKey)
                json.member("requestId", entry.request.map { Int64($0) })
            }
        }
    }
}
