package import Masking
package import Scenarios

/// A refusal in the words of an API, with a word for the person reading the log.
package struct Refusal: Error, Sendable, Equatable {
    /// As the API writes it.
    package let code: String
    /// The status where it does not follow from the code.
    package let status: Int?
    /// Why, in plain English; shown in the request log and never on the wire.
    package let note: MaskedText

    package init(_ code: String, status: Int? = nil, note: String) {
        self.code = code
        self.status = status
        self.note = MaskedText(note)
    }
}

extension Refusal {
    /// What a rule refuses a call with, in the words of the call's API.
    package init(_ code: RefusalCode, note: String) {
        self.init(code.rawValue, status: code.httpStatus, note: note)
    }
}
