internal import TestSupport
import Testing

/// What waits for a job that is under way has to go on once it has ended.
@Suite(.timeLimit(.minutes(3))) struct DrainTests {
    @Test func `a drain asked for while a job runs is answered when the job has ended`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.load(["rules": [["on": "payments.get", "then": ["delay": "PT0.5S"]]]])
            #expect(try await kim.confirm(order, key).status == 200)
            // The event about it has the inbox ask Toss, which takes its time.
            while try await shop.requests("GET", "/v1/payments/\(key)").isEmpty { try Task.checkCancellation() }
            #expect(try await shop.call("POST", "/test/drain").status == 200)
            #expect(try shop.inbox() == [["toss", "processed"]])
        }
    }
}
