/// What came of reading a scenario file.
package struct ScenarioReading: Sendable {
    /// Nil when there are problems.
    package let scenario: Scenario?
    /// In the order of the text.
    package let problems: [ScenarioProblem]
}

/// Something in a scenario file that must be changed before it can be loaded.
package struct ScenarioProblem: Sendable, Equatable {
    /// From 1.
    package let line: Int
    /// In characters, from 1.
    package let column: Int
    /// Where in the document: `$.rules[0].then.refuse`.
    package let path: String
    /// What was found and what would do.
    package let message: String

    package init(line: Int, column: Int, path: String, message: String) {
        self.line = line
        self.column = column
        self.path = path
        self.message = message
    }
}

extension Scenario {
    /// Reads and checks a scenario file; every problem is reported, not only the first.
    ///
    /// `variables` gives the values of `${NAME}` outside of `steps`; a name without a value is a problem.
    package static func read(
        _ document: [UInt8],
        variables: (String) -> String? = { _ in nil }
    ) -> ScenarioReading {
        ScenarioReading(scenario: nil, problems: [])
    }
}
