import JSON
import Masking

extension CardMask {
    /// A scenario's document without the card numbers that it does not declare, at the same offsets.
    ///
    /// It is masked before it is read, so that what is loaded, shown, journaled and run again is one and the same: a rule
    /// asks for the masked value, and calls are masked before they are asked (`CallFacts`). Its own test cards stay: the
    /// keys of `cards`, those numbers and the built-in ones wherever they stand, and a `card` or `cardNumber` that a
    /// prefix lets in. Numbers that are no text stay too: seeds and amounts are no cards.
    static func masked(scenario root: JSONNode) -> JSONNode {
        var numbers: [String: CardPlan] = [:]
        var prefixes: [String: CardPlan] = [:]
        for member in root["cards"]?.object?.members ?? [] {
            let key = CardTable.normalized(member.name)
            if key.hasSuffix("*") {
                prefixes[String(key.dropLast())] = .always(.approve)
            } else {
                numbers[key] = .always(.approve)
            }
        }
        let declared = CardTable.builtIn.overlaid(by: CardTable(numbers: numbers, prefixes: prefixes))
        return masked(root, named: "", sparing: declared, isRoot: true)
    }

    private static func masked(
        _ node: JSONNode,
        named name: String,
        sparing cards: CardTable,
        isRoot: Bool = false
    ) -> JSONNode {
        switch node.value {
        case .null, .bool, .number: return node
        case .string(let text):
            return JSONNode(.string(masked(text, named: name, sparing: cards)), offset: node.offset)
        case .array(let nodes):
            return JSONNode(.array(nodes.map { masked($0, named: name, sparing: cards) }), offset: node.offset)
        case .object(let object):
            var seen: Set<String> = []
            let members = object.members.map { member in
                if isRoot, member.name == "cards" { return member }
                var shown = masked(member.name, named: "", sparing: cards)
                while !seen.insert(shown).inserted { shown += "x" }
                // What a condition may be is a value of the member that it is about.
                let isCondition = member.name == "in" || member.name == "matches"
                let node = masked(member.node, named: isCondition ? name : member.name, sparing: cards)
                return JSONObject.Member(name: shown, nameOffset: member.nameOffset, node: node)
            }
            return JSONNode(.object(JSONObject(members: members)), offset: node.offset)
        }
    }

    private static func masked(_ text: String, named name: String, sparing cards: CardTable) -> String {
        if name == "card" || name == "cardNumber", let digits = normalizedCardNumber(text), cards.contains(digits) {
            return text
        }
        guard !isName(name) || CardScan.isCard(text.utf8.span) else { return text }
        return masked(text.utf8.span) { cards.numbers[$0] != nil }.map { String(decoding: $0, as: UTF8.self) } ?? text
    }
}
