import SandboxCore
import TossAPI

/// What a gateway must be true to, in a few lines: money and first answers.
struct Model {
    /// What went in and out; a cancel may be heard of before the charge, whose answer waits.
    struct Account: Equatable {
        var charged: Int64 = 0
        var cancelled: Int64 = 0
        var balance: Int64 { charged - cancelled }
    }

    struct Order: Hashable {
        let merchant: MerchantKind
        let orderId: String
    }

    /// An idempotency key as it is scoped: with its path.
    struct Scope: Hashable {
        let key: String
        let path: String
    }

    struct FirstAnswer: Equatable {
        let status: Int
        let body: [UInt8]
    }

    /// By paymentKey.
    private(set) var accounts: [String: Account] = [:]
    private(set) var charges: [Order: Int] = [:]
    private var firstAnswers: [Scope: (answer: FirstAnswer, at: Instant)] = [:]
    private(set) var cancelCount = 0

    mutating func charge(_ paymentKey: String, total: Int64, order: Order) {
        accounts[paymentKey, default: Account()].charged += total
        charges[order, default: 0] += 1
    }

    mutating func cancel(_ paymentKey: String, _ amount: Int64) {
        accounts[paymentKey, default: Account()].cancelled += amount
        cancelCount += 1
    }

    /// The answer that this key got first, if it is younger than 15 days.
    func firstAnswer(for scope: Scope, at now: Instant) -> FirstAnswer? {
        guard let first = firstAnswers[scope], now < first.at + .seconds(15 * 24 * 60 * 60) else { return nil }
        return first.answer
    }

    /// Notes an answer that the gateway keeps: 5xx are not.
    mutating func note(_ answer: FirstAnswer, for scope: Scope, at now: Instant) {
        if answer.status < 500 { firstAnswers[scope] = (answer, now) }
    }
}
