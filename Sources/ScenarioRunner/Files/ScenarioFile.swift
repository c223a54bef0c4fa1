internal import JSON
package import Scenarios

/// A scenario file that can be run.
package struct ScenarioFile: Sendable {
    /// The path as it was given.
    package let path: String
    /// The file's `name`.
    package let name: String
    /// The file's `description`.
    package let description: String
    /// The file's `seed`.
    package let seed: UInt64?
    let document: [UInt8]
    let root: JSONNode
    /// What is done, in order.
    package let steps: [Step]
    /// Whether it speaks of `${MERCHANT_URL}`.
    package let needsMerchant: Bool

    /// The variable that stands for the shop's address.
    package static let merchantVariable = "MERCHANT_URL"

    /// What came of reading a file.
    package enum Reading: Sendable {
        /// It can be run.
        case file(ScenarioFile)
        /// Nothing is wrong with it, but that no shop is there for `${MERCHANT_URL}`.
        case needsMerchant(ScenarioProblem)
        /// It is the format's own description.
        case schema
        /// All that has to be changed first.
        case problems([ScenarioProblem])
    }

    /// Reads and checks a document.
    ///
    /// `values` fills in `${NAME}` outside of steps; what only a running server or shop knows counts as there, save
    /// `${MERCHANT_URL}` when `hasMerchant` is false.
    package static func read(
        _ document: [UInt8],
        path: String,
        hasMerchant: Bool,
        values: (String) -> String?
    ) -> Reading {
        guard !isSchema(document) else { return .schema }
        let reading = withoutActuallyEscaping(values) { values in
            Scenario.read(document) { values($0) ?? (knownLater.contains($0) ? "http://127.0.0.1:1" : nil) }
        }
        var problems = reading.problems
        let root = try? JSONNode(parsing: document)
        let mention = root.flatMap { Self.mention(of: merchantVariable, in: $0, path: "$") }
        if let mention, !hasMerchant {
            let place = TextPosition(offset: mention.offset, in: document)
            let message =
                "${MERCHANT_URL} has no value: have the shop started with --shop COMMAND, or name one that runs with "
                + "--set MERCHANT_URL=http://127.0.0.1:PORT"
            let problem = ScenarioProblem(
                line: place.line,
                column: place.column,
                path: mention.path,
                message: message
            )
            if problems.isEmpty { return .needsMerchant(problem) }
            let index = problems.firstIndex { ($0.line, $0.column) > (place.line, place.column) }
            problems.insert(problem, at: index ?? problems.count)
        }
        guard problems.isEmpty, let scenario = reading.scenario, let root else { return .problems(problems) }
        return .file(
            ScenarioFile(
                path: path,
                name: scenario.name,
                description: scenario.description,
                seed: scenario.seed,
                document: document,
                root: root,
                steps: (root["steps"]?.array ?? []).enumerated().compactMap { Step($1, number: $0 + 1) },
                needsMerchant: mention != nil
            )
        )
    }

    /// Values that are there once the server and the shop run.
    private static let knownLater: Set<String> = [
        "TOSSBOX_URL", "TOSS_BASIC", "TOSS_SECRET_KEY", "TOSS_CLIENT_KEY", merchantVariable,
    ]

    /// Whether a document describes documents: folders and shells' `*.json` name those as well.
    package static func isSchema(_ document: [UInt8]) -> Bool {
        let address = (try? JSONNode(parsing: document))?["$schema"]?.string
        return address.map { $0.hasPrefix("https://json-schema.org/") || $0.hasPrefix("http://json-schema.org/") }
            ?? false
    }

    private static func mention(of name: String, in node: JSONNode, path: String) -> (offset: Int, path: String)? {
        switch node.value {
        case .string(let text):
            let isThere = Variables.parts(of: text)?.contains(.variable(name)) ?? false
            return isThere ? (node.offset, path) : nil
        case .array(let nodes):
            for (index, node) in nodes.enumerated() {
                if let found = mention(of: name, in: node, path: "\(path)[\(index)]") { return found }
            }
        case .object(let object):
            for member in object.members where !(member.name == "comment" && path.hasPrefix("$.steps[")) {
                if let found = mention(of: name, in: member.node, path: "\(path).\(member.name)") { return found }
            }
        case .null, .bool, .number: break
        }
        return nil
    }
}
