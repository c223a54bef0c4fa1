package import JournalCodec
package import JSON
import Masking

/// A buyer who had left the window finishes in it.
package struct FinishVisit: SandboxCommand {
    package let paymentKey: String
    /// Nil pays with the card of a buyer who names none.
    package let cardNumber: String?
    package let behavior: BuyerBehavior

    package init(paymentKey: String, cardNumber: String?, behavior: BuyerBehavior) {
        self.paymentKey = paymentKey
        self.cardNumber = cardNumber
        self.behavior = behavior
    }

    package static let word = "authenticate"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> PaymentPlace {
        guard let place = sandbox.payments.place(of: paymentKey) else { throw Sandbox.unknownPayment(paymentKey) }
        guard case .ready = sandbox.payments[place].state else { throw sandbox.wrongStatus(place, wanted: "READY") }
        _ = sandbox.finishVisit(place, card: cardNumber ?? defaultCardNumber, behavior: behavior, at: turn.now)
        return PaymentPlace(place)
    }

    package func write(to json: inout JSONWriter) {
        json.masked("paymentKey", name: paymentKey)
        json.member("cardNumber", cardNumber)
        behavior.write(to: &json)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        paymentKey = try members.text("paymentKey")
        cardNumber = try members.optionalText("cardNumber")
        behavior = try BuyerBehavior(members)
    }
}

/// The payment that a command was about, after the change.
package struct PaymentPlace: CommandAnswer {
    /// Its place in the store.
    package let place: Int

    init(_ place: Int) { self.place = place }

    package func write(to json: inout JSONWriter, in sandbox: Sandbox) {
        json.object { json in
            json.member("kind", "payment")
            let body = CardMask.masked(document: sandbox.paymentBody(place))
            json.member("body", String(decoding: body, as: UTF8.self))
        }
    }
}
