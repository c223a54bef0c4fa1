/// One entry of a list of rules: about what, how often, and what then.
package struct Rule<Facts: RuleFacts, Action: RuleConsequence>: Sendable {
    /// The file's name for it, or its place: `rules[0]`.
    package let name: String
    /// What `on` names: the kinds of calls or events it is about.
    package let subjects: Set<Facts.Subject>
    /// What must hold besides.
    package let conditions: RuleConditions
    /// When it fires for what it matches.
    package let limits: RuleLimits
    /// Whether a run may end without it ever having fired.
    package let isOptional: Bool
    /// What happens when it fires.
    package let action: Action

    /// A rule without conditions and limits unless they are given.
    package init(
        name: String,
        subjects: Set<Facts.Subject>,
        conditions: RuleConditions = RuleConditions(),
        limits: RuleLimits = RuleLimits(),
        isOptional: Bool = false,
        action: Action
    ) {
        self.name = name
        self.subjects = subjects
        self.conditions = conditions
        self.limits = limits
        self.isOptional = isOptional
        self.action = action
    }

    /// Whether the rule is about this, whatever its limits say.
    package func matches(_ facts: Facts) -> Bool {
        subjects.contains(facts.subject) && conditions.hold(for: facts)
    }

    /// Whether everything of its subjects that reaches the rule ends there.
    var isUnlimited: Bool { conditions.isEmpty && limits.letAllThrough && action.rateLimit == nil }
}

/// An entry of `rules`: about calls, and the buyer in the payment window.
package typealias CallRule = Rule<CallFacts, RuleAction>

/// An entry of `webhooks.rules`: about the deliveries of events.
package typealias WebhookRule = Rule<EventFacts, WebhookAction>

/// What the `then` of a rule says.
package protocol RuleConsequence: Sendable {
    /// The limit it watches over, when that is what it does.
    var rateLimit: RateLimit? { get }
}
