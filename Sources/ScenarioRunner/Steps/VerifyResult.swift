package import JSON

/// The answer of `POST /sandbox/verify`.
package struct VerifyResult: Sendable {
    /// Nil when all that was asserted holds.
    package let failure: StepFailure?

    /// Reads `{"passed":…,"failures":[{"path","message","expected","found","near":[…]}]}`.
    package init(_ json: JSONNode) {
        guard json["passed"]?.bool != true else {
            failure = nil
            return
        }
        let items = json["failures"]?.array ?? []
        var details: [String] = []
        for item in items.prefix(10) {
            details.append(Self.line(item))
            // The message may have named what is near already.
            let near = (item["near"]?.array ?? []).map(\.plainText).filter { !(details.last?.contains($0) ?? false) }
            details += near.prefix(5).map { "  near: \($0)" }
        }
        if items.count > 10 { details.append("… and \(items.count - 10) more") }
        if items.isEmpty { details.append("answer: \(shortened(json.compactText, to: 400))") }
        failure = StepFailure(
            items.count == 1 ? "1 assertion does not hold" : "\(items.count) assertions do not hold",
            details
        )
    }

    private static func line(_ item: JSONNode) -> String {
        let path = item["path"]?.string.map { "\($0): " } ?? ""
        if let message = item["message"]?.string { return path + message }
        let found = item["found"].map { shortened($0.compactText, to: 160) } ?? "nothing"
        return "\(path)expected \(item["expected"].map { shortened($0.compactText, to: 160) } ?? "?"), found \(found)"
    }
}
