internal import Foundation
internal import TestSupport
import Testing

#if canImport(FoundationXML)
internal import FoundationXML
#endif

@Suite(.timeLimit(.minutes(3))) struct RunReportTests {
    private func folder() throws -> ScenarioFolder {
        let folder = try ScenarioFolder()
        try folder.add("good", ["steps": [["comment": "Hello."], Steps.pay(), Steps.confirm()]])
        let expect: JSONText = ["json": ["orderName": "<\u{1}&>"]]
        try folder.add(
            "wrong",
            ["seed": 9, "steps": [Steps.pay(), Steps.confirm(expect: expect), Steps.pay("order-2")]]
        )
        return folder
    }

    @Test func `the JUnit report is XML with a suite for each file and a case for each step`() async throws {
        let folder = try folder()
        let report = "\(folder.path)/report.xml"
        let ending = try await Program.run(["run", folder.path, "--junit", report])
        #expect(ending.status == 1)
        let document = try XMLDocument(contentsOf: URL(filePath: report))
        let suites = try document.nodes(forXPath: "/testsuites/testsuite").compactMap { $0 as? XMLElement }
        #expect(suites.map { $0.attribute(forName: "tests")?.stringValue } == ["2", "3"])
        #expect(suites.map { $0.attribute(forName: "failures")?.stringValue } == ["0", "1"])
        let failure = try #require(try document.nodes(forXPath: "//testcase[2]/failure").first as? XMLElement)
        #expect(failure.stringValue?.contains("$.orderName") == true)
        #expect(failure.stringValue?.contains("again: ") == true)
        #expect(try document.nodes(forXPath: "//testcase/skipped").count == 1)
    }

    @Test func `the JSON report says the same to programs`() async throws {
        let folder = try folder()
        let report = "\(folder.path)/report.txt"
        let ending = try await Program.run(["run", folder.path, "--json", report])
        #expect(ending.status == 1)
        let json = try JSONText(parsing: try folder.text("report.txt"))
        #expect(json.contains(["passed": false, "summary": ["files": 2, "passed": 1, "failed": 1]]))
        let wrong = json.files[1]
        #expect(wrong.contains(["name": "wrong", "seed": 9, "passed": false, "skippedSteps": 1]))
        #expect(wrong.steps.list.map(\.passed) == [true, false])
        #expect(wrong.steps[1].failure.message.text?.isEmpty == false)
    }

    @Test func `a report that cannot be written is told`() async throws {
        let folder = try ScenarioFolder()
        let path = try folder.add("paid", ["steps": [Steps.pay()]])
        let ending = try await Program.run(["run", path, "--junit", "\(folder.path)/none/report.xml"])
        #expect(ending.status == 2)
        #expect(ending.errors.contains("/none/report.xml"))
    }

    @Test func `the bundle of a failed file is written, or the report says why not`() async throws {
        let folder = try folder()
        let ending = try await Program.run(["run", folder.path, "--bundle", "\(folder.path)/bundles"])
        #expect(ending.status == 1)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/bundles")) ?? []
        if ending.output.contains("no bundle: ") {
            #expect(names.isEmpty)
        } else {
            #expect(names.count == 1)
            #expect(names.first?.hasPrefix("wrong-") == true)
        }
    }
}
