package import JSON
internal import TossAPI

extension Subscriptions.Overview {
    /// The members that show a subscription to its owner.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("status", subscription.state.rawValue)
        json.member("amount", subscription.amount)
        json.member("card", card)
        json.member("startedAt", subscription.startedAt)
        json.member("nextChargeAt", subscription.nextChargeAt)
        json.member("cancelledAt", subscription.cancelledAt)
        json.member("endedAt", subscription.endedAt)
    }
}
