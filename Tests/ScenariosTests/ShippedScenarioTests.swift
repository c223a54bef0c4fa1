import Foundation
import Scenarios
import Testing
import TossAPI

/// The files in `scenarios/`, which come with the package.
@Suite struct ShippedScenarioTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "scenarios")

    static let files: [URL] = {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? [])
            .filter { $0.pathExtension == "json" && $0.lastPathComponent != "scenario.schema.json" }
            .sorted { $0.path < $1.path }
    }()

    @Test(arguments: files)
    func `every scenario that comes with the package is accepted, and called as its file`(file: URL) throws {
        let reading = Scenario.read(Array(try Data(contentsOf: file))) { name in
            name == "MERCHANT_URL" ? "http://localhost:1" : nil
        }
        #expect(reading.problems == [])
        #expect(reading.scenario?.name == file.deletingPathExtension().lastPathComponent)
    }

    @Test func `the package brings at least sixty scenarios`() {
        #expect(Self.files.count >= 60)
    }

    @Test func `the tables beside the scenarios have a row for every refusal of a built-in card`() throws {
        let tables = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        let verdicts = CardTable.testCards.flatMap { card in
            CardUse.allCases.map { card.plan.verdict(for: $0, attempt: 1, at: .earliest) }
        }
        let codes = Set(verdicts.compactMap { if case .refuse(let code) = $0 { code.rawValue } else { nil } })
        #expect(codes.count >= 25)
        for code in codes.sorted() { #expect(tables.contains("\n| `\(code)` | "), "\(code)") }
    }
}
