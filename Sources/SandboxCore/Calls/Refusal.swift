package import Masking
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
