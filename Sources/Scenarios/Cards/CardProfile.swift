package import TossAPI

/// What a Payment or Billing object says about a card beside its number.
package struct CardProfile: Sendable, Equatable {
    /// Who issued the card, as a code of the published list.
    package let issuerCode: String
    /// Who acquires its payments, as a code of the same list.
    package let acquirerCode: String
    /// Credit, check or gift; unknown for foreign cards.
    package let cardType: CardType
    /// A person or a company.
    package let ownerType: OwnerType
}

extension CardTable {
    /// The card's issuer and kind, by its first digits.
    package func profile(of number: String) -> CardProfile {
        let digits = Self.normalized(number).utf8.span
        guard digits.count >= 6 else { return Self.usual }
        // Nine short texts, compared byte by byte, take less than one hash.
        let known = Self.profiles.first { prefix, _ in
            let prefix = prefix.utf8.span
            for index in prefix.indices where prefix[index] != digits[index] { return false }
            return true
        }
        return known?.profile ?? Self.usual
    }

    /// A number that says nothing: a personal credit card of KB Kookmin, an assumption like any other.
    private static let usual = CardProfile("11")

    /// By the first six digits.
    private static let profiles: [(prefix: String, profile: CardProfile)] = [
        ("403000", CardProfile("41")),
        ("519100", CardProfile("11")),
        ("529578", CardProfile("21")),
        // Measured with test keys; the kind of the second and third, and all acquirers, are assumed.
        ("941000", CardProfile("21")),
        ("536510", CardProfile("15", cardType: .check)),
        ("490625", CardProfile("31")),
        // Measured to have the card type "unknown"; issuer and owner are assumed.
        ("411111", CardProfile("4V", cardType: .unknown, ownerType: .unknown)),
        ("433012", CardProfile("4V", cardType: .unknown, ownerType: .unknown)),
        ("552022", CardProfile("4M", cardType: .unknown, ownerType: .unknown)),
    ]
}

extension CardProfile {
    /// A card whose issuer also acquires.
    fileprivate init(_ code: String, cardType: CardType = .credit, ownerType: OwnerType = .personal) {
        self.init(issuerCode: code, acquirerCode: code, cardType: cardType, ownerType: ownerType)
    }
}
