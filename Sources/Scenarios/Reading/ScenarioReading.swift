import JSON
import Masking

/// What came of reading a scenario file.
package struct ScenarioReading: Sendable {
    /// Nil when there are problems.
    package let scenario: Scenario?
    /// In the order of the text.
    package let problems: [ScenarioProblem]
}

/// Something in a scenario file that must be changed before it can be loaded.
package struct ScenarioProblem: Sendable, Equatable {
    /// From 1.
    package let line: Int
    /// In characters, from 1.
    package let column: Int
    /// Where in the document: `$.rules[0].then.refuse`.
    package let path: String
    /// What was found and what would do.
    package let message: String

    /// A problem at this place.
    package init(line: Int, column: Int, path: String, message: String) {
        self.line = line
        self.column = column
        // Both may name what was found.
        self.path = MaskedText(path).text
        self.message = MaskedText(message).text
    }
}

extension Scenario {
    /// Reads and checks a scenario file; every problem is reported, not only the first.
    ///
    /// `vocabulary` says what rules may name. `variables` gives the values of `${NAME}` outside of `steps`; a name
    /// without a value is a problem. A text that is no JSON has one problem, at the place where reading it ended.
    package static func read(
        _ document: [UInt8],
        vocabulary: Vocabulary = .toss,
        variables: (String) -> String? = { _ in nil }
    ) -> ScenarioReading {
        // Some editors put a byte order mark in front; it says nothing of UTF-8.
        let document = document.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(document.dropFirst(3)) : document
        return withoutActuallyEscaping(variables) { read(document, vocabulary, filling: $0) }
    }

    /// Reads a document whose variables were filled in before: what looks like one now is the text of a value.
    package static func readFilled(_ document: [UInt8], vocabulary: Vocabulary = .toss) -> ScenarioReading {
        read(document, vocabulary, filling: nil)
    }

    private static func read(
        _ document: [UInt8],
        _ vocabulary: Vocabulary,
        filling variables: ((String) -> String?)?
    ) -> ScenarioReading {
        let root: JSONNode
        do {
            root = try JSONNode(parsing: document)
        } catch {
            return ScenarioReading(scenario: nil, problems: [ScenarioProblem(error, in: document)])
        }
        var reader = ScenarioReader(vocabulary: vocabulary)
        let filled = variables.map { reader.filled(Place(root), values: $0) } ?? root
        let mayHoldCard = filled != root || CardScan.finds(in: document.span)
        let masked = mayHoldCard ? CardMask.masked(scenario: filled) : filled
        // Whoever reads the document again has other variables, or none.
        let kept = masked == root ? document : JSONWriter.bytes(capacity: document.count) { $0.value(masked) }
        let scenario = reader.scenario(Place(masked), document: kept)
        // What was loaded before this was asked stays as it is.
        if variables != nil, mayHoldCard { reader.refuseMaskedEndpoints(of: filled, keptAs: masked) }
        let problems = reader.problems(in: document)
        return ScenarioReading(scenario: problems.isEmpty ? scenario : nil, problems: problems)
    }
}

extension ScenarioReader {
    /// Refuses endpoints whose URL or secret the mask has changed.
    fileprivate mutating func refuseMaskedEndpoints(of root: JSONNode, keptAs masked: JSONNode) {
        guard let webhooks = root["webhooks"], let endpoints = webhooks["endpoints"],
            let kept = masked["webhooks"]?["endpoints"]?.array
        else { return }
        let list = Place(root).member("webhooks", webhooks).member("endpoints", endpoints)
        for (place, node) in zip(list.elements, kept) {
            for name in ["url", "secret"] { refuseMasked(name, of: place) { _ in node[name]?.string } }
        }
    }

    mutating func scenario(_ place: Place, document: [UInt8]) -> Scenario? {
        let known = ["$schema", "name", "description", "seed", "clock", "cards", "rules", "webhooks", "steps"]
        guard let members = readMembers(of: place, known: known, required: ["name", "description"]) else { return nil }
        if let schema = members["$schema"] { _ = readText(schema, "the schema's address") }
        let name = members["name"].flatMap { readText($0) }
        let description = members["description"].flatMap { readText($0) }
        let seed = members["seed"].flatMap { readSeed($0) }
        let clock = members["clock"].flatMap { readClock($0) }
        let cards = members["cards"].map { readCards($0) }
        let rules = members["rules"].map { readRules($0) }
        let webhooks = members["webhooks"].map { readWebhooks($0) }
        let webhookRules = members["webhooks"].flatMap { webhooks in
            webhooks.node["rules"].map { readWebhookRules(webhooks.member("rules", $0)) }
        }
        if let steps = members["steps"] { checkSteps(steps) }
        return Scenario(
            name: name ?? "",
            description: description ?? "",
            seed: seed,
            clock: clock,
            cards: cards.map { CardTable.builtIn.overlaid(by: $0) } ?? .builtIn,
            rules: rules ?? [],
            webhooks: webhooks ?? WebhookSetting(),
            webhookRules: webhookRules ?? [],
            document: document
        )
    }

    private mutating func readSeed(_ place: Place) -> UInt64? {
        if let number = place.node.number {
            if let seed = UInt64(number.text) { return seed }
            if let whole = number.integer, let seed = UInt64(exactly: whole) { return seed }
        }
        refuse(place, expected: "a whole number from 0")
        return nil
    }

    private mutating func readClock(_ place: Place) -> ClockSetting? {
        let members = readMembers(of: place, known: ["mode", "start", "rate"], required: ["mode"])
        guard let members else { return nil }
        let start = members["start"].flatMap { readInstant($0) }
        var rate: Double?
        if let place = members["rate"] {
            rate = place.node.number?.double.flatMap { $0 > 0 && $0 <= 1_000_000 ? $0 : nil }
            if rate == nil { refuse(place, expected: "a number above 0, at most 1000000") }
        }
        guard let mode = members["mode"].flatMap({ readWord($0, as: ClockMode.self) }) else { return nil }
        if mode == .scaled, members["rate"] == nil {
            report("a scaled clock needs a \"rate\": its seconds for each real one", at: place)
        }
        if mode != .scaled, let rate = members["rate"] {
            report("\"rate\" belongs to a scaled clock; this one is \(mode.rawValue)", at: rate)
        }
        return ClockSetting(mode: mode, start: start, rate: rate)
    }
}
