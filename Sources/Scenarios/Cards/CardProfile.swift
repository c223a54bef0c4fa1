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
        guard digits.count >= 6 else { return Self.profile(of: 0) }
        var first = 0
        for index in 0..<6 {
            guard digits[index] &- 0x30 < 10 else { return Self.profile(of: 0) }
            first = first * 10 + Int(digits[index] &- 0x30)
        }
        return Self.profile(of: first)
    }

    /// By the first six digits.
    private static func profile(of first: Int) -> CardProfile {
        switch first {
        case 403000: CardProfile("41")
        case 519100: CardProfile("11")
        case 529578: CardProfile("21")
        // Measured with test keys; the kind of the second and third, and all acquirers, are assumed.
        case 941000: CardProfile("21")
        case 536510: CardProfile("15", cardType: .check)
        case 490625: CardProfile("31")
        // Measured to have the card type "unknown"; issuer and owner are assumed.
        case 411111: CardProfile("4V", cardType: .unknown, ownerType: .unknown)
        case 433012: CardProfile("4V", cardType: .unknown, ownerType: .unknown)
        case 552022: CardProfile("4M", cardType: .unknown, ownerType: .unknown)
        // A number that says nothing: a personal credit card of KB Kookmin, an assumption like any other.
        default: CardProfile("11")
        }
    }
}

extension CardProfile {
    /// A card whose issuer also acquires.
    fileprivate init(_ code: String, cardType: CardType = .credit, ownerType: OwnerType = .personal) {
        self.init(issuerCode: code, acquirerCode: code, cardType: cardType, ownerType: ownerType)
    }
}
