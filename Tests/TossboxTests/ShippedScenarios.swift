internal import Foundation
internal import TestSupport

/// The scenario files that come with the package, and the schema that stands above their folders.
struct ShippedScenarios: Sendable {
    struct File: Sendable {
        /// The folder and the name, such as `cards/approve.json`.
        let path: String
        let json: JSONText

        var name: String { json.name.text ?? path }
        var folder: String { String(path.prefix { $0 != "/" }) }
        /// Whether it drives the example shop.
        var needsShop: Bool { json.description.contains("${MERCHANT_URL}") }
    }

    static let directory = Program.packageDirectory.appending(path: "scenarios")

    /// Every scenario file by folder and name, in this order.
    static let paths: [String] = {
        let found = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String } ?? []
        return found.filter { $0.hasSuffix(".json") && $0 != "scenario.schema.json" }.sorted()
    }()

    let files: [File]
    let schema: JSONText

    static func read() throws -> ShippedScenarios {
        ShippedScenarios(
            files: try paths.map { File(path: $0, json: try JSONText(parsing: try text($0))) },
            schema: try JSONText(parsing: try text("scenario.schema.json"))
        )
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: directory.appending(path: path)), as: UTF8.self)
    }

    /// A part of the schema under `$defs`, by the names on the way.
    func definition(_ names: String...) -> JSONText { names.reduce(schema["$defs"]) { $0[$1] } }
}
