import SandboxCore
import Scenarios
import Testing
import TossAPI

@Suite struct LedgerTests {
    @Test func `each movement of money is one entry, with what caused it and what is left`() throws {
        let sandbox = try Morning.run().sandbox
        let entries = Array(sandbox.ledger.entries)
        #expect(entries.map(\.id) == [1, 2, 3, 4])
        #expect(entries.map(\.kind) == [.charge, .charge, .cancel, .charge])
        #expect(entries.map(\.amount) == [15_000, 10_000, 4_000, 14_900])
        #expect(entries.map(\.balance) == [15_000, 10_000, 6_000, 14_900])
        #expect(entries.map(\.total) == [15_000, 25_000, 21_000, 35_900])
        #expect(
            entries.map(\.orderId) == ["order-l", "order-back", "order-back", "order-sub-1"]
        )
        #expect(entries.map(\.request) == [1, 3, 4, 6])
        #expect(Set(entries.map(\.transactionKey)).count == 4)
        let place = try #require(sandbox.payments.place(of: entries[2].paymentKey))
        #expect(entries[2].transactionKey == sandbox.payments[place].lastTransactionKey)
    }

    @Test func `the ledger and the payments come to the same sum`() throws {
        let sandbox = try Morning.run().sandbox
        let left = sandbox.payments.payments.filter(\.isCharged).reduce(Won(0)) { $0 + $1.balance }
        #expect(sandbox.ledger.total == left)
    }

    @Test func `a refusal, a lost answer before the commit and a replay move nothing, a lost answer after it does`()
        throws
    {
        var run = try Run(
            scenario: #"""
                { "name": "n", "description": "d", "rules": [
                  { "on": "payments.confirm", "attempts": [1], "then": { "fault": "reset" } },
                  { "on": "payments.confirm", "attempts": [2], "then": { "fault": "reset", "phase": "after-commit" } } ] }
                """#
        )
        let key = try run.pay("order-1", 15_000)
        var counts: [Int] = []
        for headers in [[:], ["Idempotency-Key": "k"], ["Idempotency-Key": "k"], [:]] {
            try run.confirm(key, "order-1", 15_000, headers: headers)
            counts.append(run.sandbox.ledger.entries.count)
        }
        #expect(counts == [0, 1, 1, 1])
    }

    @Test func `a reset forgets it`() throws {
        var run = try Morning.run()
        run.apply(ResetSandbox(.data))
        #expect(run.sandbox.ledger.entries.isEmpty)
        #expect(run.sandbox.ledger.total == 0)
        try run.confirm(try run.pay("order-9", 100), "order-9", 100)
        #expect(run.sandbox.ledger.entries.map(\.id) == [1])
    }
}
