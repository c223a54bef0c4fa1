package import JournalCodec
package import APIDescription
package import JSON
package import Routing
package import Scenarios
package import TossAPI
import Masking

/// The merchant looks at a payment.
package struct GetPayment: TossPaymentsCall {
    package let paymentKey: String

    package static let places = [CallPlace("GET", "/v1/payments/{paymentKey}")]
    package static let kind = CallKind.lookUp
    package static let isLookUp = true

    package init(_ request: APIRequest, _ parameters: PathParameters) { paymentKey = parameters["paymentKey"] ?? "" }

    package var names: CallNames { CallNames(paymentKey: paymentKey) }
    package var subject: IssuedKey? { .payment(paymentKey) }

    package func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) {
        facts.paymentKey = paymentKey
        facts.fill(from: sandbox.payment(paymentKey))
    }

    package func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<Never> {
        let place = try sandbox.ownPayment(paymentKey, for: work.call.request)
        try sandbox.refuseIfPlanned(work.plan)
        return .show(sandbox.paymentBody(place))
    }

    package func write(to json: inout JSONWriter) { json.masked("paymentKey", name: paymentKey) }

    package init(journal members: JournalObject) throws(JournalError) { paymentKey = try members.text("paymentKey") }
}

/// What the document says of it.
extension GetPayment {
    package static var described: [DescribedPlace] {
        [
            DescribedPlace("getPayment", .payments, "Look up a payment by its key")
                .taking(.paymentKeyInPath)
                .answering("The payment.", .component(.payment))
        ]
    }
}
