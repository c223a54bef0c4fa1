internal import TestSupport

/// What of the format the scenario files use, and the tables that say so in `scenarios/README.md`.
struct ScenarioCoverage {
    /// A thing that a file can show, such as an error code or a key of `when`.
    enum Topic {
        case errorCode, fault, anomaly, operation, condition, limit, outcome, eventCondition, eventLimit, card, step
    }

    static let phases = ["before-commit", "after-commit"]
    /// The calls whose answers every fault must spoil in some file.
    static let spoilt = ["payments.confirm", "payments.cancel", "billing.issue", "billing.charge"]
    /// Operations of the schema whose endpoints do not exist yet.
    static let unbuiltOperations: Set = ["payments.key-in", "virtual-accounts.issue", "cash-receipts.*"]

    private let library: ShippedScenarios
    private var found: [Topic: [String: Set<String>]] = [:]

    init(_ library: ShippedScenarios) {
        self.library = library
        for file in library.files { read(file) }
    }

    /// The things of a topic that some file shows.
    func items(_ topic: Topic) -> Set<String> { Set(found[topic, default: [:]].keys) }

    /// The files that show a thing, by name.
    func files(_ topic: Topic, _ item: String) -> [String] { found[topic]?[item]?.sorted() ?? [] }

    /// The name of a fault of one call on one side of the commit.
    static func fault(_ kind: String, _ phase: String?, on operation: String) -> String {
        [kind, phase, operation].compactMap { $0 }.joined(separator: " ")
    }

    /// What the schema allows and no file shows, in words; none of it may be missing.
    var gaps: [String] {
        required.flatMap { topic, items in
            items.filter { files(topic, $0).isEmpty }.map { "no file shows the \(topic) \($0)" }
        }
    }

    /// Things that the files show and the schema does not know.
    var strangers: [String] {
        required.filter { $0.topic != .fault }.flatMap { topic, items in
            self.items(topic).subtracting(items).sorted().map { "the schema does not know the \(topic) \($0)" }
        }
    }

    /// By the schema, which other tests hold to the code.
    private var required: [(topic: Topic, items: [String])] {
        let operations = library.definition("rule", "properties", "on", "enum").list.compactMap(\.text)
        let actions = library.definition("action", "oneOf").list
        let kinds = actions.lazy.map(\.properties.fault["enum"].list).first { !$0.isEmpty } ?? []
        let faults = kinds.compactMap(\.text).flatMap { kind in
            Self.spoilt.flatMap { operation in
                kind == "phantom"
                    ? [Self.fault(kind, nil, on: operation)]
                    : Self.phases.map { Self.fault(kind, $0, on: operation) }
            }
        }
        return [
            (.fault, faults),
            (.anomaly, library.definition("webhookThen", "properties").names + ["hold on an endpoint"]),
            (.operation, operations.filter { !Self.unbuiltOperations.contains($0) }),
            (.condition, library.definition("when", "properties").names),
            (.limit, Self.limits(of: library.definition("rule", "properties"))),
            (.outcome, actions.map { $0.const.text ?? $0.required[0].text ?? "" } + ["a list"]),
            (.eventCondition, library.definition("webhookWhen", "properties").names),
            (.eventLimit, Self.limits(of: library.definition("webhookRule", "properties"))),
            (.step, library.definition("step", "oneOf").list.compactMap(\.required[0].text)),
        ]
    }

    private static func limits(of properties: JSONText) -> [String] {
        properties.names.filter { !["name", "on", "when", "then"].contains($0) }
    }

    private mutating func note(_ topic: Topic, _ item: String, in file: ShippedScenarios.File) {
        found[topic, default: [:]][item, default: []].insert(file.name)
    }

    private mutating func read(_ file: ShippedScenarios.File) {
        for rule in file.json.rules.list { read(rule, in: file) }
        for rule in file.json.webhooks.rules.list {
            for key in rule.when.names { note(.eventCondition, key, in: file) }
            for limit in Self.limits(of: rule) { note(.eventLimit, limit, in: file) }
            for anomaly in rule.then.names { note(.anomaly, anomaly, in: file) }
        }
        for endpoint in file.json.webhooks.endpoints.list where endpoint.hold == true {
            note(.anomaly, "hold on an endpoint", in: file)
        }
        for card in file.json.cards.members {
            let plan = card.value.text ?? card.value.names.first ?? ""
            note(.card, plan == "then" ? "until" : plan == "charge" ? "issue" : plan, in: file)
            if card.name.hasSuffix("*") { note(.card, card.name == "*" ? "*" : "prefix", in: file) }
        }
        for step in file.json.steps.list {
            for kind in step.names where !["expect", "save"].contains(kind) { note(.step, kind, in: file) }
            // What a test code has forced says nothing about what happens by itself.
            guard step.http.headers["TossPayments-Test-Code"] == .absent else { continue }
            for code in [step.expect.json.code, step.expect.json.tossCode].compactMap(\.text)
            where code == code.uppercased() {
                note(.errorCode, code, in: file)
            }
        }
    }

    private mutating func read(_ rule: JSONText, in file: ShippedScenarios.File) {
        let operation = rule.on.text ?? ""
        note(.operation, operation, in: file)
        for key in rule.when.names { note(.condition, key, in: file) }
        for limit in Self.limits(of: rule) { note(.limit, limit, in: file) }
        if !rule.then.list.isEmpty { note(.outcome, "a list", in: file) }
        for part in rule.then.list.isEmpty ? [rule.then] : rule.then.list {
            note(.outcome, part.text ?? part.names.first { !["phase", "for", "body"].contains($0) } ?? "", in: file)
            guard let kind = part.fault.text else { continue }
            let phase = kind == "phantom" ? nil : part.phase.text ?? Self.phases[0]
            note(.fault, Self.fault(kind, phase, on: operation), in: file)
        }
    }
}

extension ScenarioCoverage {
    /// The tables, as they stand between the two markers.
    var text: String {
        let shops = library.files.count(where: \.needsShop)
        let counts = "\(library.files.count) files, \(shops) of them with the example shop."
        let parts = [
            "## The files\n\n\(counts)", folders, "## Faults", faults,
            "## Webhook anomalies", table(.anomaly, "Anomaly"),
            "## Error codes\n\nThose that a file expects without having forced them by a test code.",
            table(.errorCode, "Code"),
            "## The words of rules", table(.operation, "`on`"), table(.condition, "`when`"), table(.limit, "Limit"),
            table(.outcome, "`then`"),
            "## The words of webhook rules", table(.eventCondition, "`when`"), table(.eventLimit, "Limit"),
            "## Cards and steps", table(.card, "Plan of a card"), table(.step, "Step"),
        ]
        return parts.joined(separator: "\n\n")
    }

    private var folders: String {
        let names = library.files.map(\.folder).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        return names.map { folder in
            let rows = library.files.filter { $0.folder == folder }.map { file in
                "| [`\(file.name)`](\(file.path)) | \(file.json["description"].text ?? "") |"
            }
            return "### \(folder)\n\n| File | What happens |\n|---|---|\n" + rows.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private var faults: String {
        let kinds = items(.fault).compactMap { $0.split(separator: " ").first.map(String.init) }
        let rows = Set(kinds).sorted().flatMap { kind in
            (kind == "phantom" ? [nil] : Self.phases.map { Optional($0) }).map { phase in
                let cells = Self.spoilt.map { list(.fault, Self.fault(kind, phase, on: $0)) }
                return "| `\(kind)`\(phase.map { " \($0)" } ?? "") | " + cells.joined(separator: " | ") + " |"
            }
        }
        let head = "| Fault | " + Self.spoilt.map { "`\($0)`" }.joined(separator: " | ") + " |\n|---|---|---|---|---|\n"
        return head + rows.joined(separator: "\n")
    }

    private func table(_ topic: Topic, _ title: String) -> String {
        let rows = items(topic).sorted().map { "| `\($0)` | \(list(topic, $0)) |" }
        return "| \(title) | Files |\n|---|---|\n" + rows.joined(separator: "\n")
    }

    /// The first few files that show a thing; the rest is found by searching for the word.
    private func list(_ topic: Topic, _ item: String) -> String {
        let files = files(topic, item)
        let some = files.prefix(4).joined(separator: ", ")
        return files.count > 4 ? "\(some) and \(files.count - 4) more" : some
    }
}
