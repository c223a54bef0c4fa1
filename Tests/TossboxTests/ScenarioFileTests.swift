internal import Foundation
internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ScenarioFileTests {
    static let directory = Program.packageDirectory.appending(path: "scenarios")
    static let files = ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? [])
        .filter { $0.hasSuffix(".json") && $0 != "scenario.schema.json" }.sorted()

    private func text(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: Self.directory.appending(path: file)), as: UTF8.self)
    }

    @Test func `there are files to try`() {
        #expect(Self.files.count >= 16)
    }

    @Test(arguments: files) func `a file of ours is valid`(file: String) async throws {
        let path = Self.directory.appending(path: file).path
        let ending = try await Program.run(["check", path])
        #expect(ending.status == 0)
        #expect(ending.output == "\(path): ok\n")
    }

    @Test(arguments: files) func `a file is named after itself and points to the schema`(file: String) throws {
        let json = try JSONText(parsing: try text(file))
        #expect(json.name.text.map { $0 + ".json" } == file)
        #expect(json["description"].text?.isEmpty == false)
        #expect(json["$schema"] == "./scenario.schema.json")
    }

    @Test(arguments: files) func `a file's steps do what they expect`(file: String) async throws {
        let shop = try await Shop.open()
        // Where a file has no clock it is run with this one.
        try await shop.stopClock()
        let text = try text(file)
        let loaded = try await shop.tossbox.call(
            "PUT",
            "/sandbox/scenario",
            headers: ["Authorization": "Basic \(shop.basic)"],
            body: Array(text.utf8)
        )
        try #require(loaded.status == 200, "\(loaded.text)")
        var runner = StepRunner(shop)
        try await runner.run(try JSONText(parsing: text).steps.list)
    }

    @Test(arguments: files) func `every rule of a file fires when its steps run`(file: String) async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        let scenario = try JSONText(parsing: try text(file))
        try await shop.control("PUT", "/scenario", scenario)
        var runner = StepRunner(shop)
        try await runner.run(scenario.steps.list)
        let shown = try await shop.control("GET", "/scenario")
        for rule in shown.rules.list + shown.webhookRules.list {
            #expect((rule.fired.integer ?? 0) > 0, "\(rule)")
        }
    }

    @Test func `every JSON file of the directory can be checked at once`() async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path)
        let paths = names.filter { $0.hasSuffix(".json") }.sorted().map { Self.directory.appending(path: $0).path }
        let ending = try await Program.run(["check"] + paths)
        #expect(ending.status == 0)
    }
}
