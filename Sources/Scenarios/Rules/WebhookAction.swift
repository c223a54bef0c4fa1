/// What a rule does to every delivery of an event; without any part, what Toss does.
package struct WebhookAction: RuleConsequence, Equatable {
    /// How much later the first attempt is made, by the sandbox's clock; never negative.
    package var delay: Duration?
    /// Whether nothing is sent.
    package var drops = false
    /// How often it is sent in all, from 1 to 100.
    package var copies = 1
    /// Whether it waits for somebody to release it.
    package var holds = false
    /// How many events are held before all of them are sent in reverse order; from 2.
    package var reorder: Int?
    /// Whether the answer to the call that caused the event waits for the first attempt.
    package var precedesResponse = false
    /// Whether the first attempt carries half of the body.
    package var corrupts = false
    /// Whether it is signed with another key than the endpoint's.
    package var hasWrongSecret = false

    /// An action that changes nothing.
    package init() {}

    /// Events come as often as they come.
    package var rateLimit: RateLimit? { nil }
}
