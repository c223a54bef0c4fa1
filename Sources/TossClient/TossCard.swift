internal import JSON

/// The card of a payment or of a billing key.
package struct TossCard: Sendable, Hashable {
    /// Two characters; nil in answers of API versions before 2022-11-16.
    package let issuerCode: String?
    /// Who settles; two characters.
    package let acquirerCode: String?
    /// Masked by Toss.
    package let number: String
    /// `신용`, `체크`, `기프트` or `미확인`.
    package let cardType: String?
    /// `개인`, `법인` or `미확인`.
    package let ownerType: String?
    /// 0 for a lump sum; nil on a billing key.
    package let installmentPlanMonths: Int?
    /// The issuer's number of the approval; `00000000` in test mode.
    package let approveNo: String?

    init?(_ node: JSONNode) {
        guard let number = node["number"]?.string else { return nil }
        issuerCode = node["issuerCode"]?.string
        acquirerCode = node["acquirerCode"]?.string
        self.number = number
        cardType = node["cardType"]?.string
        ownerType = node["ownerType"]?.string
        installmentPlanMonths = node["installmentPlanMonths"]?.integer.flatMap { Int(exactly: $0) }
        approveNo = node["approveNo"]?.string
    }
}
