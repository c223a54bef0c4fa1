internal import Foundation
internal import Locking
internal import TestSupport
import Testing

/// A server with `--data` is killed at any moment, and everything it answered is still there.
///
/// Some seconds on a machine of its own; it starts a hundred processes, so it has a limit of its own where others work too.
@Suite(.timeLimit(.minutes(3))) struct HundredKillsTests {
    /// Ten runs of ten kills each; each kill comes after another number of answers.
    @Test(arguments: 0..<10) func `a kill loses no answered request and no webhook`(run: Int) async throws {
        let folder = TemporaryFolder()
        try await WebhookReceiver.serving { receiver in
            let ledger = AnswerBook()
            var shop = try await Self.shop(in: folder)
            try await shop.listen(at: receiver.url)
            for round in 0..<10 {
                ledger.begin(killingAfter: 1 + (run * 10 + round) * 7 % 23, shop.tossbox)
                await withTaskGroup(of: Void.self) { group in
                    for client in 0..<4 {
                        group.addTask { [shop] in await Self.buy(at: shop, "\(round)-\(client)", ledger) }
                    }
                }
                // Should every client have stopped early, nobody has killed it yet.
                shop.tossbox.signal(SIGKILL)
                #expect(await shop.tossbox.exitStatus() == -SIGKILL)
                shop = try await Self.shop(in: folder)
                try await Self.expectAll(of: ledger.round, at: shop, "round \(round)")
            }
            try await Self.expectAll(of: ledger.all, at: shop, "the end")
            #expect(try await shop.control("GET", "/webhooks/endpoints").items.list.count == 1)
            _ = try await shop.settle()
            let told = Set(receiver.deliveries.map { "\($0.json.data.paymentKey) \($0.json.data.status)" })
            for event in ledger.announced { #expect(told.contains(event), "nobody was told \(event)") }
            #expect(ledger.announced.count > 10)
            // Nor was anybody told of what did not last.
            for key in Set(receiver.deliveries.compactMap(\.json.data.paymentKey.text)) {
                #expect(try await shop.call("GET", "/v1/payments/\(key)").status == 200, "told of \(key)")
            }
            shop.tossbox.signal(SIGTERM)
            #expect(await shop.tossbox.exitStatus() == 0)
        }
    }

    private static func shop(in folder: TemporaryFolder) async throws -> Shop {
        let tossbox = try await LiveTossbox.start(["--quiet", "--data", folder.path], environment: [:])
        return Shop(at: tossbox, secretKey: "test_sk_durable")
    }

    /// Buys, cancels and charges until nobody answers any more.
    private static func buy(at shop: Shop, _ name: String, _ ledger: AnswerBook) async {
        guard
            let authorization = try? await ledger.send(
                shop,
                "POST",
                "/sandbox/billing-authorizations",
                ["customerKey": "customer"]
            ), let authKey = authorization.json.authKey.text,
            let issued = try? await ledger.send(
                shop,
                "POST",
                "/v1/billing/authorizations/issue",
                ["authKey": .string(authKey), "customerKey": "customer"],
                key: "issue-\(name)"
            ), let billingKey = issued.json.billingKey.text
        else { return }
        for number in 0... {
            let order = "order-\(name)-\(number)"
            let visit: JSONText = ["orderId": .string(order), "amount": 5000]
            guard
                let paymentKey = try? await ledger.send(shop, "POST", "/sandbox/payments", visit).json.paymentKey.text,
                await ledger.change(
                    paymentKey,
                    shop,
                    "/v1/payments/confirm",
                    ["paymentKey": .string(paymentKey), "orderId": .string(order), "amount": 5000],
                    key: order
                ),
                await ledger.change(
                    paymentKey,
                    shop,
                    "/v1/payments/\(paymentKey)/cancel",
                    ["cancelReason": "r", "cancelAmount": 1000],
                    key: "part-\(order)"
                ),
                (try? await ledger.send(
                    shop,
                    "POST",
                    "/v1/billing/\(billingKey)",
                    ["customerKey": "customer", "amount": 900, "orderId": .string("c-\(order)"), "orderName": "n"],
                    key: "charge-\(order)"
                )) != nil,
                await ledger.change(
                    paymentKey,
                    shop,
                    "/v1/payments/\(paymentKey)/cancel",
                    ["cancelReason": "r"],
                    key: "rest-\(order)"
                )
            else { return }
        }
    }

    private static func expectAll(of part: AnswerBook.Round, at shop: Shop, _ moment: String) async throws {
        for (key, body) in part.payments {
            let found = try await shop.call("GET", "/v1/payments/\(key)")
            #expect(found.text == body, "\(moment): the payment \(key)")
        }
        for asked in part.asked {
            let again = try await shop.call(
                "POST",
                asked.path,
                asked.json,
                headers: ["Idempotency-Key": asked.key]
            )
            #expect(again.status == asked.answer.status, "\(moment): \(asked.path)")
            #expect(again.body == asked.answer.body, "\(moment): \(asked.path)")
        }
        for order in part.visits {
            let found = try await shop.call("GET", "/v1/payments/orders/\(order)")
            #expect(found.status == 200, "\(moment): the visit for \(order)")
        }
    }
}

/// What was answered, and when the server is to be killed.
private final class AnswerBook: Sendable {
    struct Asked: Sendable {
        let path: String
        let json: JSONText
        let key: String
        let answer: Answer
    }

    struct Round: Sendable {
        var asked: [Asked] = []
        /// The last answer about each payment; none while a change of it has not been answered.
        var payments: [String: String] = [:]
        var visits: [String] = []
    }

    private struct State: Sendable {
        var round = Round()
        var all = Round()
        var announced: [String] = []
        var answersLeft = 0
        var tossbox: LiveTossbox?
    }

    private let state = Locked(State())

    var round: Round { state.withLock { $0.round } }
    var all: Round { state.withLock { $0.all } }
    /// Payments with the status that an answer has told of.
    var announced: [String] { state.withLock { $0.announced } }

    func begin(killingAfter count: Int, _ tossbox: LiveTossbox) {
        state.withLock { state in
            state.round = Round()
            state.answersLeft = count
            state.tossbox = tossbox
        }
    }

    /// Sends a call; its answer counts, and may be the last one.
    func send(
        _ shop: Shop,
        _ method: String,
        _ path: String,
        _ json: JSONText,
        key: String? = nil
    ) async throws -> Answer {
        let answer = try await shop.call(method, path, json, headers: key.map { ["Idempotency-Key": $0] } ?? [:])
        let doomed = state.withLock { state -> LiveTossbox? in
            if let key {
                let asked = Asked(path: path, json: json, key: key, answer: answer)
                state.round.asked.append(asked)
                state.all.asked.append(asked)
            }
            if path == "/sandbox/payments", let order = json.orderId.text {
                state.round.visits.append(order)
                state.all.visits.append(order)
            }
            state.answersLeft -= 1
            return state.answersLeft == 0 ? state.tossbox : nil
        }
        doomed?.signal(SIGKILL)
        return answer
    }

    /// Changes a payment; says whether that was answered.
    func change(_ payment: String, _ shop: Shop, _ path: String, _ json: JSONText, key: String) async -> Bool {
        state.withLock { state in
            state.round.payments[payment] = nil
            state.all.payments[payment] = nil
        }
        guard let answer = try? await send(shop, "POST", path, json, key: key) else { return false }
        #expect(answer.status == 200, "\(answer.text)")
        state.withLock { state in
            state.round.payments[payment] = answer.text
            state.all.payments[payment] = answer.text
            state.announced.append("\(answer.json.paymentKey) \(answer.json.status)")
        }
        return true
    }
}
