package import Masking
package import Scenarios
package import TossAPI

/// A refusal in the words of an API, with a word for the person reading the log.
package struct Refusal: Error, Sendable, Equatable {
    package let code: ErrorCode
    /// The status when it is another than that of the code.
    package let status: Int?
    /// Why, in plain English; shown in the request log and never on the wire.
    package let note: MaskedText

    package init(_ code: ErrorCode, status: Int? = nil, note: String) {
        self.code = code
        self.status = status
        self.note = MaskedText(note)
    }
}

extension Refusal {
    /// What a rule refuses a call with, in the words of the call's API.
    package init(_ code: RefusalCode, note: String) {
        let word = ErrorCode(code)
        self.init(word, status: code.httpStatus == word.httpStatus ? nil : code.httpStatus, note: note)
    }
}

extension ErrorCode {
    /// The code of a rule; one of another API is in no list of Toss's.
    init(_ code: RefusalCode) { self = ErrorCode(rawValue: code.rawValue) ?? ErrorCode(unlisted: code.rawValue) }
}
