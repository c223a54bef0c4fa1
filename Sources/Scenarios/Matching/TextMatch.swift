/// What a rule asks of a text: all parts that are there must hold.
package struct TextMatch: Sendable {
    /// The text must fit this.
    package var glob: Glob?
    /// It must be one of these.
    package var members: Set<String>?
    /// All of it must fit this.
    package var expression: RegularExpression?

    /// A match of these parts; without any, every text fits.
    package init(glob: Glob? = nil, members: Set<String>? = nil, expression: RegularExpression? = nil) {
        self.glob = glob
        self.members = members
        self.expression = expression
    }

    /// Whether all parts hold for the text.
    package func matches(_ text: String) -> Bool {
        if let glob, !glob.matches(text) { return false }
        if let members, !members.contains(text) { return false }
        if let expression, !expression.matches(text) { return false }
        return true
    }
}

/// What a rule asks of an amount: all parts that are there must hold.
package struct AmountMatch: Sendable {
    /// The smallest amount that fits.
    package var atLeast: Int64?
    /// The largest amount that fits.
    package var atMost: Int64?
    /// It must be one of these.
    package var members: Set<Int64>?
    /// Asked of the amount in decimal digits.
    package var text: TextMatch?

    /// A match of these parts; without any, every amount fits.
    package init(
        atLeast: Int64? = nil,
        atMost: Int64? = nil,
        members: Set<Int64>? = nil,
        text: TextMatch? = nil
    ) {
        self.atLeast = atLeast
        self.atMost = atMost
        self.members = members
        self.text = text
    }

    /// Whether all parts hold for the amount.
    package func matches(_ amount: Int64) -> Bool {
        if let atLeast, amount < atLeast { return false }
        if let atMost, amount > atMost { return false }
        if let members, !members.contains(amount) { return false }
        if let text, !text.matches(String(amount)) { return false }
        return true
    }
}

/// A text with `*` for any run of characters and `?` for one; without them, that text and no other.
package struct Glob: Sendable, Equatable {
    /// The pattern as it was written.
    package let pattern: String
    private let scalars: [Unicode.Scalar]
    /// Whether one text only fits.
    package let isPlain: Bool

    /// Every text is a pattern.
    package init(_ pattern: String) {
        self.pattern = pattern
        scalars = Array(pattern.unicodeScalars)
        isPlain = !scalars.contains { $0 == "*" || $0 == "?" }
    }

    /// Whether the whole text fits, in time proportional to both lengths multiplied at worst.
    package func matches(_ text: String) -> Bool {
        if isPlain { return text.utf8.count == pattern.utf8.count && text.utf8.elementsEqual(pattern.utf8) }
        let text = text.unicodeScalars
        var index = 0
        var position = text.startIndex
        // Where to take up again when the last star must swallow one more.
        var star: (index: Int, position: String.UnicodeScalarView.Index)?
        while position < text.endIndex {
            if index < scalars.count, scalars[index] == "*" {
                star = (index, position)
                index += 1
            } else if index < scalars.count, scalars[index] == "?" || scalars[index] == text[position] {
                index += 1
                position = text.index(after: position)
            } else if let last = star {
                star = (last.index, text.index(after: last.position))
                index = last.index + 1
                position = text.index(after: last.position)
            } else {
                return false
            }
        }
        return scalars[index...].allSatisfy { $0 == "*" }
    }
}
