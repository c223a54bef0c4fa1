internal import JSON
package import TossAPI

/// Something asked of a provider, recorded before it is asked, so that no answer can be lost for good.
package struct PaymentOperation: Sendable, Hashable {
    /// What is asked.
    package enum Kind: String, Sendable {
        /// Take the money that the buyer's proof stands for; about an order.
        case settle
        /// Give money back; about a refund.
        case refund
        /// Turn a proof into a means of payment; about a subscription.
        case store
        /// Charge a stored means of payment; about an order.
        case charge
        /// Make a means of payment useless; about its row.
        case forget
    }

    /// The number of its row.
    package let id: Int64
    /// What is asked.
    package let kind: Kind
    /// Who is asked.
    package let provider: ProviderID
    /// What it is about: an order's id, or the number of a refund, subscription or means of payment.
    package let subject: String
    /// The order whose money moves; nil when none does.
    package let orderID: String?
    /// Random, and the same at every attempt, so that what is asked is done once.
    package let idempotencyKey: String
    /// As JSON, without secrets.
    package let request: String
    /// How often it has been tried, this time included.
    package let attempts: Int
    /// When it was first asked.
    package let createdAt: Instant

    /// What a finding about it names: the order, or what it is about when no money moves.
    var findingSubject: String { orderID ?? "\(kind.rawValue)/\(subject)" }

    /// The number that is the subject, or `.corrupt`.
    func number() throws(ShopError) -> Int64 {
        guard let number = Int64(subject) else { throw .corrupt("operation \(id) about \(subject)") }
        return number
    }

    func text(_ name: String) throws(ShopError) -> String {
        guard let text = (try? JSONNode(parsing: request))?[name]?.string else {
            throw .corrupt("operation \(id) without \(name)")
        }
        return text
    }

    func won(_ name: String) throws(ShopError) -> Won {
        guard let amount = (try? JSONNode(parsing: request))?[name]?.integer else {
            throw .corrupt("operation \(id) without \(name)")
        }
        return Won(amount)
    }
}

/// When an operation without an outcome is tried again, and when that ends.
package enum OperationSchedule {
    /// How long to wait after the first, the second, … attempt; after the last one it is stuck.
    package static let delays: [Duration] =
        [.seconds(5), .seconds(30), .seconds(300), .seconds(3_600)] + Array(repeating: .seconds(86_400), count: 5)

    /// How long after the start of an attempt another process takes it for abandoned; longer than any call takes.
    static let lease = Duration.seconds(90)

    /// The wait after an attempt; nil when it was the last.
    static func delay(after attempts: Int) -> Duration? { delays.dropFirst(max(attempts, 1) - 1).first }
}
