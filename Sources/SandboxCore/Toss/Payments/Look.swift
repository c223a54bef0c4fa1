package import Scenarios
package import TossAPI

extension Sandbox {
    /// What is needed to show objects, apart from the objects themselves.
    package var look: Look { Look(sandbox: name, cards: scenario.cards) }

    package func profile(of merchant: MerchantKind) -> MerchantProfile { look.profile(of: merchant) }

    /// The Payment object as Toss would show it.
    package func object(of payment: Payment) -> PaymentObject { look.object(of: payment) }
}

/// How a sandbox's objects look from outside; small, so that a long list can be shown without holding the sandbox.
package struct Look: Sendable {
    /// The name of the sandbox, from which its merchant ids come.
    package let sandbox: String
    /// What is known of card numbers.
    package let cards: CardTable

    /// The merchant ids of an account.
    package func profile(of merchant: MerchantKind) -> MerchantProfile {
        MerchantProfile(kind: merchant, sandbox: sandbox)
    }

    /// The Payment object as Toss would show it.
    package func object(of payment: Payment) -> PaymentObject {
        PaymentObject(payment, of: profile(of: payment.merchant), cards: cards)
    }
}
