/// Who bears the interest of instalments; the raw value is `card.interestPayer` (documented).
package enum InterestPayer: String, CaseIterable, Sendable {
    case buyer = "BUYER"
    case cardCompany = "CARD_COMPANY"
    case merchant = "MERCHANT"
}
