import SandboxCore
import Scenarios
import Testing
import TossAPI

/// What must hold whatever anybody does, in whatever order: random lists of actions against a small model.
@Suite(.timeLimit(.minutes(2))) struct PropertyTests {
    private static let document = #"""
        {"name":"n","description":"d","seed":7,"clock":{"mode":"manual","start":"2026-01-05T09:00:00+09:00"},
         "cards":{"4000000000000341":{"attempts":["approve",{"refuse":"REJECT_CARD_PAYMENT"},"approve"]}},
         "rules":[
           {"name":"slow","on":"payments.confirm","when":{"orderId":"order-7"},"then":{"delay":"PT1S","phase":"before-commit"}},
           {"name":"waits","on":"payments.cancel","when":{"orderId":"order-1?"},"then":{"delay":"PT1S"}},
           {"name":"lost","on":"payments.confirm","when":{"orderId":"order-2*"},"attempts":[2,5],"then":{"fault":"reset","phase":"after-commit"}},
           {"name":"lost before","on":"payments.confirm","when":{"orderId":"order-2*"},"attempts":[3],"then":{"fault":"reset"}},
           {"name":"busy","on":"billing.charge","attempts":[4,9],"then":{"status":503}},
           {"name":"sometimes","on":"payments.cancel","chance":0.1,"then":{"refuse":"PROVIDER_ERROR"}},
           {"name":"phantom","on":"payments.confirm","when":{"orderId":"order-3?"},"attempts":[2,3],"then":{"fault":"phantom"}},
           {"name":"crowd","on":"payments.get","then":{"rateLimit":{"calls":5,"per":"PT1M"}}}],
         "webhooks":{"endpoints":[{"url":"http://127.0.0.1:1/"},{"url":"collect:","events":["BILLING_DELETED"]}],
           "rules":[
             {"name":"first","on":"PAYMENT_STATUS_CHANGED","when":{"status":"DONE","orderId":"order-1*"},"then":{"before-response":true}},
             {"name":"late","on":"PAYMENT_STATUS_CHANGED","when":{"status":"ABORTED"},"then":{"delay":"PT7M"}},
             {"name":"twice","on":"*","when":{"orderId":"order-2?"},"then":{"duplicate":2}},
             {"name":"turned","on":"*","when":{"status":"EXPIRED"},"then":{"reorder":2}},
             {"name":"lost","on":"*","when":{"orderId":"order-5"},"then":{"drop":true}}]}}
        """#

    private static func driver() throws -> Driver {
        let reading = Scenario.read(Array(document.utf8))
        return Driver(scenario: try #require(reading.scenario, "\(reading.problems)"))
    }

    /// The promise that a list of actions breaks, if it does.
    private func broken(by actions: [Action]) throws -> Broken? {
        var driver = try Self.driver()
        do throws(Broken) {
            try driver.run(actions)
            try driver.finish()
            return nil
        } catch {
            return error
        }
    }

    private static let lists = 100
    private static let length = 1000

    @Test(arguments: 0..<4)
    func `a hundred thousand commands break no promise, and the same seed gives the same bytes`(part: Int) throws {
        var (commands, charges, cancels) = (0, 0, 0)
        for seed in UInt64(part * Self.lists / 4)..<UInt64((part + 1) * Self.lists / 4) {
            let actions = Action.list(Self.length, seed: seed)
            var driver = try Self.driver()
            do throws(Broken) {
                try driver.run(actions)
                try driver.finish()
            } catch {
                let least = try shrunk(actions) { try self.broken(by: $0) != nil }
                let why = try broken(by: least)?.description ?? error.description
                Issue.record("seed \(seed): \(why), by \(least.count) actions: \(least)")
                return
            }
            commands += driver.commands
            charges += driver.model.charges.count
            cancels += driver.model.cancelCount
            // Every fifth list again: its bytes must be the same.
            guard seed % 5 == 0 else { continue }
            var again = try Self.driver()
            try again.run(actions)
            try again.finish()
            #expect(again.digest == driver.digest, "seed \(seed)")
        }
        #expect(charges > Self.lists && cancels > Self.lists, "the lists do too little: \(charges), \(cancels)")
        #expect(commands >= 100_000 / 4)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a snapshot restored and driven again gives the same bytes`(seed: UInt64) throws {
        var driver = try Self.driver()
        try driver.run(Action.list(300, seed: seed))
        try driver.finish()
        driver.apply(TakeSnapshot(name: "middle"))
        let rest = Action.list(300, seed: seed + 100)
        var first = driver
        try first.run(rest)
        var second = driver
        try second.run(Action.list(50, seed: seed + 200))
        second.apply(RestoreSnapshot("middle"))
        second.rewind(to: driver)
        try second.run(rest)
        #expect(second.digest == first.digest)
        #expect(first.digest != driver.digest)
    }

    @Test func `a failing list is shrunk to what it takes to fail`() {
        let list = Array(0..<1000)
        let least = shrunk(list) { $0.contains(17) && $0.contains(900) && $0.count { $0 % 2 == 0 } >= 3 }
        #expect(least.count == 4)
        #expect(least.contains(17) && least.contains(900))
        #expect(shrunk([1]) { _ in true } == [])
    }
}
