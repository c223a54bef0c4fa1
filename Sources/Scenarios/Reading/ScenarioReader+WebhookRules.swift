import JSON
import TossAPI

extension ScenarioReader {
    /// The `rules` of `webhooks`.
    mutating func readWebhookRules(_ place: Place) -> [WebhookRule] {
        readRules(place, called: "webhooks.rules") { reader, place, name in
            reader.readRule(
                place,
                called: name,
                on: { $0.readEvent($1) },
                when: { $0.readConditions($1, fields: EventFacts.fields, hasHeaders: false) },
                then: { reader, place, _ in reader.readWebhookAction(place) }
            )
        }
    }

    private mutating func readEvent(_ place: Place) -> Set<String>? {
        let known = vocabulary.events
        guard let text = readWord(place, among: known + ["*"], what: "event") else { return nil }
        return text == "*" ? Set(known) : [text]
    }

    private static let webhookActions = [
        "delay", "drop", "duplicate", "hold", "reorder", "before-response", "corrupt", "wrong-secret",
    ]

    private mutating func readWebhookAction(_ place: Place) -> WebhookAction? {
        guard let object = place.node.object, !object.members.isEmpty else {
            refuse(place, expected: "an object with one or more of \(Self.listed(Self.webhookActions))")
            return nil
        }
        guard let members = readMembers(of: place, known: Self.webhookActions), !members.isEmpty else { return nil }
        var action = WebhookAction()
        action.delay = members["delay"].flatMap { readDuration($0) }
        action.drops = readTrue(members["drop"])
        action.copies = members["duplicate"].flatMap { readWhole($0, in: 2...100) }.map { Int($0) } ?? 1
        action.holds = readTrue(members["hold"])
        action.reorder = members["reorder"].flatMap { readWhole($0, in: 2...1000) }.map { Int($0) }
        action.precedesResponse = readTrue(members["before-response"])
        action.corrupts = readTrue(members["corrupt"])
        action.hasWrongSecret = readTrue(members["wrong-secret"])
        reportClash(among: members, at: place)
        return action
    }

    /// A part of a `then` that is there or is not.
    private mutating func readTrue(_ place: Place?) -> Bool {
        guard let place else { return false }
        guard place.node.bool == true else {
            refuse(place, expected: "true, or no such member")
            return false
        }
        return true
    }

    /// Parts that mean nothing together, and why.
    private static let clashes: [(first: String, others: [String], reason: String)] = [
        ("drop", webhookActions.filter { $0 != "drop" }, "what is dropped is never sent"),
        ("hold", ["delay"], "what is held goes when it is released"),
        ("hold", ["reorder"], "what is held goes when it is released, in the order of the release"),
        ("hold", ["before-response"], "the answer would wait until somebody releases the delivery"),
        ("reorder", ["delay"], "it goes when enough others have come"),
        ("reorder", ["before-response"], "the answer would wait for events that are still to come"),
        ("delay", ["before-response"], "the answer would wait until the clock has moved"),
    ]

    private mutating func reportClash(among members: [String: Place], at place: Place) {
        for clash in Self.clashes where members[clash.first] != nil {
            guard let other = clash.others.first(where: { members[$0] != nil }) else { continue }
            return report("\"\(clash.first)\" and \"\(other)\" mean nothing together: \(clash.reason)", at: place)
        }
    }
}
