package import Scenarios
import TossAPI

/// Which rule would decide a call, why the others would not, and what the card says by itself.
package struct Explanation: Sendable {
    /// What the card would say to its next attempt, when no rule speaks for it.
    package struct CardReason: Sendable {
        /// As everything shows it.
        package let maskedNumber: String
        /// Which decided charge it would be, from 1.
        package let attempt: Int
        /// What it would say.
        package let verdict: CardVerdict
    }

    /// The rule that decides; nil leaves the call to the gateway and the card.
    package let fires: String?
    /// What that rule does, in words.
    package let does: String?
    /// Nil when no card is known, or when such a call asks none.
    package let card: CardReason?
    /// In the order of the scenario.
    package let rules: [RuleReason]
    /// The call with everything that was filled in; a card's number is masked.
    package let call: [Fact]

    /// One thing that is known of the call.
    package struct Fact: Sendable, Equatable {
        /// As scenario files call it.
        package let name: String
        /// In words.
        package let value: String
    }
}
