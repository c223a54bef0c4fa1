import JSON

/// Hides what a card number must not show: the four digits after the eighth, and the last one.
///
/// The form in which Toss shows the number of a card that it knows.
package func maskCardNumber(_ number: String) -> String {
    let count = number.utf8.count
    let masked = number.utf8.enumerated().map { index, digit in
        count > 12 && (index < 8 || (12..<(count - 1)).contains(index)) ? digit : UInt8(ascii: "*")
    }
    return String(decoding: masked, as: UTF8.self)
}

/// The one mask: what becomes of card numbers in whatever is logged, journaled or shown.
///
/// Of each number the first four digits stay, and the last four; an `x` stands for every other one, so that the text
/// keeps its length in characters, can stand in a URL, a pattern and JSON as it is, and masks to itself. Names that the
/// shop or the gateway made up (`names`) are masked only when all of one is a card number: a name that only contains
/// such digits is none, and has to be found again after a restart. Those that are masked are other names from then on.
enum CardMask {
    /// The members, headers and parameters that hold a name.
    private static let names: Set = [
        "orderId", "paymentKey", "customerKey", "billingKey", "authKey", "cancelRequestId", "idempotencyKey",
    ]

    static func isName(_ member: String) -> Bool {
        names.contains(member) || equalIgnoringCase(member, "idempotency-key")
    }

    /// The text with its card numbers masked but for those of a table; nil when there is none.
    static func masked(_ bytes: Span<UInt8>, sparing cards: CardTable? = nil) -> [UInt8]? {
        guard CardScan.finds(in: bytes) else { return nil }
        var windows = CardScan.windows(in: bytes)
        if let cards { windows.removeAll { cards.numbers[CardScan.digits(in: bytes, $0)] != nil } }
        guard !windows.isEmpty else { return nil }
        var masked: [UInt8] = []
        masked.reserveCapacity(bytes.count)
        var rest = windows[...]
        var digits = 0
        var index = 0
        while index < bytes.count {
            let glyph = Glyph(at: index, in: bytes)
            var isHidden = false
            if glyph.kind.isDigit {
                if let window = rest.first, digits > window.upperBound { rest.removeFirst() }
                isHidden = rest.first.map { (($0.lowerBound + 4)...($0.upperBound - 4)).contains(digits) } ?? false
                digits += 1
            }
            if isHidden {
                masked.append(Glyph.veil)
            } else {
                for place in index..<(index + glyph.length) { masked.append(bytes[place]) }
            }
            index += glyph.length
        }
        return masked
    }

    static func masked(_ text: String) -> String {
        masked(text.utf8.span).map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// A name, masked when all of it is a card number.
    static func masked(name text: String) -> String {
        // Most begin with a letter.
        guard let first = text.utf8.first, (first | 0x20) &- 0x61 >= 26, CardScan.isCard(text.utf8.span) else {
            return text
        }
        return masked(text)
    }

    /// A URL, masked when a card number stands apart in it: the digits of a token are no card.
    static func masked(address text: String) -> String {
        guard CardScan.finds(in: text.utf8.span), !CardScan.windows(in: text.utf8.span, .apart).isEmpty else {
            return text
        }
        return masked(text)
    }

    /// The path of a call, whose segments are names.
    static func masked(path: String) -> String {
        guard CardScan.finds(in: path.utf8.span) else { return path }
        return path.split(separator: "/", omittingEmptySubsequences: false).map { masked(name: String($0)) }
            .joined(separator: "/")
    }

    /// A value called so by what it stands in.
    static func masked(_ text: String, named name: String) -> String {
        isName(name) ? masked(name: text) : masked(text)
    }
}
