/// An error code of the API, spelled as on the wire by its raw value.
///
/// The codes are documented in the published error lists: the general one, those of single endpoints, and those of the
/// browser SDK and of `failUrl`. `ErrorRow` has one row for each, and says where we know more: what was measured, or
/// had to be assumed.
package struct ErrorCode: RawRepresentable, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// The code that the lists spell so; nil when none does.
    package init?(rawValue: String) {
        guard let row = ErrorRow.row(of: rawValue) else { return nil }
        self = row.code
    }

    /// A code of another payment API, which is in no list of Toss's: it has no status, and no text but itself.
    ///
    /// It never comes back from `init(rawValue:)`.
    package init(unlisted text: String) { rawValue = text }

    /// A code that a row is made for.
    static func listed(_ text: String) -> ErrorCode { ErrorCode(unlisted: text) }

    /// All codes of the lists, in the order of the rows.
    package static let allCases = ErrorRow.all.map(\.code)

    /// The HTTP status of an answer with this code; nil for a code that no answer carries in its status line.
    ///
    /// The status belongs to the code, at whatever endpoint (documented; some measured).
    package var httpStatus: Int? { ErrorRow.row(of: rawValue)?.status }

    package var description: String { rawValue }
}
