package import JournalCodec
package import APIDescription
package import JSON
package import Routing
package import Scenarios
package import TossAPI
import Masking

/// A billing key can be charged no more.
package struct DeleteBillingKey: TossPaymentsCall {
    package let billingKey: String

    package static let places = [CallPlace("DELETE", "/v1/billing/{billingKey}")]
    package static let kind = CallKind.billingDelete

    package init(_ request: APIRequest, _ parameters: PathParameters) { billingKey = parameters["billingKey"] ?? "" }

    package var names: CallNames { CallNames() }
    package var subject: IssuedKey? { .billingKey(billingKey) }

    package func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) {
        facts.billingKey = billingKey
        facts.fill(from: sandbox.billing.place(of: billingKey).map { sandbox.billing[$0] })
    }

    /// The place of the key.
    package typealias Change = Int

    package func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<Change> {
        let place = try sandbox.ownBillingKey(billingKey, for: work.call.request)
        // Not measured; the text fits.
        guard !sandbox.billing[place].isDeleted else {
            throw Refusal(.alreadyRemovedBillingKey, note: "The billing key was deleted before.")
        }
        try sandbox.refuseIfPlanned(work.plan)
        return .change(place)
    }

    package func commit(_ place: Change, _ work: Work, in sandbox: inout Sandbox, at now: Instant) -> Answer {
        sandbox.billing[place].isDeleted = true
        sandbox.note(.billingKeyDeleted, sandbox.billing[place], causedBy: work.id, at: now)
        sandbox.announceDeletion(of: sandbox.billing[place].billingKey, causedBy: work.id, at: now)
        // 200 with an empty body (measured).
        return .object([])
    }

    package func stage(_ place: Change, from sandbox: Sandbox, on stage: inout Sandbox) -> Change? {
        stage.billing.add(sandbox.billing[place])
        return 0
    }

    package func write(to json: inout JSONWriter) { json.masked("billingKey", name: billingKey) }

    package init(journal members: JournalObject) throws(JournalError) { billingKey = try members.text("billingKey") }
}

/// What the document says of it.
extension DeleteBillingKey {
    package static var described: [DescribedPlace] {
        [
            DescribedPlace("deleteBillingKey", .billing, "Delete a billing key")
                .taking(.billingKeyInPath)
                .answering("It is deleted; there is no body.")
        ]
    }
}
