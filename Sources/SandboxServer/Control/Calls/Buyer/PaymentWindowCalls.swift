internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore
internal import Scenarios
internal import TossAPI

/// What buyer and time can do to a payment whose window is open.
enum PaymentWindowCalls {
    static var all: [ControlOperation] { [authenticate, expire, close] }

    private static var authenticate: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/payments/{paymentKey}/authenticate",
            "authenticatePayment",
            .buyer,
            "Let the buyer of a READY payment decide"
        )
        .taking(.paymentKeyInPath)
        .body(of: [BuyerMembers.cardNumber, BuyerMembers.buyer], example: #"{"buyer":"approve"}"#)
        .answering(.payment("The payment."), .shared(.notFound))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            let cell = try call.cell()
            let cards = cell.read { sandbox, _ in sandbox.scenario.cards }
            let command = FinishVisit(
                paymentKey: call.path(.paymentKeyInPath),
                cardNumber: try call.body.cardNumber(in: cards),
                behavior: try call.body[BuyerMembers.buyer]
            )
            return try payment(after: command, in: cell)
        }
    }

    private static var expire: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/payments/{paymentKey}/expire",
            "expirePayment",
            .buyer,
            "Let a payment run out of time"
        )
        .taking(.paymentKeyInPath)
        .answering(.payment("The payment, now `EXPIRED`."), .shared(.notFound))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            try payment(after: ExpirePayment(paymentKey: call.path(.paymentKeyInPath)), in: try call.cell())
        }
    }

    /// Changes a payment, and shows it as it is then.
    private static func payment<Command: SandboxCommand>(
        after command: Command,
        in cell: SandboxCell
    ) throws(Command.Failure) -> Response where Command.Answer == PaymentPlace {
        let body = try cell.apply(command) { sandbox, payment in sandbox.paymentBody(payment.place) }
        return Response(status: 200, headers: jsonHeaders, body: body)
    }

    /// The buyer closes the window: nothing changes and nothing is sent (documented).
    private static var close: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/payments/{paymentKey}/close",
            "closePaymentWindow",
            .buyer,
            "Let the buyer close the window",
            "Changes nothing and sends nothing, as with Toss."
        )
        .taking(.paymentKeyInPath)
        .answering(.payment("The payment, as it was."), .shared(.notFound))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            let key = call.path(.paymentKeyInPath)
            let found = try call.cell().read { sandbox, _ -> Result<[UInt8], ControlRefusal> in
                guard let place = sandbox.payments.place(of: key) else { return .failure(Sandbox.unknownPayment(key)) }
                guard case .ready = sandbox.payments[place].state else {
                    return .failure(sandbox.wrongStatus(place, wanted: "READY"))
                }
                return .success(sandbox.paymentBody(place))
            }
            return Response(status: 200, headers: jsonHeaders, body: try found.get())
        }
    }
}
