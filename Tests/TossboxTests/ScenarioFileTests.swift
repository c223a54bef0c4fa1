internal import Foundation
internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(4))) struct ScenarioFileTests {
    static let directory = ShippedScenarios.directory
    static let files = ShippedScenarios.paths

    private func text(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: Self.directory.appending(path: file)), as: UTF8.self)
    }

    @Test func `there are files to try`() {
        #expect(Self.files.count >= 60)
    }

    @Test(arguments: files) func `a file of ours is valid`(file: String) async throws {
        let path = Self.directory.appending(path: file).path
        let ending = try await Program.run(["check", path, "--set", "MERCHANT_URL=http://127.0.0.1:7773"])
        #expect(ending.status == 0)
        #expect(ending.output == "\(path): ok\n")
    }

    @Test(arguments: files) func `a file is named after itself and points to the schema`(file: String) throws {
        let json = try JSONText(parsing: try text(file))
        #expect(json.name.text.map { "/\($0).json" } == file.firstIndex(of: "/").map { String(file[$0...]) })
        #expect(json["description"].text?.isEmpty == false)
        #expect(json["$schema"] == "../scenario.schema.json")
    }

    @Test func `every file does what it says, at the example shop too, and every rule of it fires`() async throws {
        let folder = try ScenarioFolder()
        for file in Self.files { try folder.add(file, try await Built.runnable(try text(file))) }
        let shop = "'\(Program.merchant.path)' serve --mode development --quiet --clock \"$TOSSBOX_URL\""
        let ending = try await Program.run(["run", folder.path, "--quiet", "--shop", shop])
        #expect(ending.status == 0, "\(ending.output)")
        #expect(ending.output.contains("\(Self.files.count) files, \(Self.files.count) passed, "))
    }

    @Test func `every JSON file of the directory can be checked at once`() async throws {
        let names = Self.files + ["scenario.schema.json"]
        let paths = names.map { Self.directory.appending(path: $0).path }
        let ending = try await Program.run(["check", "--set", "MERCHANT_URL=http://127.0.0.1:7773"] + paths)
        #expect(ending.status == 0)
    }
}
