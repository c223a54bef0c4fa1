/// A member of what the buyer is told: of the body of `POST /sandbox/payments`, and of a scenario's `buyer` step.
///
/// The one list of them; who reads, checks or sends such a body asks here.
package enum BuyerMember: String, CaseIterable, Sendable {
    case orderId, amount, orderName, method, cardNumber, easyPay, bank, currency
    case taxFreeAmount, taxExemptionAmount, customerKey, customerName, customerEmail, customerMobilePhone
    case useEscrow, installmentPlanMonths, validHours, metadata, successUrl, failUrl, buyer

    /// What a member holds.
    package enum Kind: Sendable {
        case text, number, flag, object
        /// A word, or `{"fail": CODE}`.
        case behavior
    }

    package var kind: Kind {
        switch self {
        case .orderId, .orderName, .method, .cardNumber, .easyPay, .bank, .currency, .customerKey, .customerName,
            .customerEmail, .customerMobilePhone, .successUrl, .failUrl:
            .text
        case .amount, .taxFreeAmount, .taxExemptionAmount, .installmentPlanMonths, .validHours: .number
        case .useEscrow: .flag
        case .metadata: .object
        case .buyer: .behavior
        }
    }

    /// Whether nobody can pay without it.
    package var isRequired: Bool { self == .orderId || self == .amount }

    /// Those of the body of `POST /sandbox/billing-authorizations`, and of the step `billingAuthorization`.
    package static let ofRegistration: [BuyerMember] = [
        .customerKey, .cardNumber, .method, .successUrl, .failUrl, .buyer,
    ]

    /// The names of all members.
    package static let names = allCases.map(\.rawValue)
}
