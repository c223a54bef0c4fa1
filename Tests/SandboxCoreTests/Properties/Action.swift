import Determinism
import SandboxCore
import TossAPI

/// One thing that somebody does to a sandbox, named so that it means something whatever came before.
///
/// Payments, billing keys and the like are numbers that are taken modulo how many there are, so an action stays
/// sensible when a shrinker takes others away.
enum Action: Sendable, Equatable {
    case pay(order: Int, amount: Int64, card: Int, behavior: Int, merchant: MerchantKind)
    case authenticate(payment: Int)
    case expire(payment: Int)
    case confirm(payment: Int, off: Int64, idempotency: Int?)
    case cancel(payment: Int, part: Int64?, idempotency: Int?)
    case lookUp(payment: Int)
    case register(customer: Int, card: Int)
    case issue(registration: Int, idempotency: Int?)
    case charge(billingKey: Int, order: Int, amount: Int64, idempotency: Int?)
    case deleteKey(billingKey: Int)
    /// The receiver of the oldest webhook under way answers.
    case deliver(status: Int)
    /// The oldest held request goes on.
    case resume
    /// A shop sets one of a few alarms.
    case alarm(id: Int, seconds: Int64)
    case advance(seconds: Int64)

    /// Cards of every kind: approved, refused for good, refused for now, sometimes.
    static let cards = [
        "4242424242424242", "4242424242424242", "4242424242424242", "4000000000000002", "4000000000000069",
        "4000000000000341",
    ]

    /// Draws an action; orders and the like come from small ranges, so that they meet again.
    init(from stream: inout SeededStream) {
        func number(_ bound: UInt64) -> Int { Int(stream.next(below: bound)) }
        func idempotency() -> Int? { number(3) == 0 ? number(12) : nil }
        let merchant: MerchantKind = number(8) == 0 ? .widget : .api
        switch number(100) {
        case 0..<22:
            self = .pay(
                order: number(40),
                amount: [50, 100, 1000, 15_000, 50_000][number(5)],
                card: number(UInt64(Self.cards.count)),
                behavior: number(8),
                merchant: merchant
            )
        case 22..<25: self = .authenticate(payment: number(1000))
        case 25..<27: self = .expire(payment: number(1000))
        case 27..<50:
            self = .confirm(payment: number(1000), off: number(12) == 0 ? 1 : 0, idempotency: idempotency())
        case 50..<64:
            self = .cancel(
                payment: number(1000),
                part: number(2) == 0 ? nil : [1, 100, 400, 7000, 15_000][number(5)],
                idempotency: idempotency()
            )
        case 64..<69: self = .lookUp(payment: number(1000))
        case 69..<72: self = .register(customer: number(4), card: number(UInt64(Self.cards.count)))
        case 72..<75: self = .issue(registration: number(100), idempotency: idempotency())
        case 75..<81:
            self = .charge(
                billingKey: number(100),
                order: number(40),
                amount: [100, 9900, 29_000][number(3)],
                idempotency: idempotency()
            )
        case 81: self = .deleteKey(billingKey: number(100))
        case 82..<92: self = .deliver(status: [200, 200, 200, 500, 404][number(5)])
        case 92..<95: self = .resume
        case 95: self = .alarm(id: number(4), seconds: [1, 60, 60, 300][number(4)])
        default: self = .advance(seconds: [1, 60, 300, 660, 1900, 90_000, 1_300_000][number(7)])
        }
    }

    /// So many actions from a seed.
    static func list(_ count: Int, seed: UInt64) -> [Action] {
        var stream = SeededStream(seed: seed, label: "actions")
        return (0..<count).map { _ in Action(from: &stream) }
    }
}
