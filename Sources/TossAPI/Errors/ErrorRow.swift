/// All that the published lists say about one error code.
///
/// A new code is one more row, and a constant above the rows when the program names it. The texts are kept letter by
/// letter as published, slips included ("A threashold exceeds"), with uneven spacing before 입니다 and the like. They
/// are those of the general list, or else of the table of the code's endpoints.
struct ErrorRow: Sendable {
    /// A wording of one code that differs at some endpoints.
    struct Wording: Sendable {
        let endpoints: [ErrorEndpoint]
        let korean: String
        /// Nil when none is published.
        let english: String?

        init(at endpoints: [ErrorEndpoint], ko korean: String, en english: String? = nil) {
            self.endpoints = endpoints
            self.korean = korean
            self.english = english
        }
    }

    let code: ErrorCode
    /// Nil for a code that no answer carries in its status line.
    let status: Int?
    let korean: String
    /// Nil when none is published.
    let english: String?
    /// Documented in the table of each endpoint, with what was measured beyond them; none for a code that is in the
    /// general list only.
    let endpoints: [ErrorEndpoint]
    /// The wordings that differ from the general one, in the published order.
    let wordings: [Wording]

    init(
        _ code: ErrorCode,
        _ status: Int?,
        ko korean: String,
        en english: String? = nil,
        at endpoints: [ErrorEndpoint] = [],
        wordings: [Wording] = []
    ) {
        self.code = code
        self.status = status
        self.korean = korean
        self.english = english
        self.endpoints = endpoints
        self.wordings = wordings
    }

    /// Every row: by status, and then by the alphabet.
    static let all: [ErrorRow] =
        badRequestsAToH + badRequestsToInvalidC + badRequestsFromInvalidD + badRequestsMToZ + denials + absences
        + failures + withoutStatus

    private static let places: [String: Int] = {
        var places: [String: Int] = [:]
        places.reserveCapacity(all.count)
        for (place, row) in all.enumerated() { places[row.code.rawValue] = place }
        return places
    }()

    /// The row of a code as it is spelled on the wire.
    static func row(of text: String) -> ErrorRow? { places[text].map { all[$0] } }
}
