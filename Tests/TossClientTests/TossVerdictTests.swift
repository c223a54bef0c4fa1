import Testing
import TossAPI
import TossClient

/// Every code of Toss's lists says what a shop may conclude from it.
@Suite struct TossVerdictTests {
    @Test func `no code of the lists is missing, and none is in the table twice or without a list`() {
        let listed = ErrorCode.allCases.map(\.rawValue)
        #expect(Set(listed).count == listed.count)
        #expect(Set(listed).subtracting(TossVerdict.codes) == [])
        // Documented for single calls, and in no list that the sandbox answers from.
        #expect(
            Set(TossVerdict.codes).subtracting(listed) == ["ALREADY_PROCESSING_REQUEST", "BILLING_KEY_NOT_FOUND"]
        )
        #expect(TossVerdict.repeated == [])
    }

    static let examples: [(String, TossVerdict)] = [
        ("ALREADY_PROCESSING_REQUEST", .open), ("IDEMPOTENT_REQUEST_PROCESSING", .open),
        ("FORBIDDEN_CONSECUTIVE_REQUEST", .open), ("FAILED_INTERNAL_SYSTEM_PROCESSING", .open),
        ("UNAUTHORIZED_KEY", .ours), ("INVALID_API_KEY", .ours), ("NOT_FOUND_MERCHANT", .ours),
        ("REJECT_CARD_PAYMENT", .refused), ("ALREADY_PROCESSED_PAYMENT", .refused), ("NOT_FOUND_PAYMENT", .refused),
        ("USER_CANCEL", .unanswered),
    ]

    @Test(arguments: examples) func `a code says whose affair it is`(code: String, verdict: TossVerdict) {
        #expect(TossVerdict(code) == verdict)
        #expect(TossVerdict("A_CODE_OF_TOMORROW") == nil)
    }

    @Test func `what the shop may conclude is what the verdict says, for each code with a status of its own`() {
        for code in ErrorCode.allCases {
            guard let status = code.httpStatus, let verdict = TossVerdict(code.rawValue) else { continue }
            let body = Array(#"{"code":"\#(code.rawValue)","message":"m"}"#.utf8)
            let failure = TossFailure(status: status, body: body)
            switch (failure, verdict) {
            case (.refused, .refused), (.refused, .unanswered), (.ourMistake, .ours), (.unknownOutcome, .open): break
            // Toss broke, is still at it or is asked too often: whatever the code says.
            case (.unknownOutcome, _): #expect(status >= 500 || [408, 409, 429].contains(status), "\(code)")
            default: Issue.record("\(status) \(code) is \(failure)")
            }
        }
    }
}
