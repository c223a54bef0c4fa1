internal import Foundation
internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct NewAndListTests {
    @Test(arguments: ["payment", "billing", "webhook", "fault", "time"])
    func `a starter is valid and passes as it is`(kind: String) async throws {
        let folder = try ScenarioFolder()
        let path = "\(folder.path)/first.json"
        let made = try await Program.run(["new", "first", "--kind", kind, "--output", path])
        #expect(made.status == 0)
        #expect(made.output.isEmpty)
        #expect(try await Program.run(["check", path]).output == "\(path): ok\n")
        try folder.add("first.json", try await Built.runnable(try folder.text("first.json")))
        let ending = try await Program.run(["run", path])
        #expect(ending.status == 0, "\(ending.output)")
    }

    @Test func `a file that is there is not overwritten`() async throws {
        let folder = try ScenarioFolder()
        try folder.add("mine.json", "precious")
        let ending = try await Program.run(["new", "mine", "--output", folder.path])
        #expect(ending.status == 2)
        #expect(ending.errors.contains("\(folder.path)/mine.json"))
        #expect(try folder.text("mine.json") == "precious")
    }

    @Test func `without a file the starter is printed`() async throws {
        let ending = try await Program.run(["new", "first"])
        #expect(ending.status == 0)
        #expect(try JSONText(parsing: ending.output).name == "first")
    }

    @Test(arguments: [
        ("scenario.schema.json", "new.json", "./scenario.schema.json"),
        ("scenarios/scenario.schema.json", "scenarios/cards/new.json", "../scenario.schema.json"),
        ("scenarios/scenario.schema.json", "tests/pay/new.json", "../../scenarios/scenario.schema.json"),
    ])
    func `a starter names the schema as it is seen from there`(schema: String, file: String, name: String) async throws
    {
        let folder = try ScenarioFolder()
        try folder.add(schema, "{}")
        #expect(try await Program.run(["new", "new", "--output", "\(folder.path)/\(file)"]).status == 0)
        #expect(try JSONText(parsing: try folder.text(file))["$schema"] == .string(name))
    }

    @Test func `list shows every scenario with its path and what it is about`() async throws {
        let folder = ScenarioFileTests.directory.path
        let ending = try await Program.run(["list"], environment: ["TOSSBOX_SCENARIOS": folder, "COLUMNS": "60"])
        #expect(ending.status == 0)
        for file in ScenarioFileTests.files { #expect(ending.output.contains("\(folder)/\(file)\n")) }
        let descriptions = ending.output.split(separator: "\n").filter { $0.hasPrefix("      ") }
        #expect(descriptions.allSatisfy { $0.count <= 60 })
        let json = try JSONText(parsing: try await Program.run(["list", folder, "--json"]).output)
        #expect(json.list.count == ScenarioFileTests.files.count)
        #expect(json.list.allSatisfy { $0["description"].text?.isEmpty == false && $0.path.text != nil })
    }

    @Test func `a folder without scenarios is told`() async throws {
        let folder = try ScenarioFolder()
        let ending = try await Program.run(["list", folder.path])
        #expect(ending.status == 1)
        #expect(ending.errors.contains(folder.path))
    }
}
