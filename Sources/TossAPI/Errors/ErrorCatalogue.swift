/// The published texts of the error codes in both languages, and where each occurs.
package enum ErrorCatalogue {
    /// Where errors occur, as the error lists name it.
    ///
    /// A method and a path template; `* (any)` and `* (any POST)` for what any endpoint may answer; and the places
    /// that are no endpoint: the browser SDKs, the redirect to `failUrl`, and `failure` objects.
    package static let endpoints = ErrorEndpoint.allCases.map(\.rawValue)

    /// The text of `code` in an answer of `endpoint`, which is spelled as in `endpoints` ("POST /v1/payments/confirm").
    ///
    /// The first wording for that endpoint, otherwise the general one, also for nil (assumed where the published lists
    /// disagree). Where no English wording is known for the endpoint, English takes the general text, then the Korean.
    /// A code that is in no list has no text but itself.
    package static func message(for code: ErrorCode, at endpoint: String?, language: Language) -> String {
        message(for: code.rawValue, at: endpoint, language: language)
    }

    /// The text of the code that is spelled so.
    package static func message(for code: String, at endpoint: String?, language: Language) -> String {
        guard let row = ErrorRow.row(of: code) else { return code }
        var wording: ErrorRow.Wording?
        if !row.wordings.isEmpty, let endpoint = endpoint.flatMap(ErrorEndpoint.init) {
            wording = row.wordings.first { $0.endpoints.contains(endpoint) }
        }
        let korean = wording?.korean ?? row.korean
        switch language {
        case .korean: return korean
        case .english: return wording?.english ?? row.english ?? korean
        }
    }

    /// The codes that the lists name for `endpoint`, which is spelled as in `endpoints`; none for another text.
    ///
    /// In the order of `ErrorCode.allCases`. A code in the general list only belongs to no endpoint.
    package static func codes(at endpoint: String) -> [ErrorCode] {
        guard let endpoint = ErrorEndpoint(rawValue: endpoint) else { return [] }
        return ErrorRow.all.filter { $0.endpoints.contains(endpoint) }.map(\.code)
    }
}
