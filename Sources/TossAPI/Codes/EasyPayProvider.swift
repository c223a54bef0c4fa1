/// An easy-payment service; the raw value is the name in responses (documented).
package enum EasyPayProvider: String, CaseIterable, Sendable {
    case tossPay = "토스페이"
    case naverPay = "네이버페이"
    case samsungPay = "삼성페이"
    case applePay = "애플페이"
    case lPay = "엘페이"
    case kakaoPay = "카카오페이"
    case pinPay = "핀페이"
    case payco = "페이코"
    case ssgPay = "SSG페이"
    /// Discontinued; in old lists only.
    case lgPay = "LG페이"
    /// Sent through the foreign easy-payment flow; it has no Korean name.
    case payPal = "PAYPAL"

    /// The English name in requests (documented).
    package var englishName: String {
        switch self {
        case .tossPay: "TOSSPAY"
        case .naverPay: "NAVERPAY"
        case .samsungPay: "SAMSUNGPAY"
        case .applePay: "APPLEPAY"
        case .lPay: "LPAY"
        case .kakaoPay: "KAKAOPAY"
        case .pinPay: "PINPAY"
        case .payco: "PAYCO"
        case .ssgPay: "SSG"
        case .lgPay: "LGPAY"
        case .payPal: "PAYPAL"
        }
    }

    /// The provider that a request names in Korean or English, spelled exactly.
    package init?(request text: String) {
        guard let named = Self.allCases.first(where: { $0.rawValue == text || $0.englishName == text }) else {
            return nil
        }
        self = named
    }
}
