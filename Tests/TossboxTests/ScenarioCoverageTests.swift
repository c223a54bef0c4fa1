internal import Foundation
internal import TestSupport
import Testing

/// The library's tables in `scenarios/README.md` say what the files say, and there is a file for everything.
///
/// `TOSSBOX_RECORD=1 swift test --filter ScenarioCoverageTests` writes the tables anew.
@Suite struct ScenarioCoverageTests {
    private static let markers = ("<!-- The tables below are made by the tests. -->\n", "\n<!-- Here they end. -->")

    private let library: ShippedScenarios
    private let coverage: ScenarioCoverage

    init() throws {
        library = try ShippedScenarios.read()
        coverage = ScenarioCoverage(library)
    }

    @Test func `there are at least sixty files, fifteen of them with the example shop`() {
        #expect(library.files.count >= 60)
        #expect(library.files.count(where: \.needsShop) >= 15)
        #expect(
            Set(library.files.map(\.folder)).isSuperset(
                of: ["cards", "confirm", "cancel", "billing", "webhooks", "faults", "time"]
            )
        )
    }

    @Test func `a file that needs the example shop says so by its name`() {
        for file in library.files { #expect(file.needsShop == file.name.hasSuffix("-at-the-shop"), "\(file.name)") }
    }

    @Test func `a name is used once in all folders`() {
        let names = Dictionary(grouping: library.files, by: \.name).filter { $0.value.count > 1 }
        #expect(names.keys.sorted() == [])
    }

    @Test func `everything that the schema lets a file say is said by some file`() {
        #expect(coverage.gaps == [])
    }

    @Test func `the files say nothing that the schema does not know`() {
        #expect(coverage.strangers == [])
    }

    @Test(arguments: ShippedScenarios.paths)
    func `a description is two or three sentences for a person, and every story ends with its money`(
        path: String
    ) throws {
        let json = try JSONText(parsing: try ShippedScenarios.text(path))
        let description = json["description"].text ?? ""
        #expect((40...400).contains(description.count), "\(description.count) characters")
        #expect(description.hasSuffix("."))
        #expect(json.name.text?.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
        let last = json.steps.list.last?.verify ?? .absent
        #expect(
            last.payments.list.contains { $0.charges != .absent || $0.balance != .absent } || last.ledger != .absent
        )
    }

    @Test func `the tables of the README are those of the files`() throws {
        let readme = try ShippedScenarios.text("README.md")
        let start = try #require(readme.range(of: Self.markers.0))
        let end = try #require(readme.range(of: Self.markers.1, range: start.upperBound..<readme.endIndex))
        let expected = "\n" + coverage.text + "\n"
        guard readme[start.upperBound..<end.lowerBound] != expected else { return }
        let new = readme.replacingCharacters(in: start.upperBound..<end.lowerBound, with: expected)
        if ProcessInfo.processInfo.environment["TOSSBOX_RECORD"] == "1" {
            let place = ShippedScenarios.directory.appending(path: "README.md")
            try new.write(to: place, atomically: true, encoding: .utf8)
        } else {
            let place = FileManager.default.temporaryDirectory.appending(path: "scenarios-README.md")
            try new.write(to: place, atomically: true, encoding: .utf8)
            Issue.record("scenarios/README.md is out of date; the new text is \(place.path), or set TOSSBOX_RECORD=1")
        }
    }
}
