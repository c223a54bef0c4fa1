package import JSON
package import TossAPI

/// A card that may be charged again, as Toss answered it once and never again.
package struct TossBilling: Sendable, Equatable {
    /// Worth as much as the card itself: store it encrypted and never print it.
    package let billingKey: String
    /// The customer it was issued for, and the only one it can be charged for.
    package let customerKey: String
    /// Toss's Korean name: `카드`, or `계좌이체` for a bank account.
    package let method: String?
    /// The card; nil for a bank account.
    package let card: TossCard?
    /// When the buyer proved who they are.
    package let authenticatedAt: Instant?
    /// The whole answer, with the members that this type leaves aside.
    package let raw: JSONNode
}

extension TossBilling: TossObject {
    static let name = "billing key"

    init?(_ node: JSONNode) {
        guard let billingKey = node["billingKey"]?.string, !billingKey.isEmpty,
            let customerKey = node["customerKey"]?.string
        else { return nil }
        self.billingKey = billingKey
        self.customerKey = customerKey
        method = node["method"]?.string
        card = node["card"].flatMap(TossCard.init)
        authenticatedAt = node.instant("authenticatedAt")
        raw = node
    }
}

extension TossBilling: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Names the customer and the masked card, not the key.
    package var description: String { "a billing key of \(customerKey) for \(card?.number ?? "an account")" }
    /// The same as `description`.
    package var debugDescription: String { description }
    /// Without the key, so that `dump` does not show it.
    package var customMirror: Mirror { Mirror(self, children: ["customerKey": customerKey]) }
}
