package import JournalCodec
package import JSON
import Masking

/// A payment's time is over at once.
package struct ExpirePayment: SandboxCommand {
    package let paymentKey: String

    package init(paymentKey: String) { self.paymentKey = paymentKey }

    package static let word = "expire"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> PaymentPlace {
        guard let place = sandbox.payments.place(of: paymentKey) else { throw Sandbox.unknownPayment(paymentKey) }
        guard sandbox.payments[place].deadline != nil else {
            throw sandbox.wrongStatus(place, wanted: "READY or IN_PROGRESS")
        }
        do throws(Contradiction) {
            try sandbox.apply(.expire, to: place, causedBy: nil, at: turn.now)
        } catch {
            throw ControlRefusal(.conflict, error.description)
        }
        return PaymentPlace(place)
    }

    package func write(to json: inout JSONWriter) { json.masked("paymentKey", name: paymentKey) }

    package init(journal members: JournalObject) throws(JournalError) { paymentKey = try members.text("paymentKey") }
}
