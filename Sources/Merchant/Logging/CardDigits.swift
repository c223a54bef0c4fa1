internal import Encodings

/// Finds the card numbers in a text, and nothing that only looks like one.
///
/// A card number has 13 to 19 digits, begins as some scheme's cards do, and passes Luhn's check. It stands in one piece,
/// or in the groups that are printed on cards. Keys of Toss are full of digits: so a piece with letters of the alphabet
/// around it counts only when the whole word has no other digits, as in `card4242…`; and parts of a longer run of
/// digits are never a card.
struct CardDigits {
    /// Digits one right behind the other, in a text's bytes.
    fileprivate struct Group {
        /// Where each of them begins, and how many bytes it takes.
        var places: [(start: Int, length: Int)] = []
        var digits: [UInt8] = []
        /// Whether a card may stand in it, as far as its neighbours are concerned.
        var stands = true
        /// How the next group follows, if it does so as one of a number's groups.
        var isFollowed = false
    }

    /// The text with a star for all but the last four digits of each card number.
    static func masked(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 13 else { return bytes }
        let groups = groups(in: bytes)
        var hidden: [(start: Int, length: Int)] = []
        var index = 0
        while index < groups.count {
            guard let count = cardLength(in: groups[index...]) else {
                index += 1
                continue
            }
            hidden += groups[index..<(index + count)].flatMap(\.places).dropLast(4)
            index += count
        }
        guard !hidden.isEmpty else { return bytes }
        var result: [UInt8] = []
        var copied = 0
        for place in hidden {
            result += bytes[copied..<place.start]
            result.append(UInt8(ascii: "*"))
            copied = place.start + place.length
        }
        return result + bytes[copied...]
    }

    /// How many groups from the first on are a card number, or nil.
    private static func cardLength(in groups: ArraySlice<Group>) -> Int? {
        guard let first = groups.first else { return nil }
        if first.stands, isCard(first.digits) { return 1 }
        var sizes: [Int] = []
        var digits: [UInt8] = []
        var longest: Int?
        for (index, group) in groups.enumerated() {
            sizes.append(group.digits.count)
            digits += group.digits
            guard digits.count <= 19 else { break }
            if index > 0, isPrinted(sizes), isCard(digits) { longest = index + 1 }
            guard group.isFollowed else { break }
        }
        return longest
    }

    /// Whether groups of these sizes are how cards are printed: fours with a rest, or as on those of American Express
    /// and Diners; or digit by digit.
    private static func isPrinted(_ sizes: [Int]) -> Bool {
        if sizes == [4, 6, 5] || sizes == [4, 6, 4] || sizes.allSatisfy({ $0 == 1 }) { return true }
        return sizes.dropLast().allSatisfy { $0 == 4 } && (1...4).contains(sizes.last ?? 0)
    }

    private static func isCard(_ digits: [UInt8]) -> Bool {
        (13...19).contains(digits.count) && begins(digits) && passesLuhn(digits.span)
    }

    /// Whether some scheme's cards of this length begin so; those from 9 on are for use in Korea alone.
    private static func begins(_ digits: [UInt8]) -> Bool {
        let head = digits.prefix(4).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        let (first, two) = (head / 1000, head / 100)
        let isDiners = two == 30 || two == 36 || two == 38 || two == 39
        return switch digits.count {
        case 13: first == 4
        case 14: isDiners
        case 15: two == 34 || two == 37
        case 16:
            (4...6).contains(first) || first == 9 || isDiners || (2221...2720).contains(head)
                || (3528...3589).contains(head)
        default: (4...6).contains(first)
        }
    }

    private static func groups(in bytes: [UInt8]) -> [Group] {
        var groups: [Group] = []
        var index = 0
        /// Where the word under the index began, in groups, and whether it has letters.
        var wordStart = 0
        var wordHasLetters = false
        func endWord() {
            // Digits in several places of a word with letters: a key.
            if wordHasLetters, groups.count - wordStart > 1 {
                for place in wordStart..<groups.count { groups[place].stands = false }
            }
            wordStart = groups.count
            wordHasLetters = false
        }
        while index < bytes.count {
            if digit(at: index, in: bytes) != nil {
                var group = Group()
                while let (value, length) = digit(at: index, in: bytes) {
                    group.places.append((index, length))
                    group.digits.append(value)
                    index += length
                }
                groups.append(group)
            } else if isLetter(bytes[index]) {
                wordHasLetters = true
                index += 1
            } else {
                endWord()
                let gap = gap(at: index, in: bytes)
                if gap > 0, index > 0, let last = groups.indices.last, groups[last].ends == index {
                    groups[last].isFollowed = digit(at: index + gap, in: bytes) != nil
                }
                index += max(1, gap)
            }
        }
        endWord()
        return groups
    }

    /// How many bytes of what people put between groups begin here: up to three signs, or blanks as a URL has them.
    private static func gap(at start: Int, in bytes: [UInt8]) -> Int {
        var index = start
        for _ in 0..<3 where index < bytes.count {
            if index + 2 < bytes.count, bytes[index] == UInt8(ascii: "%"), bytes[index + 1] == UInt8(ascii: "2"),
                bytes[index + 2] == UInt8(ascii: "0") || bytes[index + 2] | 0x20 == UInt8(ascii: "d")
            {
                index += 3
            } else if " -._/+,\t".utf8.contains(bytes[index]) {
                index += 1
            } else if index + 1 < bytes.count, bytes[index] == 0xC2, bytes[index + 1] == 0xA0 {
                index += 2
            } else {
                break
            }
        }
        return index - start
    }

    /// A digit, also one of the width of Hangul, as it is typed in Korea.
    private static func digit(at index: Int, in bytes: [UInt8]) -> (value: UInt8, length: Int)? {
        guard index < bytes.count else { return nil }
        if (0x30...0x39).contains(bytes[index]) { return (bytes[index], 1) }
        guard index + 2 < bytes.count, bytes[index] == 0xEF, bytes[index + 1] == 0xBC,
            (0x90...0x99).contains(bytes[index + 2])
        else { return nil }
        return (bytes[index + 2] - 0x90 + 0x30, 3)
    }

    /// Of the alphabet: a particle of Hangul right behind a number makes no word of it.
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}

extension CardDigits.Group {
    /// Where the bytes behind it begin.
    fileprivate var ends: Int { places.last.map { $0.start + $0.length } ?? 0 }
}
