/// What kind of card paid; the raw value is `card.cardType` (documented).
package enum CardType: String, CaseIterable, Sendable {
    case credit = "신용"
    case check = "체크"
    case gift = "기프트"
    /// A foreign card, or an easy payment with combined means.
    case unknown = "미확인"
}
