internal import HTTPServer
internal import TossAPI

/// What the list of payments is asked for: `status`, `user`, `from`, `to`, `page`, `limit`.
struct PaymentQuery: Sendable {
    let filter: PurchaseHistory.Filter
    let page: Int
    let limit: Int

    var offset: Int { (page - 1) * limit }

    init(_ request: Request) throws(Problem) {
        for name in ["status", "user", "from", "to", "page", "limit"] { try Self.check(name, request) }
        var filter = PurchaseHistory.Filter()
        if let status = Self.value("status", request) { filter.states = try Self.states(status) }
        filter.userID = try Self.number("user", request, 1 ... .max)
        filter.from = try Self.instant("from", request)
        filter.until = try Self.instant("to", request)
        self.filter = filter
        page = Int(try Self.number("page", request, 1...1_000_000) ?? 1)
        limit = Int(try Self.number("limit", request, 1...200) ?? 50)
    }

    /// Absent and empty are the same, as in a form that was not filled in.
    private static func value(_ name: String, _ request: Request) -> String? {
        request.queryValue(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What cannot be read must not be taken for absent: the list would be another one than was asked for.
    private static func check(_ name: String, _ request: Request) throws(Problem) {
        let count = request.query.split(separator: "&").count { $0 == name || $0.hasPrefix("\(name)=") }
        guard count < 2 else { throw Problem(.invalidRequest, "\(name) is there \(count) times") }
        guard count == 0 || request.queryValue(name) != nil else {
            throw Problem(.invalidRequest, "\(name) has a broken percent escape")
        }
    }

    private static func states(_ word: String) throws(Problem) -> [PaymentState] {
        let states = PaymentState.allCases.filter { $0.marketWord == word }
        guard !states.isEmpty else {
            throw Problem(
                .invalidRequest,
                "status must be pending, completed, failed, partially_refunded or refunded"
            )
        }
        return states
    }

    private static func number(
        _ name: String,
        _ request: Request,
        _ range: ClosedRange<Int64>
    ) throws(Problem) -> Int64? {
        guard let text = value(name, request) else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw Problem(.invalidRequest, "\(name) must be a whole number from \(range.lowerBound)")
        }
        return number
    }

    private static func instant(_ name: String, _ request: Request) throws(Problem) -> Instant? {
        guard let text = value(name, request) else { return nil }
        guard let instant = Instant(text) ?? Instant("\(text)T00:00:00+09:00") else {
            throw Problem(
                .invalidRequest,
                "\(name) must be a date, such as 2026-01-05, or an instant, such as 2026-01-05T09:00:00+09:00"
            )
        }
        return instant
    }
}
