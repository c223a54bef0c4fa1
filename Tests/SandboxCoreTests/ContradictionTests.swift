import SandboxCore
import Testing
import TossAPI

/// A payment that refuses what was decided for it: it cannot be, and if it were it would not be passed off as a success.
@Suite struct ContradictionTests {
    @Test func `it stays as it was, and an event and a sentence tell of it`() throws {
        var stage = try WebhookStage(#""endpoints":[{"url":"http://a/"}]"#)
        try stage.pay("order-0001")
        stage.endAll()
        let before = stage.sandbox.payments[0]
        let last = stage.sandbox.events.last
        let ledger = stage.sandbox.ledger.entries.count
        for event in [.approve(at: Run.start, transactionKey: "t"), .expire] as [Payment.Event] {
            let error = #expect(throws: Contradiction.self) {
                try stage.sandbox.apply(event, to: 0, causedBy: 1, at: Run.start)
            }
            #expect(error?.description.contains(before.paymentKey) == true)
            #expect(error?.description.contains("it is DONE") == true)
        }
        #expect(stage.sandbox.payments[0].state == before.state)
        #expect(stage.sandbox.payments[0].lastTransactionKey == before.lastTransactionKey)
        #expect(stage.sandbox.ledger.entries.count == ledger)
        #expect(stage.sandbox.events(after: last).map(\.type) == [.paymentContradicted, .paymentContradicted])
        #expect(stage.sandbox.webhooks.deliveries.count == 1)
    }
}
