import JSON
import TossAPI

extension ScenarioReader {
    /// The `cards` of a file, without the built-in ones.
    mutating func readCards(_ place: Place) -> CardTable {
        guard place.node.object != nil else {
            refuse(place, expected: "an object of card numbers")
            return CardTable()
        }
        var numbers: [String: CardPlan] = [:]
        var prefixes: [String: CardPlan] = [:]
        var seen: Set<String> = []
        for (name, nameOffset, place) in place.members {
            let plan = readCardPlan(place)
            let key = CardTable.normalized(name)
            let isPrefix = key.hasSuffix("*")
            let digits = isPrefix ? String(key.dropLast()) : key
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), isPrefix || !digits.isEmpty,
                digits.utf8.count <= CardTable.longestNumber
            else {
                let advice = "up to 20 digits, with spaces and dashes if you like, and a * at the end for a prefix"
                report(
                    "\"\(Place.shortened(name))\" is no card number: \(advice)",
                    offset: nameOffset,
                    path: place.path
                )
                continue
            }
            guard seen.insert(key).inserted else {
                report("the card \(key) is here twice", offset: nameOffset, path: place.path)
                continue
            }
            if isPrefix { prefixes[digits] = plan } else { numbers[digits] = plan }
        }
        return CardTable(numbers: numbers, prefixes: prefixes)
    }

    private mutating func readCardPlan(_ place: Place, part: CardPart = .whole) -> CardPlan? {
        guard let object = place.node.object else {
            return readVerdict(place, expected: part.expected).map { .always($0) }
        }
        let names = object.members.map(\.name)
        if names.contains("attempts") {
            guard part != .issue else {
                report("issuing is not counted, so \"attempts\" mean nothing here; use \"refuse\"", at: place)
                return nil
            }
            guard let members = readMembers(of: place, known: ["attempts"]), let list = members["attempts"],
                let elements = readElements(of: list)
            else { return nil }
            let verdicts = elements.map { readVerdict($0, expected: "\"approve\" or {\"refuse\": CODE}") }
            return .attempts(verdicts.compactMap { $0 })
        }
        if names.contains("until") || names.contains("then") {
            let required = ["until", "then"]
            guard let members = readMembers(of: place, known: required, required: required) else { return nil }
            let end = members["until"].flatMap { readInstant($0) }
            let verdict = members["then"].flatMap { readVerdict($0, expected: "\"approve\" or {\"refuse\": CODE}") }
            guard let end, let verdict else { return nil }
            return .until(end, then: verdict)
        }
        if part == .whole, names.contains("issue") || names.contains("charge") {
            guard let members = readMembers(of: place, known: ["issue", "charge"]) else { return nil }
            let issue = members["issue"].map { readCardPlan($0, part: .issue) } ?? .always(.approve)
            let charge = members["charge"].map { readCardPlan($0, part: .charge) } ?? .always(.approve)
            guard let issue, let charge else { return nil }
            return .split(payment: charge, issue: issue, charge: charge)
        }
        guard names.contains("refuse") else {
            if names.isEmpty { refuse(place, expected: part.expected) }
            _ = readMembers(of: place, known: part.members)
            return nil
        }
        return readVerdict(place, expected: part.expected).map { .always($0) }
    }

    private mutating func readVerdict(_ place: Place, expected: String) -> CardVerdict? {
        if place.node.string == "approve" { return .approve }
        guard let object = place.node.object, object["refuse"] != nil else {
            refuse(place, expected: expected)
            return nil
        }
        guard let members = readMembers(of: place, known: ["refuse"]), let place = members["refuse"] else { return nil }
        return readCode(place, of: [.toss]).flatMap { ErrorCode(rawValue: $0.rawValue) }.map { .refuse($0) }
    }
}

/// Which part of a card's entry is being read.
private enum CardPart {
    case whole, issue, charge

    var members: [String] {
        switch self {
        case .whole: ["refuse", "attempts", "until", "then", "issue", "charge"]
        case .issue: ["refuse", "until", "then"]
        case .charge: ["refuse", "attempts", "until", "then"]
        }
    }

    var expected: String {
        let simple = "\"approve\", {\"refuse\": CODE}, {\"until\": …, \"then\": …}"
        return switch self {
        case .whole: simple + ", {\"attempts\": […]} or {\"issue\": …, \"charge\": …}"
        case .issue: simple
        case .charge: simple + " or {\"attempts\": […]}"
        }
    }
}
