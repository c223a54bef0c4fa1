internal import CommandLineProgram

/// An option that fills a member of a call's body: `--order-name` for `orderName`.
struct MemberOption<Member: RawRepresentable & Sendable>: Sendable where Member.RawValue == String {
    let member: Member
    let option: CommandForm.Option

    /// Named after the member, unless it has a shorter name.
    init(_ member: Member, _ value: String, _ summary: String? = nil, as name: String? = nil) {
        self.member = member
        option = CommandForm.Option(name ?? Self.words(of: member), value, summary ?? member.rawValue)
    }

    var name: String { option.name }

    /// `order-name` of `orderName`.
    private static func words(of member: Member) -> String {
        member.rawValue.map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
    }
}
