import JSON
import ScenarioRunner
import Testing

@Suite struct ValuesTests {
    private func values() throws -> Values {
        var values = Values(
            given: ["A": "given", "B": "given", "C": "given"],
            predefined: ["B": "predefined", "D": "predefined", "E": "predefined"],
            environment: { ["A", "B", "D", "F"].contains($0) ? "environment" : nil }
        )
        values.save(JSONNode(.string("saved")), as: "A")
        values.save(try JSONNode(parsing: "15000"), as: "won")
        values.save(try JSONNode(parsing: #"{"a":[1]}"#), as: "object")
        return values
    }

    @Test(arguments: [
        (#""${A} ${B} ${D} ${F}""#, #""saved given predefined environment""#),
        (#""${won}""#, "15000"), (#""${won} won""#, #""15000 won""#), (#"{"a":"${object}"}"#, #"{"a":{"a":[1]}}"#),
        (#""is ${object}""#, #""is {\"a\":[1]}""#), (#"["${C}",1,null,true]"#, #"["given",1,null,true]"#),
        (#""costs $5""#, #""costs $5""#), (#""${B""#, #""${B""#),
    ])
    func `a variable takes the first value there is`(text: String, filled: String) throws {
        let node = try values().filled(try JSONNode(parsing: text))
        #expect(String(decoding: JSONWriter.bytes { $0.value(node) }, as: UTF8.self) == filled)
    }

    @Test func `a variable without a value is a failure that names it`() throws {
        let values = try values()
        let node = try JSONNode(parsing: #"{"a":["${nothing}"]}"#)
        let failure = #expect(throws: StepFailure.self) { try values.filled(node) }
        #expect(failure?.message.contains("${nothing}") == true)
        #expect(failure?.message.contains("--set nothing=") == true)
    }
}
