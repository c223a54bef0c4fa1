package import JournalCodec
package import APIDescription
package import JSON
package import Routing
package import Scenarios
package import TossAPI
import Masking

/// The merchant looks at the payment of an order: the one that was paid, else the newest.
package struct GetPaymentByOrder: TossPaymentsCall {
    package let orderId: String

    package static let places = [CallPlace("GET", "/v1/payments/orders/{orderId}")]
    package static let kind = CallKind.lookUp
    package static let isLookUp = true

    package init(_ request: APIRequest, _ parameters: PathParameters) { orderId = parameters["orderId"] ?? "" }

    package var names: CallNames { CallNames(orderId: orderId) }

    package func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) {
        facts.orderId = orderId
        let place = sandbox.payments.place(ofOrder: orderId, merchant: request.merchant)
        facts.fill(from: place.map { sandbox.payments[$0] })
    }

    package func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<Never> {
        let merchant = work.call.request.merchant
        if let place = sandbox.payments.place(ofOrder: orderId, merchant: merchant) {
            try sandbox.refuseIfPlanned(work.plan)
            return .show(sandbox.paymentBody(place))
        }
        let others = MerchantKind.allCases.filter { $0 != merchant }
        if others.contains(where: { sandbox.payments.place(ofOrder: orderId, merchant: $0) != nil }) {
            throw Refusal(.invalidApiKey, note: "The order belongs to the other key pair of this sandbox.")
        }
        throw Refusal(.notFoundPayment, note: "No payment has the orderId \(orderId).")
    }

    package func write(to json: inout JSONWriter) { json.masked("orderId", name: orderId) }

    package init(journal members: JournalObject) throws(JournalError) { orderId = try members.text("orderId") }
}

/// What the document says of it.
extension GetPaymentByOrder {
    package static var described: [DescribedPlace] {
        [
            DescribedPlace("getPaymentByOrder", .payments, "Look up a payment by its order")
                .taking(.path("orderId", "What the merchant calls the order.", example: "order-0001"))
                .answering("The payment of the order.", .component(.payment))
        ]
    }
}
