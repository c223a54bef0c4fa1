package import Masking

/// Why a control call is refused: a message that says what was asked, what was found and what would do.
package struct ControlRefusal: Error, Sendable, Equatable {
    /// What kind of refusal: the words of the control API.
    package enum Code: String, CaseIterable, Sendable {
        case invalidRequest = "INVALID_REQUEST"
        case unauthorized = "UNAUTHORIZED"
        case forbiddenOrigin = "FORBIDDEN_ORIGIN"
        case notFound = "NOT_FOUND"
        case methodNotAllowed = "METHOD_NOT_ALLOWED"
        case conflict = "CONFLICT"
        case notBuilt = "NOT_BUILT"
        case dataNotWritten = "DATA_NOT_WRITTEN"

        /// The status that each has on the wire.
        package var httpStatus: Int {
            switch self {
            case .invalidRequest: 400
            case .unauthorized: 401
            case .forbiddenOrigin: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .conflict: 409
            case .dataNotWritten: 500
            case .notBuilt: 501
            }
        }
    }

    /// Which kind it is, for programs.
    package let code: Code
    /// What is wrong, for people.
    package let message: MaskedText

    /// What callers sent may stand in the message; card numbers in it are masked.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = MaskedText(message)
    }
}
