package import TossAPI

extension Refusal {
    /// A refusal with a code of Toss's.
    package init(_ code: ErrorCode, status: Int? = nil, note: String) {
        self.init(code.rawValue, status: status, note: note)
    }
}
