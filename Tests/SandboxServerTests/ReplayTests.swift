import HTTPServer
import SandboxCore
import SandboxServer
import Testing
import TossAPI

/// A sandbox's journal holds all that got into it: applied to a fresh sandbox it gives the same world.
@Suite(.timeLimit(.minutes(3))) struct ReplayTests {
    @Test func `the journal of a run gives the same answers and webhooks to the byte`() async throws {
        let gateway = try Gateway(
            scenario: #"""
                {"name":"n","description":"d","seed":3,
                 "rules":[{"name":"slow","on":"payments.cancel","then":{"delay":"PT1S","phase":"before-commit"}},
                          {"name":"lost","on":"payments.confirm","attempts":[2],"then":{"fault":"reset","phase":"after-commit"}}],
                 "webhooks":{"endpoints":[{"url":"http://127.0.0.1:1/"}]}}
                """#
        )
        var keys: [String] = []
        for number in 1...3 {
            let key = try await gateway.approvedPayment("order-\(number)", 15_000, card: "4242424242424242")
            keys.append(key)
            _ = try? await gateway.confirm(key, "order-\(number)", 15_000)
            gateway.pass(.milliseconds(1234))
            gateway.deliver(status: number == 2 ? 500 : 200)
        }
        let slow = gateway.start(
            .toss(.post, "/v1/payments/\(keys[0])/cancel", #"{"cancelReason":"r","cancelAmount":1}"#)
        )
        gateway.pass(.seconds(1))
        await gateway.sleeper.wake(after: .seconds(1))
        _ = try await slow.answer()
        gateway.deliverFromNowOn()
        _ = try await gateway.control(.post, "/clock/advance", #"{"by":"PT5M"}"#)

        let key = try #require(MerchantKey(Gateway.key))
        let cell = try #require(gateway.application.hub.cell(for: key))
        let journal = try JournalBundle(parsing: try await gateway.control(.get, "/bundle").body, apis: .toss)
        #expect(journal.count > 12)
        let copy = try journal.replay()
        let answers = cell.read { sandbox, _ in
            sandbox.requests.entries.map { "\($0.id) \($0.status ?? 0) \($0.responseBody.bytes)" }
        }
        let webhooks = cell.read { sandbox, _ in
            sandbox.webhooks.log.map { "\($0.id) \($0.body) \($0.attempts) \($0.state)" }
        }
        #expect(copy.requests.entries.map { "\($0.id) \($0.status ?? 0) \($0.responseBody.bytes)" } == answers)
        #expect(copy.webhooks.log.map { "\($0.id) \($0.body) \($0.attempts) \($0.state)" } == webhooks)
        #expect(webhooks.count >= 4)
    }
}
