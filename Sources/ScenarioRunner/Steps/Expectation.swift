package import JSON

/// What a step wants to see.
package struct Expectation: Sendable {
    /// The status that has to be there; nil takes any success, or anything at all where `takesAnyStatus`.
    package var status: Int64?
    /// The named parts of the body.
    package var json: JSONNode?
    /// Whether there must be no answer.
    package var noAnswer = false
    /// Whether a status that nobody asked about will do.
    package var takesAnyStatus: Bool

    /// Reads `expect` after its variables are filled in.
    package init(_ node: JSONNode?, takesAnyStatus: Bool) throws(StepFailure) {
        self.takesAnyStatus = takesAnyStatus
        json = node?["json"]
        noAnswer = node?["noAnswer"]?.bool ?? false
        if let place = node?["status"] {
            guard let number = place.integer ?? place.string.flatMap({ Int64($0) }) else {
                throw StepFailure("\"expect\" wants the status \(place.compactText), which is no number.")
            }
            status = number
        }
    }

    /// What is wrong with an answer; nil when it is as expected.
    package func failure(of answer: StepAnswer) -> StepFailure? {
        switch answer {
        case .none(let reason): return noAnswer ? nil : StepFailure("no answer came: \(reason)")
        case .reply(let reply):
            guard !noAnswer else {
                return StepFailure("expected no answer, but one came: \(reply.status)", ["answer: \(reply.excerpt())"])
            }
            return failure(of: reply)
        }
    }

    private func failure(of reply: HTTPReply) -> StepFailure? {
        let isStatusRight = status.map { $0 == reply.status } ?? (takesAnyStatus || reply.isSuccess)
        let differences = json.map { Mismatch.between($0, reply.json) } ?? []
        guard !isStatusRight || !differences.isEmpty else { return nil }
        var details: [String] = []
        if isStatusRight, let json, !reply.isJSON, json.string == nil {
            details.append("the body is no JSON")
        } else {
            for difference in differences.prefix(8) {
                details.append("\(difference.path): expected \(difference.expected), found \(difference.found)")
            }
            if differences.count > 8 { details.append("… and \(differences.count - 8) more") }
        }
        // The message of a refusal says more than its bytes.
        details += reply.complaint
        if isStatusRight { return StepFailure("the answer is not the one expected", details) }
        let wanted = status.map { "status \($0)" } ?? "a status of 200 to 299"
        return StepFailure("expected \(wanted), got \(reply.status)", details)
    }
}
