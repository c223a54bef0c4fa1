package import TossAPI

/// A code that a rule refuses calls with, in the words of their API.
package struct RefusalCode: Hashable, Sendable {
    /// As the API writes it.
    package let rawValue: String
    /// Nil for one that no answer carries: the payment window reports it.
    package let httpStatus: Int?

    /// A code of any API.
    package init(_ rawValue: String, httpStatus: Int?) {
        self.rawValue = rawValue
        self.httpStatus = httpStatus
    }

    /// A code of Toss.
    package init(_ code: ErrorCode) { self.init(code.rawValue, httpStatus: code.httpStatus) }
}
