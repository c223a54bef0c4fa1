/// What a buyer does in the window, where one word says it; `{"fail": CODE}` is the other way.
package enum BuyerWord: String, CaseIterable, Sendable {
    case approve, cancel, abandon

    /// What a member that says it must be, as refusals have it.
    package static let expected = allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") + " or {\"fail\": CODE}"
}
