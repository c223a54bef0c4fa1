/// A means of payment; the raw value is `method` in Korean responses (documented).
package enum PaymentMethod: String, CaseIterable, Sendable {
    case card = "카드"
    case virtualAccount = "가상계좌"
    /// In responses only: it is requested as a card with an easy-payment provider, or chosen in the widget.
    case easyPay = "간편결제"
    case mobilePhone = "휴대폰"
    case transfer = "계좌이체"
    case cultureGiftCertificate = "문화상품권"
    case bookGiftCertificate = "도서문화상품권"
    case gameGiftCertificate = "게임문화상품권"
    /// In older responses only.
    case foreignEasyPay = "해외간편결제"

    /// The English name in requests, or nil for what cannot be requested by name (documented).
    package var requestName: String? {
        switch self {
        case .card: "CARD"
        case .virtualAccount: "VIRTUAL_ACCOUNT"
        case .easyPay: nil
        case .mobilePhone: "MOBILE_PHONE"
        case .transfer: "TRANSFER"
        case .cultureGiftCertificate: "CULTURE_GIFT_CERTIFICATE"
        case .bookGiftCertificate: "BOOK_GIFT_CERTIFICATE"
        case .gameGiftCertificate: "GAME_GIFT_CERTIFICATE"
        case .foreignEasyPay: "FOREIGN_EASY_PAY"
        }
    }

    /// The method that a request names in English or Korean, spelled exactly; never `easyPay`, which has no such name.
    package init?(request text: String) {
        let named = Self.allCases.first { method in
            guard let requestName = method.requestName else { return false }
            return requestName == text || method.rawValue == text
        }
        guard let named else { return nil }
        self = named
    }
}
