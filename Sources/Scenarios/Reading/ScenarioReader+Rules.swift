import JSON
import TossAPI

extension ScenarioReader {
    /// The `rules` of a file.
    mutating func readRules(_ place: Place) -> [CallRule] {
        readRules(place, called: "rules") { reader, place, name in
            reader.readRule(
                place,
                called: name,
                on: { $0.readKinds($1) },
                when: { $0.readConditions($1) },
                then: { $0.readAction($1, kinds: $2) }
            )
        }
    }

    /// A list of rules of one kind, with a problem for each that nothing reaches.
    mutating func readRules<Facts, Action>(
        _ place: Place,
        called list: String,
        _ readRule: (inout Self, Place, _ name: String) -> Rule<Facts, Action>?
    ) -> [Rule<Facts, Action>] {
        guard let elements = readElements(of: place, orEmpty: true) else { return [] }
        // What no later rule gets to see, and the rule that takes it.
        var taken: [Facts.Subject: String] = [:]
        var rules: [Rule<Facts, Action>] = []
        for (index, place) in elements.enumerated() {
            let name = "\(list)[\(index)]"
            guard let rule = readRule(&self, place, name) else { continue }
            let takers = rule.subjects.compactMap { taken[$0] }
            if !rule.subjects.isEmpty, takers.count == rule.subjects.count, let taker = takers.min() {
                let advice = "move this one up, or give that one a \"when\" or limits"
                report("unreachable: \(taker) takes every such \(Facts.noun) before it; \(advice)", at: place)
            }
            if rule.isUnlimited {
                let title = rule.name == name ? name : "\"\(rule.name)\" (\(name))"
                for subject in rule.subjects where taken[subject] == nil { taken[subject] = title }
            }
            rules.append(rule)
        }
        return rules
    }

    /// One rule; `name` is what it is called when it has no name.
    mutating func readRule<Facts, Action>(
        _ place: Place,
        called name: String,
        on readSubjects: (inout Self, Place) -> Set<Facts.Subject>?,
        when readConditions: (inout Self, Place) -> RuleConditions,
        then readAction: (inout Self, Place, Set<Facts.Subject>?) -> Action?
    ) -> Rule<Facts, Action>? {
        let known = ["name", "on", "when", "attempts", "times", "from", "until", "chance", "optional", "then"]
        guard let members = readMembers(of: place, known: known, required: ["on", "then"]) else { return nil }
        let given = members["name"].flatMap { readText($0) }
        let subjects = members["on"].flatMap { readSubjects(&self, $0) }
        let conditions = members["when"].map { readConditions(&self, $0) }
        let limits = readLimits(members)
        let isOptional = members["optional"].flatMap { readFlag($0) }
        let action = members["then"].flatMap { readAction(&self, $0, subjects) }
        guard let subjects, let action else { return nil }
        return Rule(
            name: given ?? name,
            subjects: subjects,
            conditions: conditions ?? RuleConditions(),
            limits: limits,
            isOptional: isOptional ?? false,
            action: action
        )
    }

    private mutating func readKinds(_ place: Place) -> Set<CallKind>? {
        guard let text = readText(place, "an operation such as \"payments.confirm\"") else { return nil }
        if text == "*" { return vocabulary.everyCall }
        if let kind = vocabulary.kind(text) { return [kind] }
        if vocabulary.isUnbuilt(text) {
            report("\"\(Place.shortened(text))\" is not built yet", at: place)
            return nil
        }
        let known = vocabulary.kinds.map(\.rawValue) + ["*"]
        report("unknown operation \"\(Place.shortened(text))\"\(hint(for: text, among: known))", at: place)
        return nil
    }

    private mutating func readLimits(_ members: [String: Place]) -> RuleLimits {
        let limits = RuleLimits(
            attempts: members["attempts"].flatMap { readAttempts($0) },
            times: members["times"].flatMap { readWhole($0, in: 1...Int64(Int32.max)) }.map { Int($0) },
            from: members["from"].flatMap { readInstant($0) },
            until: members["until"].flatMap { readInstant($0) },
            chance: members["chance"].flatMap { readChance($0) }
        )
        if let from = limits.from, let until = limits.until, until <= from, let place = members["until"] {
            report("\"until\" is not after \"from\", so the rule could never fire", at: place)
        }
        return limits
    }

    private mutating func readChance(_ place: Place) -> Double? {
        if let chance = place.node.number?.double, (0...1).contains(chance) { return chance }
        refuse(place, expected: "a number from 0 to 1")
        return nil
    }

    private mutating func readAttempts(_ place: Place) -> Set<Int>? {
        guard let elements = readElements(of: place) else { return nil }
        var attempts: Set<Int> = []
        for place in elements {
            guard let attempt = readWhole(place, in: 1...Int64(Int32.max)) else { continue }
            if !attempts.insert(Int(attempt)).inserted { report("\(attempt) is here twice", at: place) }
        }
        return attempts
    }

    /// The `when` of a rule, about these fields.
    mutating func readConditions(
        _ place: Place,
        fields: [RuleConditions.Field] = RuleConditions.Field.allCases,
        hasHeaders: Bool = true
    ) -> RuleConditions {
        var conditions = RuleConditions()
        let known = fields.map(\.rawValue) + ["amount"] + (hasHeaders ? ["header"] : [])
        guard let members = readMembers(of: place, known: known) else { return conditions }
        for field in fields {
            guard let place = members[field.rawValue] else { continue }
            conditions.texts[field] = readTextMatch(place, of: field)
        }
        conditions.amount = members["amount"].flatMap { readAmountMatch($0) }
        if let place = members["header"] { conditions.headers = readHeaders(place) }
        return conditions
    }

    private mutating func readHeaders(_ place: Place) -> [String: TextMatch] {
        guard place.node.object != nil else {
            refuse(place, expected: "an object such as {\"Idempotency-Key\": \"retry-*\"}")
            return [:]
        }
        var headers: [String: TextMatch] = [:]
        for (name, nameOffset, place) in place.members {
            let match = readTextMatch(place, of: nil)
            if !Self.isHeaderName(name) {
                report("\"\(Place.shortened(name))\" is no header name", offset: nameOffset, path: place.path)
            } else if SecretHeader.isOne(name) {
                report(
                    "no rule can ask for \(name): it may hold a secret, and is not kept",
                    offset: nameOffset,
                    path: place.path
                )
            } else if headers.keys.contains(name.lowercased()) {
                report("the header \(name) is here twice", offset: nameOffset, path: place.path)
            } else {
                headers[name.lowercased()] = match
            }
        }
        return headers
    }

    /// Whether this is a token of RFC 9110, section 5.6.2.
    static func isHeaderName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }

    /// A text, a glob, or `in` and `matches`; `in` holds texts, not globs.
    private mutating func readTextMatch(_ place: Place, of field: RuleConditions.Field?) -> TextMatch? {
        if let pattern = place.node.string, !pattern.isEmpty {
            let isPlain = !pattern.contains { $0 == "*" || $0 == "?" }
            let text = isPlain ? readExact(place, of: field) ?? pattern : normalized(pattern, of: field)
            return TextMatch(glob: Glob(text))
        }
        let expected = "a text, {\"in\": […]} or {\"matches\": \"…\"}"
        guard let object = place.node.object, !object.members.isEmpty else {
            refuse(place, expected: expected)
            return nil
        }
        var match = TextMatch()
        for (name, nameOffset, member) in place.members {
            switch name {
            case "in":
                let elements = readElements(of: member) ?? []
                match.members = Set(elements.compactMap { readExact($0, of: field) })
            case "matches": match.expression = readExpression(member)
            case "atLeast", "atMost":
                report("\"\(name)\" is for \"amount\"; a text has no order", offset: nameOffset, path: member.path)
            default:
                let hint = hint(for: name, among: ["in", "matches"])
                report(
                    "unknown member \"\(Place.shortened(name))\"\(hint)",
                    offset: nameOffset,
                    path: member.path
                )
            }
        }
        return match
    }

    /// A value a field can have, in the form in which calls have it.
    ///
    /// Statuses and methods that do not exist are problems: the rule would never fire, and nobody would know why.
    mutating func readExact(_ place: Place, of field: RuleConditions.Field?) -> String? {
        switch field {
        case .status: return readWord(place, among: vocabulary.statuses, what: "status")
        case .method:
            if let method = place.node.string.flatMap({ vocabulary.method($0) }) { return method }
            return readWord(place, among: vocabulary.methods, what: "method")
        default: return readText(place).map { normalized($0, of: field) }
        }
    }

    private func normalized(_ text: String, of field: RuleConditions.Field?) -> String {
        field == .card ? CardTable.normalized(text) : text
    }

    /// A number, a glob of its digits, or limits.
    private mutating func readAmountMatch(_ place: Place) -> AmountMatch? {
        if let amount = place.node.integer { return AmountMatch(members: [amount]) }
        if let pattern = place.node.string, !pattern.isEmpty {
            return AmountMatch(text: TextMatch(glob: Glob(pattern)))
        }
        guard let object = place.node.object, !object.members.isEmpty else {
            refuse(place, expected: "a whole number, a glob, or {\"atLeast\", \"atMost\", \"in\", \"matches\"}")
            return nil
        }
        guard let members = readMembers(of: place, known: ["atLeast", "atMost", "in", "matches"]) else { return nil }
        var match = AmountMatch()
        match.atLeast = members["atLeast"].flatMap { readWhole($0, in: .min ... .max) }
        match.atMost = members["atMost"].flatMap { readWhole($0, in: .min ... .max) }
        if let least = match.atLeast, let most = match.atMost, least > most, let place = members["atMost"] {
            report("no amount is at least \(least) and at most \(most)", at: place)
        }
        if let place = members["in"], let elements = readElements(of: place) {
            match.members = Set(elements.compactMap { readWhole($0, in: .min ... .max) })
        }
        if let place = members["matches"] { match.text = TextMatch(expression: readExpression(place)) }
        return match
    }

    private mutating func readExpression(_ place: Place) -> RegularExpression? {
        guard let pattern = readText(place, "a regular expression") else { return nil }
        do {
            return try RegularExpression(pattern)
        } catch {
            report("invalid regular expression, at character \(error.position): \(error.message)", at: place)
            return nil
        }
    }
}
