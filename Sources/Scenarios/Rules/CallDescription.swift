import JSON
import Masking
import TossAPI

/// A call that somebody asks about: the body of `POST /sandbox/scenario/explain`.
package struct CallDescription: Sendable {
    /// Which call it is.
    package let kind: CallKind
    /// What is said of it, by field.
    package internal(set) var texts: [RuleConditions.Field: String]
    /// In won.
    package internal(set) var amount: Int64?
    /// By name in lower case.
    package internal(set) var headers: [String: String]
    /// A scenario to ask in place of the one that is loaded.
    package let scenario: Scenario?

    /// What the call says of itself, as rules see it.
    package var facts: CallFacts {
        let headers = headers
        return CallFacts(
            kind: kind,
            orderId: texts[.orderId],
            paymentKey: texts[.paymentKey],
            billingKey: texts[.billingKey],
            customerKey: texts[.customerKey],
            card: texts[.card].map(CardTable.normalized),
            method: texts[.method],
            cancelReason: texts[.cancelReason],
            status: texts[.status],
            idempotencyKey: texts[.idempotencyKey] ?? headers["idempotency-key"],
            amount: amount,
            header: { SecretHeader.isOne($0) ? nil : headers[$0] }
        )
    }
}

extension CallDescription {
    /// Reads a description; nil when there are problems, each with its line, its path and what would do.
    package static func read(
        _ document: [UInt8],
        vocabulary: Vocabulary = .toss
    ) -> (description: CallDescription?, problems: [ScenarioProblem]) {
        let root: JSONNode
        do {
            root = try JSONNode(parsing: document)
        } catch {
            return (nil, [ScenarioProblem(error, in: document)])
        }
        var reader = ScenarioReader(vocabulary: vocabulary)
        let description = reader.readDescription(Place(root))
        var problems = reader.problems(in: document)
        var scenario: Scenario?
        if let node = root["scenario"], node.object != nil {
            // Read by itself, so that its `steps` are left alone as in a file; only the paths are another's.
            var nested = ScenarioReader(vocabulary: vocabulary)
            let filled = nested.filled(Place(node), values: { _ in nil })
            scenario = nested.scenario(Place(CardMask.masked(scenario: filled)), document: [])
            problems += nested.problems(in: document).map { problem in
                ScenarioProblem(
                    line: problem.line,
                    column: problem.column,
                    path: "$.scenario\(problem.path.dropFirst())",
                    message: problem.message
                )
            }
        }
        guard problems.isEmpty, let description else { return (nil, problems) }
        return (
            CallDescription(
                kind: description.kind,
                texts: description.texts,
                amount: description.amount,
                headers: description.headers,
                scenario: scenario
            ), []
        )
    }
}

extension ScenarioReader {
    fileprivate mutating func readDescription(_ place: Place) -> CallDescription? {
        let fields = RuleConditions.Field.allCases
        let known = ["on"] + fields.map(\.rawValue) + ["amount", "header", "scenario"]
        guard let members = readMembers(of: place, known: known, required: ["on"]) else { return nil }
        let kinds = vocabulary.kinds.map(\.rawValue)
        let kind = members["on"].flatMap { readWord($0, among: kinds, what: "operation") }
        var texts: [RuleConditions.Field: String] = [:]
        for field in fields {
            guard let place = members[field.rawValue], !place.node.isNull else { continue }
            texts[field] = readExact(place, of: field)
        }
        let amount = members["amount"].flatMap { $0.node.isNull ? nil : readWhole($0, in: 0 ... .max) }
        var headers: [String: String] = [:]
        if let place = members["header"], !place.node.isNull {
            if place.node.object == nil { refuse(place, expected: "an object such as {\"X-Shop\": \"seoul\"}") }
            for (name, nameOffset, member) in place.members {
                if !Self.isHeaderName(name) {
                    report("\"\(Place.shortened(name))\" is no header name", offset: nameOffset, path: member.path)
                }
                guard let value = member.node.string else {
                    refuse(member, expected: "a text")
                    continue
                }
                headers[name.lowercased()] = value
            }
        }
        if let place = members["scenario"], place.node.object == nil { refuse(place, expected: "a scenario document") }
        guard let kind else { return nil }
        return CallDescription(
            kind: CallKind(rawValue: kind),
            texts: texts,
            amount: amount,
            headers: headers,
            scenario: nil
        )
    }
}
