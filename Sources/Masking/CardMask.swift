internal import Encodings

/// The one mask: what becomes of card numbers in whatever is logged, journaled or shown.
///
/// Of each number the first four digits stay, and the last four; an `x` stands for every other one, so that the text
/// keeps its length in characters, can stand in a URL, a pattern and JSON as it is, and masks to itself. Names that the
/// shop or the gateway made up (`names`) are masked only when all of one is a card number: a name that only contains
/// such digits is none, and has to be found again after a restart. Those that are masked are other names from then on.
package enum CardMask {
    /// The members, headers and parameters that hold a name.
    private static let names: Set = [
        "orderId", "paymentKey", "customerKey", "billingKey", "authKey", "cancelRequestId", "idempotencyKey",
    ]

    /// Whether what is called so is a name that the shop or the gateway made up.
    package static func isName(_ member: String) -> Bool {
        names.contains(member) || equalIgnoringCase(member, "idempotency-key")
    }

    /// The text with its card numbers masked but for those that are spared; nil when there is none.
    ///
    /// Which are spared is asked with the digits of each.
    package static func masked(_ bytes: Span<UInt8>, sparing isSpared: ((String) -> Bool)? = nil) -> [UInt8]? {
        guard CardScan.finds(in: bytes) else { return nil }
        var windows = CardScan.windows(in: bytes)
        if let isSpared { windows.removeAll { isSpared(CardScan.digits(in: bytes, $0)) } }
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

    /// The text with its card numbers masked wherever they stand.
    package static func masked(_ text: String) -> String {
        masked(text.utf8.span).map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// A name, masked when all of it is a card number.
    package static func masked(name text: String) -> String {
        // Most begin with a letter.
        guard let first = text.utf8.first, (first | 0x20) &- 0x61 >= 26, CardScan.isCard(text.utf8.span) else {
            return text
        }
        return masked(text)
    }

    /// A URL, masked when a card number stands apart in it: the digits of a token are no card.
    package static func masked(address text: String) -> String {
        guard CardScan.finds(in: text.utf8.span), !CardScan.windows(in: text.utf8.span, .apart).isEmpty else {
            return text
        }
        return masked(text)
    }

    /// The path of a call, whose segments are names.
    package static func masked(path: String) -> String {
        guard CardScan.finds(in: path.utf8.span) else { return path }
        return path.split(separator: "/", omittingEmptySubsequences: false).map { masked(name: String($0)) }
            .joined(separator: "/")
    }

    /// A value called so by what it stands in.
    package static func masked(_ text: String, named name: String) -> String {
        isName(name) ? masked(name: text) : masked(text)
    }
}
