/// Whose card paid; the raw value is `card.ownerType` (documented).
package enum OwnerType: String, CaseIterable, Sendable {
    case personal = "개인"
    case corporate = "법인"
    case unknown = "미확인"
}
