/// Finds card numbers in text: 13 to 19 digits that pass the Luhn check and start as a card of that length does.
///
/// A window slides over the digits of each run, so that neither an expiry date nor another card right behind the number
/// hides it. Between the digits of a run may stand up to eight separators (`Glyph`). A window with separators in it
/// begins where a group of digits does, or is in groups of four or one: `010-1234-5678 2026-01-05` is a telephone number and a
/// date, whatever the digits from its middle add up to. With a colon, a semicolon or a bar in it only groups of a card
/// will do: `22:21:33.123456` is a time. The time to look is linear in the text.
package struct CardScan {
    /// Digits of the run, counted from the first one of the text.
    typealias Window = ClosedRange<Int>

    /// Where a number may stand to be found.
    enum Place {
        case anywhere
        /// With neither a letter nor a digit right before or behind it, as in a part of a URL.
        case apart
    }

    /// The digits of a card number, at least and at most.
    static let lengths = 13...19
    private static let widestGap = 8

    private var values = InlineArray<32, UInt8>(repeating: 0)
    /// The Luhn sums before each digit: with the digits at even places doubled, and with the others.
    private var evenBefore = InlineArray<32, UInt8>(repeating: 0)
    private var oddBefore = InlineArray<32, UInt8>(repeating: 0)
    private var starts = InlineArray<32, Start>(repeating: .inside)
    private var even: UInt8 = 0
    private var odd: UInt8 = 0
    /// Digits of the run so far.
    private var count = 0
    /// Digits since the last separator.
    private var grouped = 0
    /// Digits since the last divider.
    private var undivided = 0

    /// How a digit stands to what is before it.
    private enum Start {
        case inside
        /// The first of its group, right behind a letter or not.
        case behindLetter, apart
    }

    /// Whether the text holds a card number; without 13 digits in a row it is one pass that allocates nothing.
    ///
    /// A document may also hold one in parts, as texts of a list: `acrossQuotes` says that it might.
    package static func finds(in bytes: Span<UInt8>, acrossQuotes: Bool = false) -> Bool {
        var run = Run()
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte &- 0x30 < 10 {
                run.take(byte - 0x30, at: index)
                index += 1
                continue
            }
            var length = 1
            if byte < 0x80, byte != Glyph.backslash, byte != Glyph.percent {
                // Most of a body, and most of that between runs.
                guard run.digits > 0, !Glyph.isBetweenDigits(byte) else {
                    index += 1
                    continue
                }
                if acrossQuotes, byte == UInt8(ascii: "\"") {
                    run.noteQuote()
                    index += 1
                    continue
                }
            } else {
                let glyph = Glyph(at: index, in: bytes)
                length = glyph.length
                if case .digit(let value) = glyph.kind { run.take(value, at: index) }
                guard glyph.kind == .letter || glyph.kind == .other else {
                    index += length
                    continue
                }
            }
            if run.mayHoldCard, run.hasQuotes || walkFinds(in: bytes, from: run.start) { return true }
            run.digits = 0
            index += length
        }
        return run.mayHoldCard && (run.hasQuotes || walkFinds(in: bytes, from: run.start))
    }

    /// What is known of a run without a look at its sums.
    private struct Run {
        var start = 0
        var digits = 0
        private var digitsBeforeQuote = 0
        private var beginsWith3Or4 = false

        @inline(__always)
        mutating func take(_ value: UInt8, at index: Int) {
            if digits == 0 {
                start = index
                digitsBeforeQuote = 0
                beginsWith3Or4 = false
            }
            if digits < 3, value == 3 || value == 4 { beginsWith3Or4 = true }
            digits += 1
        }

        mutating func noteQuote() { if digitsBeforeQuote == 0 { digitsBeforeQuote = digits } }

        /// Whether a quote stands among its digits.
        var hasQuotes: Bool { digitsBeforeQuote > 0 && digits > digitsBeforeQuote }

        /// Numbers of 13 to 15 digits begin with 3 or 4, as few stamps and names do.
        var mayHoldCard: Bool { digits > 15 || digits > 12 && beginsWith3Or4 }
    }

    private static func walkFinds(in bytes: Span<UInt8>, from start: Int) -> Bool {
        var isThere = false
        _ = walk(bytes, from: start, toEndOfRun: true) { _, _ in
            isThere = true
            return false
        }
        return isThere
    }

    /// The digits that belong to card numbers; those of numbers that overlap are one stretch.
    static func windows(in bytes: Span<UInt8>, _ place: Place = .anywhere) -> [Window] {
        var found: [Window] = []
        _ = walk(bytes, from: 0, toEndOfRun: false) { window, isApart in
            guard isApart || place == .anywhere else { return true }
            var window = window
            while let last = found.last, last.upperBound >= window.lowerBound {
                window = min(last.lowerBound, window.lowerBound)...max(last.upperBound, window.upperBound)
                found.removeLast()
            }
            found.append(window)
            return true
        }
        return found
    }

    /// The digits of a window.
    static func digits(in bytes: Span<UInt8>, _ window: Window) -> String {
        var text = ""
        var digits = 0
        var index = 0
        while index < bytes.count, digits <= window.upperBound {
            let glyph = Glyph(at: index, in: bytes)
            if case .digit(let value) = glyph.kind {
                if digits >= window.lowerBound { text += "\(value)" }
                digits += 1
            }
            index += glyph.length
        }
        return text
    }

    /// Whether all of the text is one card number, separators apart.
    package static func isCard(_ bytes: Span<UInt8>) -> Bool {
        // Most names have a letter, and most of those at once.
        var digits = 0
        var index = 0
        while index < bytes.count {
            let glyph = Glyph(at: index, in: bytes)
            switch glyph.kind {
            case .digit: digits += 1
            case .separator, .divider, .mark: break
            case .letter, .other: return false
            }
            index += glyph.length
        }
        guard lengths.contains(digits) else { return false }
        return windows(in: bytes).contains(0...(digits - 1))
    }

    /// Hands over each window with its end, in the order of their ends, until `found` has enough; says where it ended.
    private static func walk(
        _ bytes: Span<UInt8>,
        from start: Int,
        toEndOfRun: Bool,
        found: (Window, _ isApart: Bool) -> Bool
    ) -> Int {
        var scan = CardScan()
        var index = start
        // Digits of the text, those of the run among them.
        var digits = 0
        var gap = 0
        var last = Glyph.Kind.other
        // What an earlier mask left of a number ends in the middle of a group.
        var veil = Veil()
        while index < bytes.count {
            let glyph = Glyph(at: index, in: bytes)
            index += glyph.length
            switch glyph.kind {
            case .digit(let value):
                if gap > widestGap { scan.endRun() }
                gap = 0
                let isInside = last.isDigit || veil.isBehind
                scan.take(value, isInside ? .inside : last == .letter ? .behindLetter : .apart)
                digits += 1
                veil.note(digit: scan.count)
                let end = digits - 1
                guard scan.count >= lengths.lowerBound else { break }
                for length in lengths.lowerBound...min(scan.count, lengths.upperBound)
                where scan.endsCard(of: length) {
                    let isApart = scan.start(of: length) == .apart && !Glyph.goesOn(at: index, in: bytes)
                    guard found((end - length + 1)...end, isApart) else { return index }
                }
            case .mark: continue
            case .separator, .divider:
                if glyph.kind == .divider { scan.undivided = 0 }
                gap += 1
                veil.noteSeparator()
            case .letter, .other:
                veil.note(isX: glyph.isX)
                gap = 0
                scan.endRun()
                if toEndOfRun { return index }
            }
            last = glyph.kind
        }
        return index
    }

    private mutating func endRun() {
        count = 0
        grouped = 0
        undivided = 0
        even = 0
        odd = 0
    }

    private mutating func take(_ value: UInt8, _ start: Start) {
        let slot = count & 31
        values[slot] = value
        evenBefore[slot] = even
        oddBefore[slot] = odd
        starts[slot] = start
        let doubled = value < 5 ? value * 2 : value * 2 - 9
        let isEven = count & 1 == 0
        even = (even + (isEven ? doubled : value)) % 10
        odd = (odd + (isEven ? value : doubled)) % 10
        grouped = start == .inside ? grouped + 1 : 1
        undivided += 1
        count += 1
    }

    /// Whether the last so many digits of the run are a card number.
    private func endsCard(of length: Int) -> Bool {
        let first = (count - length) & 31
        // The last digit counts once, the one before it twice.
        let sum = count & 1 == 0 ? even + 10 - evenBefore[first] : odd + 10 - oddBefore[first]
        guard sum % 10 == 0 else { return false }
        var head = 0
        for place in 0..<4 { head = head * 10 + Int(values[(count - length + place) & 31]) }
        guard Self.begins(head, length: length) else { return false }
        return grouped >= length || undivided >= length && starts[first] != .inside || isGrouped(length, by: 4)
            || isGrouped(length, by: 1) || isGroupedAsFourSixAndRest(length)
    }

    /// Whether the last so many digits are in the groups of American Express or of Diners Club.
    private func isGroupedAsFourSixAndRest(_ length: Int) -> Bool {
        guard length == 14 || length == 15 else { return false }
        return (1..<length).allSatisfy { place in
            (starts[(count - length + place) & 31] != .inside) == (place == 4 || place == 10)
        }
    }

    /// Whether the last so many digits are in groups of a size, but for what is glued to the first or the last.
    private func isGrouped(_ length: Int, by size: Int) -> Bool {
        (1..<length).allSatisfy { place in
            (starts[(count - length + place) & 31] != .inside) == place.isMultiple(of: size)
        }
    }

    private func start(of length: Int) -> Start { starts[(count - length) & 31] }

    /// Whether a card of this length starts with these four digits, by the ranges that schemes have been given.
    ///
    /// Numbers of 16 digits from 9 on are cards for use in Korea alone.
    private static func begins(_ head: Int, length: Int) -> Bool {
        let (first, two) = (head / 1000, head / 100)
        let isDiners = two == 30 || two == 36 || two == 38 || two == 39
        return switch length {
        case 13: first == 4
        case 14: isDiners
        case 15: two == 34 || two == 37
        case 16:
            (4...6).contains(first) || first == 9 || isDiners || (2221...2720).contains(head)
                || (3528...3589).contains(head)
        default: (4...6).contains(first)
        }
    }
}

/// Tells the rest of a masked number from a number: four digits, five or more `x`, and four digits of no group's start.
private struct Veil {
    private var covered = 0
    private var digits = 0
    /// Whether the next character stands right behind the `x` of a mask.
    private(set) var isBehind = false

    mutating func note(digit count: Int) {
        digits = count
        covered = 0
        isBehind = false
    }

    mutating func note(isX: Bool) {
        covered = isX && (covered > 0 || digits >= 4) ? covered + 1 : 0
        digits = 0
        isBehind = covered >= 5
    }

    mutating func noteSeparator() { isBehind = false }
}
