import Encodings
package import TossAPI

/// What each test card does.
///
/// Toss publishes no test card numbers: its test keys take any real card and charge nothing. The numbers here are those
/// that integration guides print, those measured with test keys, and our own.
package struct CardTable: Sendable, Equatable {
    /// By the whole number, digits only.
    package private(set) var numbers: [String: CardPlan]
    /// By the digits in front of the star; the empty one stands for every number.
    package private(set) var prefixes: [String: CardPlan]

    /// A table of these entries; numbers and prefixes must be digits only.
    package init(numbers: [String: CardPlan] = [:], prefixes: [String: CardPlan] = [:]) {
        self.numbers = numbers
        self.prefixes = prefixes
    }

    /// This table with the entries of another added, which win where both have one.
    package func overlaid(by other: CardTable) -> CardTable {
        CardTable(
            numbers: numbers.merging(other.numbers) { $1 },
            prefixes: prefixes.merging(other.prefixes) { $1 }
        )
    }

    /// Whether the number is in the table, by itself or by a prefix.
    package func contains(_ number: String) -> Bool { plan(for: number) != nil }

    /// The plan of the longest entry that fits; nil when none does.
    package func plan(for number: String) -> CardPlan? {
        let number = Self.normalized(number)
        if let plan = numbers[number] { return plan }
        guard !prefixes.isEmpty else { return nil }
        var prefix = number.prefix(Self.longestNumber)
        while true {
            if let plan = prefixes[String(prefix)] { return plan }
            if prefix.popLast() == nil { return nil }
        }
    }

    /// What the card company says.
    ///
    /// `attempt` counts the decided charges of the card, or of the billing key, from 1. A number that is not in the
    /// table approves, unless it passes the Luhn check: it may be a real card, and gets `INVALID_CARD_NUMBER`.
    package func decide(_ number: String, for use: CardUse, attempt: Int, at now: Instant) -> CardVerdict {
        if let plan = plan(for: number) { return plan.verdict(for: use, attempt: attempt, at: now) }
        return passesLuhn(Self.normalized(number)) ? .refuse(.invalidCardNumber) : .approve
    }

    /// The wire allows a card number up to 20 digits.
    package static let longestNumber = 20

    /// The number without spaces and dashes.
    package static func normalized(_ number: String) -> String {
        // Most come as plain digits, and each confirm asks.
        let bytes = number.utf8.span
        var isPlain = true
        for index in bytes.indices where bytes[index] == 0x20 || bytes[index] == 0x2D { isPlain = false }
        if isPlain { return number }
        return String(decoding: number.utf8.filter { $0 != 0x20 && $0 != 0x2D }, as: UTF8.self)
    }
}
