import Database
import Locking
import Merchant
import Testing

/// Holds the books of every shop that a test has made against themselves once the test is over: double entry sums to
/// nothing, and states, refunds and ledger say the same.
struct BooksTrait: TestTrait, SuiteTrait, TestScoping {
    var isRecursive: Bool { true }

    @TaskLocal private static var stores: Locked<[Store]>?

    static func watch(_ store: Store) { stores?.withLock { $0.append(store) } }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        let stores = Locked<[Store]>([])
        try await Self.$stores.withValue(stores) { try await function() }
        for store in stores.withLock({ $0 }) {
            #expect(try await store.read { try $0.ledger.audit() } == [])
        }
    }
}

extension Trait where Self == BooksTrait {
    /// The ledger balances and agrees with the states after each test.
    static var balancedBooks: Self { BooksTrait() }
}
