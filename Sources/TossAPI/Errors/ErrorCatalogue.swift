/// The published texts of the error codes, in both languages.
///
/// The texts stand in `switch` statements, so that nothing is built before the first error, and a new code does not
/// compile without its texts.
package enum ErrorCatalogue {
    /// The text of `code` in an answer of `endpoint`, which is spelled as in `endpoints` ("POST /v1/payments/confirm").
    ///
    /// The first wording for that endpoint, otherwise the general one, also for nil (assumed where the published lists
    /// disagree). Where no English wording is known for the endpoint, English takes the general text, then the Korean.
    package static func message(for code: ErrorCode, at endpoint: String?, language: Language) -> String {
        let variant = endpoint.flatMap { endpoint in
            variants(of: code).first { $0.endpoints.contains(endpoint) }
        }
        let korean = variant?.korean ?? korean(code)
        switch language {
        case .korean: return korean
        case .english: return variant?.english ?? english(code) ?? korean
        }
    }

    /// Where `code` occurs, in the order of `endpoints`; empty for a code that only the general list has.
    package static func endpoints(of code: ErrorCode) -> [String] {
        endpoints.filter { codes(at: $0).contains(code) }
    }
}
