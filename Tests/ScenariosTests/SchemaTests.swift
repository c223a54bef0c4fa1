import Foundation
import JSON
import Scenarios
import Testing
import TossAPI

/// `scenario.schema.json`, which editors use, names what the reader knows.
@Suite struct SchemaTests {
    private static func schema() throws -> JSONNode {
        let file = ShippedScenarioTests.folder.appending(path: "scenario.schema.json")
        return try JSONNode(parsing: Array(Data(contentsOf: file)))
    }

    /// A list of the schema that editors use, by its path under `$defs`.
    private func definition(_ path: String) throws -> [String] {
        let schema = try Self.schema()
        return try #require(schema["$defs"].flatMap { ValuePath(path)?.value(in: $0)?.array }).compactMap(\.string)
    }

    /// The names of an object's members in the schema, sorted.
    private func names(_ path: String) throws -> [String] {
        let schema = try Self.schema()
        let object = try #require(schema["$defs"].flatMap { ValuePath(path)?.value(in: $0)?.object })
        return object.members.map(\.name).sorted()
    }

    @Test func `the schema names what the reader knows`() throws {
        let operations = Vocabulary.toss.kinds.map(\.rawValue)
        #expect(Set(try definition("$.rule.properties.on.enum")).isSuperset(of: operations + ["*"]))
        #expect(try definition("$.status.enum") == PaymentStatus.allCases.map(\.rawValue))
        let codes = ErrorCode.allCases.filter { $0.httpStatus != nil }.map(\.rawValue)
        #expect(try Set(definition("$.code.enum")) == Set(codes))
        #expect(try definition("$.event.enum") == WebhookEvent.known.map(\.rawValue))
        let fields = ["amount", "customerKey", "method", "orderId", "paymentKey", "status"]
        #expect(try names("$.webhookWhen.properties") == fields)
        #expect(
            try names("$.webhookThen.properties") == [
                "before-response", "corrupt", "delay", "drop", "duplicate", "hold", "reorder", "wrong-secret",
            ]
        )
        for name in try names("$.webhookThen.properties") {
            let value = ["delay": "\"PT1S\"", "duplicate": "2", "reorder": "2"][name] ?? "true"
            _ = try readScenario("\"webhooks\": {\"rules\": [{\"on\": \"*\", \"then\": {\"\(name)\": \(value)}}]}")
        }
        #expect(try definition("$.phase.enum") == Phase.allCases.map(\.rawValue))
        #expect(try definition("$.action.oneOf[4].properties.fault.enum") == Fault.Kind.allCases.map(\.rawValue))
        #expect(try definition("$.clock.properties.mode.enum") == ClockMode.allCases.map(\.rawValue))
    }

    @Test func `the schema of a buyer has the members that a buyer has, each of its kind`() throws {
        let schema = try Self.schema()
        let buyer = try #require(schema["$defs"]?["buyer"])
        #expect(buyer["required"]?.array?.map(\.string) == BuyerMember.allCases.filter(\.isRequired).map(\.rawValue))
        let members = try #require(buyer["properties"]?.object?.members)
        #expect(Set(members.map(\.name)) == Set(BuyerMember.names + ["card"]))
        for member in BuyerMember.allCases {
            let found = buyer["properties"]?[member.rawValue]
            switch member.kind {
            case .text: #expect(found?["$ref"]?.string == "#/$defs/text", "\(member)")
            case .number: #expect(found?["$ref"]?.string == "#/$defs/count", "\(member)")
            case .flag: #expect(found?["$ref"]?.string == "#/$defs/flag", "\(member)")
            case .object: #expect(found?["type"]?.string == "object", "\(member)")
            case .behavior: #expect(found?["$ref"]?.string == "#/$defs/behaviour", "\(member)")
            }
        }
    }

    @Test func `the schema of assertions has the members that they have`() throws {
        let schema = try Self.schema()
        let lists = schema["$defs"]?["verify"]?["properties"]
        for subject in Assertion.Subject.allCases {
            let members = lists?[subject.rawValue]?["items"]?["properties"]?.object?.members.map(\.name) ?? []
            #expect(Set(members) == Set(subject.members.map(\.rawValue)), "\(subject)")
        }
    }
}
