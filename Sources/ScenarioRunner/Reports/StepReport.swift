package import Scenarios

/// How one step went.
package struct StepReport: Sendable {
    /// Its place in the file, from 1.
    package let number: Int
    /// What kind of step it is.
    package let kind: StepKind
    /// What it did, in words.
    package let title: String
    /// What the file says about it.
    package let comment: String?
    /// How long it took, of real time.
    package let time: Duration
    /// The answer's body, cut when it is long.
    package let answer: String?
    /// Nil when it passed.
    package let failure: StepFailure?

    /// A report of a step that was run.
    package init(
        number: Int,
        kind: StepKind,
        title: String,
        comment: String? = nil,
        time: Duration,
        answer: String? = nil,
        failure: StepFailure? = nil
    ) {
        self.number = number
        self.kind = kind
        self.title = title
        self.comment = comment
        self.time = time
        self.answer = answer
        self.failure = failure
    }
}
