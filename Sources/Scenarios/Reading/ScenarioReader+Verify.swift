import JSON
import TossAPI

extension ScenarioReader {
    /// The body of `POST /sandbox/verify`, which a step holds as its `verify`.
    mutating func readVerification(_ place: Place) -> Verification {
        let subjects = Assertion.Subject.allCases
        let known = subjects.map(\.rawValue) + ["unfiredRules"]
        guard let members = readMembers(of: place, known: known) else { return Verification(assertions: []) }
        if place.members.isEmpty {
            report("there is nothing to verify; it needs one of \(Self.listed(known))", at: place)
        }
        var assertions: [Assertion] = []
        for subject in subjects {
            guard let place = members[subject.rawValue] else { continue }
            for element in readElements(of: place) ?? [] {
                if let assertion = readAssertion(element, subject) { assertions.append(assertion) }
            }
        }
        var unfiredRules: String?
        if let place = members["unfiredRules"], readWord(place, among: ["fail", "ignore"]) == "fail" {
            unfiredRules = place.path
        }
        return Verification(assertions: assertions, unfiredRules: unfiredRules)
    }

    private mutating func readAssertion(_ place: Place, _ subject: Assertion.Subject) -> Assertion? {
        guard let members = readMembers(of: place, known: subject.members.map(\.rawValue)) else { return nil }
        var texts: [Assertion.TextDemand] = []
        var numbers: [Assertion.NumberDemand] = []
        for member in Assertion.Member.allCases {
            guard let place = members[member.rawValue] else { continue }
            if member.isNumber {
                let range = readCount(place)
                numbers.append(Assertion.NumberDemand(member: member, range: range))
            } else if let text = readText(place, member) {
                texts.append(Assertion.TextDemand(member: member, glob: Glob(text)))
            }
        }
        return Assertion(path: place.path, subject: subject, texts: texts, numbers: numbers)
    }

    private mutating func readText(_ place: Place, _ member: Assertion.Member) -> String? {
        guard let text = readText(place), !isVariable(place) else { return nil }
        guard !text.contains(where: { $0 == "*" || $0 == "?" }) else { return text }
        // A word that does not exist would fail for ever, or pass for ever with a count of 0.
        switch member {
        case .status: return readWord(place, among: vocabulary.statuses, what: "status")
        case .state: return readWord(place, as: DeliveryState.self, what: "state")?.rawValue
        case .kind: return readWord(place, as: LedgerEntryKind.self, what: "kind")?.rawValue
        case .eventType: return readWord(place, among: vocabulary.events, what: "event")
        case .method: return readWord(place, among: ["GET", "POST", "DELETE"], what: "method")
        case .code: return readCode(place)?.rawValue
        default: return text
        }
    }

    /// A whole number, or `{"atLeast", "atMost"}`.
    private mutating func readCount(_ place: Place) -> CountRange {
        guard place.node.object != nil else {
            return readWhole(place, in: 0 ... .max).map { CountRange($0) } ?? CountRange()
        }
        guard let members = readMembers(of: place, known: CountRange.limits) else { return CountRange() }
        if place.members.isEmpty {
            report("it needs \"atLeast\" or \"atMost\"", at: place)
        }
        let atLeast = members["atLeast"].flatMap { readWhole($0, in: 0 ... .max) }
        let atMost = members["atMost"].flatMap { readWhole($0, in: 0 ... .max) }
        if let atLeast, let atMost, atLeast > atMost, let place = members["atMost"] {
            report("no number is at least \(atLeast) and at most \(atMost)", at: place)
        }
        return CountRange(atLeast: atLeast, atMost: atMost)
    }
}

extension Verification {
    /// Reads a document of assertions; nil when there are problems, each with its line, its path and what would do.
    package static func read(
        _ document: [UInt8],
        vocabulary: Vocabulary = .toss
    ) -> (verification: Verification?, problems: [ScenarioProblem]) {
        let root: JSONNode
        do {
            root = try JSONNode(parsing: document)
        } catch {
            return (nil, [ScenarioProblem(error, in: document)])
        }
        var reader = ScenarioReader(vocabulary: vocabulary)
        let verification = reader.readVerification(Place(root))
        let problems = reader.problems(in: document)
        return (problems.isEmpty ? verification : nil, problems)
    }
}

extension ScenarioProblem {
    /// The one problem of a text that is no JSON.
    init(_ error: JSONError, in document: [UInt8]) {
        let place = TextPosition(offset: error.offset, in: document)
        self.init(line: place.line, column: place.column, path: "$", message: "this is no JSON: \(error.message)")
    }
}
