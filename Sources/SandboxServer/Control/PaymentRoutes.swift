internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
internal import TossAPI

/// What the outside world can do to a payment, and what there is.
struct PaymentRoutes {
    var routes: [ControlRoute] {
        [
            ControlRoute(.get, "/sandbox/payments", list),
            ControlRoute(.post, "/sandbox/payments/{paymentKey}/expire", expire),
            ControlRoute(.post, "/sandbox/payments/{paymentKey}/close", close),
            ControlRoute(.get, "/sandbox/billing-keys", listBillingKeys),
        ]
    }

    @Sendable private func list(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let orderId = call.request.queryValue("orderId")
        let status = try call.word("status", among: PaymentStatus.allCases.map(\.rawValue))
        let (all, look) = try call.cell().read { sandbox, _ in (sandbox.payments.payments, sandbox.look) }
        let payments = all.lazy.filter { payment in
            payment.state != .usedForBilling && (orderId.map { payment.terms.orderId == $0 } ?? true)
                && (status.map { payment.status.rawValue == $0 } ?? true)
        }
        return try call.page(of: payments, id: \.paymentKey) { payment, json in
            json.masked(document: JSONWriter.bytes(capacity: 2048) { look.object(of: payment).write(to: &$0) })
        }
    }

    @Sendable private func expire(_ call: ControlCall) throws(ControlRefusal) -> Response {
        _ = try call.body()
        return try Self.payment(after: ExpirePayment(paymentKey: call.parameter("paymentKey")), in: try call.cell())
    }

    /// The buyer closes the window: nothing changes and nothing is sent (documented).
    @Sendable private func close(_ call: ControlCall) throws(ControlRefusal) -> Response {
        _ = try call.body()
        let key = call.parameter("paymentKey")
        let found = try call.cell().read { sandbox, _ -> Result<[UInt8], ControlRefusal> in
            guard let place = sandbox.payments.place(of: key) else { return .failure(Sandbox.unknownPayment(key)) }
            guard case .ready = sandbox.payments[place].state else {
                return .failure(sandbox.wrongStatus(place, wanted: "READY"))
            }
            return .success(sandbox.paymentBody(place))
        }
        return Response(status: 200, headers: jsonHeaders, body: try found.get())
    }

    /// Changes a payment, and shows it as it is then.
    static func payment<Command: SandboxCommand>(
        after command: Command,
        in cell: SandboxCell
    ) throws(Command.Failure) -> Response where Command.Answer == PaymentPlace {
        let body = try cell.apply(command) { sandbox, payment in sandbox.paymentBody(payment.place) }
        return Response(status: 200, headers: jsonHeaders, body: body)
    }

    @Sendable private func listBillingKeys(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let customerKey = call.request.queryValue("customerKey")
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
