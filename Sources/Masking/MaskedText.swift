package import JSON

/// Text that shows no card number: what logs, events, notes, refusals and journals hold.
///
/// A number that may be a card's is masked when the text is made, and the sandbox itself goes on with what came in: an
/// order whose id happens to be one is confirmed and answered in full. Its journal has the masked id, so after a restart
/// with `--data`, or where its bundle is imported, it goes by that.
package struct MaskedText: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The text as it may be shown.
    package let text: String

    /// Text of any kind, whose card numbers are masked wherever they stand.
    package init(_ text: String) { self.text = CardMask.masked(text) }

    /// A name that somebody made up, such as an orderId: masked when all of it is a card number.
    package init(name text: String) { self.text = CardMask.masked(name: text) }

    /// A URL: masked when a card number stands apart in it.
    package init(address text: String) { self.text = CardMask.masked(address: text) }

    /// The path of a call, each segment of which is a name.
    package init(path text: String) { self.text = CardMask.masked(path: text) }

    /// Text that this program has in its own source.
    package init(stringLiteral text: String) { self.text = text }

    /// Text that this program made of nothing that came in from outside.
    package init(trusting text: String) { self.text = text }

    package var description: String { text }
}

extension JSONWriter {
    /// Writes it as the value of a member or an element.
    package mutating func string(_ text: MaskedText) { string(text.text) }

    /// Writes it as a member; nil is written as null.
    package mutating func member(_ name: StaticString, _ text: MaskedText?) { member(name, text?.text) }

    /// Writes text of any kind; nil is written as null.
    package mutating func masked(_ member: StaticString, _ text: String?) {
        self.member(member, text.map { MaskedText($0) })
    }

    /// Writes a name that somebody made up.
    package mutating func masked(_ member: StaticString, name text: String?) {
        self.member(member, text.map(MaskedText.init(name:)))
    }

    /// Writes a URL.
    package mutating func masked(_ member: StaticString, address text: String?) {
        self.member(member, text.map(MaskedText.init(address:)))
    }

    /// Writes a JSON document whose texts, names and numbers are masked.
    package mutating func masked(document bytes: [UInt8]) { raw(CardMask.masked(document: bytes)) }
}
