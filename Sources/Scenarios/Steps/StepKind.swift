/// What a step does: the name of its member.
package enum StepKind: String, CaseIterable, Sendable {
    case buyer, billingAuthorization, http, control, advance, settle, verify
    /// It does nothing but say something; any other may have one as well.
    case comment

    /// Those that do something.
    package static let actions = allCases.filter { $0 != .comment }
}
