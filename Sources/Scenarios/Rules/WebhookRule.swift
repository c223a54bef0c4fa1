package import TossAPI

/// One entry of `webhooks.rules`: for which events, how often, and what becomes of their deliveries.
package struct WebhookRule: Sendable {
    /// The file's name for it, or its place: `webhooks.rules[0]`.
    package let name: String
    /// The event types it is about.
    package let events: Set<String>
    /// What must hold for an event besides.
    package let conditions: RuleConditions
    /// Which matching events it fires for, counted from 1; nil means each.
    package let attempts: Set<Int>?
    /// How often it may fire; nil means without end.
    package let times: Int?
    /// The first instant at which it fires; nil means always.
    package let from: Instant?
    /// The first instant at which it no longer fires.
    package let until: Instant?
    /// Whether a run may end without it ever having fired.
    package let isOptional: Bool
    /// What happens when it fires.
    package let action: WebhookAction

    /// Whether the rule is about this event, whatever its limits say.
    package func matches(_ event: EventFacts) -> Bool {
        events.contains(event.eventType) && conditions.hold(for: event)
    }

    /// Whether the limits let the rule fire for its `attempt`-th matching event, after `fired` firings.
    package func fires(attempt: Int, fired: Int, at now: Instant) -> Bool {
        if let attempts, !attempts.contains(attempt) { return false }
        if let times, fired >= times { return false }
        if let from, now < from { return false }
        if let until, now >= until { return false }
        return true
    }

    /// Whether every event of its types that reaches the rule ends there.
    var isUnlimited: Bool {
        conditions.isEmpty && attempts == nil && times == nil && from == nil && until == nil
    }
}

/// What a rule does to every delivery of an event; without any part, what Toss does.
package struct WebhookAction: Sendable, Equatable {
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
}

/// What a webhook rule can ask about an event; a field that is nil never matches.
package struct EventFacts: Sendable {
    /// The event's type in Toss's own words, whatever a dialect calls it.
    package let eventType: String
    /// The order of the payment.
    package let orderId: String?
    /// The payment it is about.
    package let paymentKey: String?
    /// The customer of the payment.
    package let customerKey: String?
    /// The way to pay, in Korean as in answers: `카드`.
    package let method: String?
    /// The status that the event announces.
    package let status: String?
    /// The payment's amount in won.
    package let amount: Int64?

    /// The facts that are known; the others are nil.
    package init(
        eventType: String,
        orderId: String?,
        paymentKey: String?,
        customerKey: String?,
        method: String?,
        status: String?,
        amount: Int64?
    ) {
        self.eventType = eventType
        self.orderId = orderId
        self.paymentKey = paymentKey
        self.customerKey = customerKey
        self.method = method
        self.status = status
        self.amount = amount
    }
}

extension RuleConditions {
    /// The fields that an event has; the amount apart.
    static let eventFields: [Field] = [.orderId, .paymentKey, .customerKey, .method, .status]

    fileprivate func hold(for event: EventFacts) -> Bool {
        for (field, match) in texts {
            guard let value = event.value(of: field), match.matches(value) else { return false }
        }
        guard let amount else { return true }
        return event.amount.map { amount.matches($0) } ?? false
    }
}

extension EventFacts {
    fileprivate func value(of field: RuleConditions.Field) -> String? {
        switch field {
        case .orderId: orderId
        case .paymentKey: paymentKey
        case .customerKey: customerKey
        case .method: method
        case .status: status
        default: nil
        }
    }
}

/// What a sandbox remembers of its webhook rules, in the order of the rules.
package struct WebhookRuleBook: Sendable, Equatable {
    /// How many events each rule was about.
    package private(set) var matched: [Int]
    /// How many events each rule decided.
    package private(set) var fired: [Int]
    /// For each rule that reorders, the places in the delivery log that it holds, event by event.
    private var batches: [Int: [[Int]]] = [:]

    /// Zeros for so many rules.
    package init(ruleCount: Int = 0) {
        matched = Array(repeating: 0, count: max(0, ruleCount))
        fired = matched
    }

    /// The place of the rule that decides this event, counted; nil when none does.
    ///
    /// The first match wins. A rule that matches but does not fire counts its match and lets the next one try.
    package mutating func firing(among rules: [WebhookRule], for event: EventFacts, at now: Instant) -> Int? {
        for (index, rule) in rules.enumerated() where rule.matches(event) {
            matched[index] += 1
            if rule.fires(attempt: matched[index], fired: fired[index], at: now) {
                fired[index] += 1
                return index
            }
        }
        return nil
    }

    /// Adds an event's deliveries to what a rule holds; returns all of them, last one first, once there are `size` events.
    ///
    /// An event of which nothing is held any more, because somebody released or dropped it, no longer counts.
    package mutating func gather(_ places: [Int], for rule: Int, size: Int, isHeld: (Int) -> Bool) -> [Int]? {
        let events = batches[rule, default: []].filter { $0.contains(where: isHeld) } + [places]
        guard events.count >= size else {
            batches[rule] = events
            return nil
        }
        batches[rule] = nil
        return events.flatMap { $0 }.filter(isHeld).reversed()
    }

    /// What rules hold until more events come, in the order of the log; some of it may have gone by itself.
    package var gathered: [Int] { batches.values.flatMap { $0.flatMap { $0 } }.sorted() }
}
