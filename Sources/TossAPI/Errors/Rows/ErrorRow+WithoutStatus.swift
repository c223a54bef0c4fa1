/// The codes of the rows below.
extension ErrorCode {
    package static let agreementWidgetAlreadyRendered = listed("AGREEMENT_WIDGET_ALREADY_RENDERED")
    package static let customPaymentMethodUnableToPay = listed("CUSTOM_PAYMENT_METHOD_UNABLE_TO_PAY")
    package static let exceedDepositAmountLimit = listed("EXCEED_DEPOSIT_AMOUNT_LIMIT")
    package static let exceedMaxDiscountCount = listed("EXCEED_MAX_DISCOUNT_COUNT")
    package static let expiredPayment = listed("EXPIRED_PAYMENT")
    package static let failedCardCompany = listed("FAILED_CARD_COMPANY")
    package static let forbiddenDormantOrWithdrawalCustomer = listed("FORBIDDEN_DORMANT_OR_WITHDRAWAL_CUSTOMER")
    package static let insecureKeyUsage = listed("INSECURE_KEY_USAGE")
    package static let invalidAmountCurrency = listed("INVALID_AMOUNT_CURRENCY")
    package static let invalidAmountValue = listed("INVALID_AMOUNT_VALUE")
    package static let invalidCardInfoReRegister = listed("INVALID_CARD_INFO_RE_REGISTER")
    package static let invalidMaximumDiscountAmount = listed("INVALID_MAXIMUM_DISCOUNT_AMOUNT")
    package static let invalidMetadata = listed("INVALID_METADATA")
    package static let invalidMethodTransaction = listed("INVALID_METHOD_TRANSACTION")
    package static let invalidParameter = listed("INVALID_PARAMETER")
    package static let invalidParameters = listed("INVALID_PARAMETERS")
    package static let invalidSelector = listed("INVALID_SELECTOR")
    package static let invalidVariantKey = listed("INVALID_VARIANT_KEY")
    package static let needAgreementWithRequiredTerms = listed("NEED_AGREEMENT_WITH_REQUIRED_TERMS")
    package static let needAgreementWithTerms = listed("NEED_AGREEMENT_WITH_TERMS")
    package static let needCardPaymentDetail = listed("NEED_CARD_PAYMENT_DETAIL")
    package static let needMerchantOneTouchSetting = listed("NEED_MERCHANT_ONE_TOUCH_SETTING")
    package static let needRefundAccountDetail = listed("NEED_REFUND_ACCOUNT_DETAIL")
    package static let notAllowedBrandpayMethod = listed("NOT_ALLOWED_BRANDPAY_METHOD")
    package static let notFoundCustomer = listed("NOT_FOUND_CUSTOMER")
    package static let notRegisteredRedirectUrl = listed("NOT_REGISTERED_REDIRECT_URL")
    package static let notSelectedPaymentMethod = listed("NOT_SELECTED_PAYMENT_METHOD")
    package static let notSetupAmount = listed("NOT_SETUP_AMOUNT")
    package static let notSupportedApiIndividualKey = listed("NOT_SUPPORTED_API_INDIVIDUAL_KEY")
    package static let notSupportedPromise = listed("NOT_SUPPORTED_PROMISE")
    package static let notSupportedWidgetKey = listed("NOT_SUPPORTED_WIDGET_KEY")
    package static let ntsError = listed("NTS_ERROR")
    package static let paymentMethodsWidgetAlreadyRendered = listed("PAYMENT_METHODS_WIDGET_ALREADY_RENDERED")
    package static let providerStatusUnhealthy = listed("PROVIDER_STATUS_UNHEALTHY")
    package static let suspectedPhishingPayment = listed("SUSPECTED_PHISHING_PAYMENT")
    package static let unknown = listed("UNKNOWN")
    package static let unsupportedTestPhasePaymentMethod = listed("UNSUPPORTED_TEST_PHASE_PAYMENT_METHOD")
    package static let userCancel = listed("USER_CANCEL")
    package static let v1MethodNotSupported = listed("V1_METHOD_NOT_SUPPORTED")
}

extension ErrorRow {
    /// Codes of the browser SDK, of `failUrl` and of `failure` objects, never of the status line of an answer.
    static let withoutStatus: [ErrorRow] = [
        ErrorRow(
            .agreementWidgetAlreadyRendered,
            nil,
            ko: "하나의 약관 위젯만을 사용할 수 있어요.",
            at: [.widgetSDK]
        ),
        ErrorRow(
            .customPaymentMethodUnableToPay,
            nil,
            ko: "커스텀 결제수단으로 결제할 수 없습니다.",
            at: [.widgetSDK]
        ),
        ErrorRow(
            .exceedDepositAmountLimit,
            nil,
            ko: "가상계좌 입금 제한 금액을 초과했어요. 다른 결제수단을 이용해주세요.",
            at: [.widgetSDK]
        ),
        // BrandPay; its HTTP status is unknown.
        ErrorRow(
            .exceedMaxDiscountCount,
            nil,
            ko: "즉시 할인이 가능한 회수를 초과했습니다.",
            en: "You have exceeded the number of times available for discount promotion.",
            at: [.brandpayFailUrl]
        ),
        // Never an HTTP error: it sits in the failure field of a Payment whose status is EXPIRED.
        ErrorRow(
            .expiredPayment,
            nil,
            ko: "결제가 만료되었습니다. 다시 시도해주세요.",
            at: [.paymentFailure]
        ),
        // BrandPay; its HTTP status is unknown.
        ErrorRow(
            .failedCardCompany,
            nil,
            ko: "카드사 점검 중으로 다른 카드를 이용해 주세요.",
            en: "Please use another card while checking the credit card company system.",
            at: [.brandpayFailUrl]
        ),
        // BrandPay; its HTTP status is unknown.
        ErrorRow(
            .forbiddenDormantOrWithdrawalCustomer,
            nil,
            ko: "휴면고객이거나 탈퇴한 고객입니다.",
            en: "You are a dormant customer or a member who has been withdrawn.",
            at: [.brandpayFailUrl]
        ),
        ErrorRow(
            .insecureKeyUsage,
            nil,
            ko: "test_gsk, live_gsk로 시작하는 시크릿 키는 클라이언트 코드에 노출되면 안 됩니다. 구매자를 식별하는 customerKey 값을 사용해주세요.",
            at: [.brandpaySDK, .widgetSDK, .windowSDK]
        ),
        ErrorRow(
            .invalidAmountCurrency,
            nil,
            ko: "잘못된 통화 값입니다.",
            at: [.widgetSDK, .windowSDK]
        ),
        ErrorRow(
            .invalidAmountValue,
            nil,
            ko: "결제금액이 올바르지 않습니다.",
            at: [.brandpaySDK, .widgetSDK, .windowSDK]
        ),
        // BrandPay; its HTTP status is unknown.
        ErrorRow(
            .invalidCardInfoReRegister,
            nil,
            ko: "유효하지 않은 카드입니다. 카드 재등록 후 시도해주세요.",
            en: "Invalid card. Please re-register the card and try again.",
            at: [.brandpayFailUrl]
        ),
        // BrandPay; its HTTP status is unknown.
        ErrorRow(
            .invalidMaximumDiscountAmount,
            nil,
            ko: "할인 적용 시 최대 금액을 넘으면 안 됩니다.",
            en: "The maximum amount must not exceeded to apply the discount.",
            at: [.brandpayFailUrl]
        ),
        ErrorRow(
            .invalidMetadata,
            nil,
            ko: "올바르지 않은 metadata 형식입니다.",
            at: [.brandpaySDK, .widgetSDK, .windowSDK]
        ),
        ErrorRow(
            .invalidMethodTransaction,
            nil,
            ko: "이미 다른 요청을 수행하고 있어요.",
            at: [.brandpaySDK, .widgetSDK, .windowSDK]
        ),
        // Two texts, both in the list of the widget SDK.
        ErrorRow(
            .invalidParameter,
            nil,
            ko: "콜백 함수가 올바르지 않습니다.",
            at: [.widgetSDK],
            wordings: [
                Wording(at: [.widgetSDK], ko: "허용하지 않는 이벤트입니다.")
            ]
        ),
        ErrorRow(
            .invalidParameters,
            nil,
            ko: "필수 파라미터를 누락하거나, 정의되지 않은 파라미터를 추가하거나, 파라미터의 타입이 올바르지 않을 때 발생합니다.",
            at: [.brandpaySDK, .widgetSDK, .windowSDK]
        ),
        ErrorRow(
            .invalidSelector,
            nil,
            ko: "selector에 해당하는 HTML 요소를 찾을 수 없습니다. selector 값을 다시 확인해주세요.",
            at: [.widgetSDK]
        ),
        ErrorRow(
            .invalidVariantKey,
            nil,
            ko: "variantKey 에 해당하는 위젯을 찾을 수 없습니다. variantKey 값을 다시 확인해주세요.",
            at: [.widgetSDK]
        ),
        ErrorRow(
            .needAgreementWithRequiredTerms,
            nil,
            ko: "필수 약관에 동의해주세요.",
            at: [.widgetSDK]
        ),
        ErrorRow(
            .needAgreementWithTerms,
            nil,
            ko: "이용약관 동의가 필요합니다.",
            at: [.brandpaySDK]
        ),
        ErrorRow(
            .needCardPaymentDetail,
            nil,
            ko: "카드 결제 정보를 선택해주세요.",
            at: [.widgetSDK]
        ),
        ErrorRow(
            .needMerchantOneTouchSetting,
            nil,
            ko: "원터치결제 사용을 위해서는 가맹점 설정이 필요합니다.",
            at: [.brandpaySDK]
        ),
        ErrorRow(
            .needRefundAccountDetail,
            nil,
            ko: "환불계좌 정보를 모두 입력해주세요.",
            at: [.widgetSDK]
        ),
        // BrandPay; its HTTP status is unknown.
        ErrorRow(
            .notAllowedBrandpayMethod,
            nil,
            ko: "삭제된 결제 수단이거나 가맹점에서 사용이 불가능한 결제 수단입니다.",
            en: "The payment method has been deleted or cannot be used by the merchant.",
            at: [.brandpayFailUrl]
        ),
        // BrandPay; its HTTP status is unknown.
        ErrorRow(
            .notFoundCustomer,
            nil,
            ko: "유효한 고객 정보가 없습니다.",
            en: "There is no valid customer information.",
            at: [.brandpayFailUrl]
        ),
        ErrorRow(
            .notRegisteredRedirectUrl,
            nil,
            ko: "리다이렉트 URL이 등록되지 않았습니다. 개발정보 페이지에서 등록해주세요. https://developers.tosspayments.com/my/brandpay",
            at: [.brandpaySDK]
        ),
        ErrorRow(
            .notSelectedPaymentMethod,
            nil,
            ko: "결제수단이 아직 선택되지 않았어요. 결제수단을 선택해 주세요.",
            at: [.widgetSDK]
        ),
        ErrorRow(
            .notSetupAmount,
            nil,
            ko: "결제금액이 설정되지 않았습니다. setAmount를 호출해주세요.",
            at: [.widgetSDK]
        ),
        ErrorRow(
            .notSupportedApiIndividualKey,
            nil,
            ko: "결제위젯 연동 키의 클라이언트 키로 SDK를 연동해주세요. API 개별 연동 키는 지원하지 않습니다.",
            at: [.widgetSDK]
        ),
        ErrorRow(
            .notSupportedPromise,
            nil,
            ko: "Promise 방식을 지원하지 않습니다. successUrl, failUrl을 사용해주세요.",
            at: [.widgetSDK, .windowSDK]
        ),
        ErrorRow(
            .notSupportedWidgetKey,
            nil,
            ko: "API 개별 연동 키의 클라이언트 키로 SDK를 연동해주세요. 결제위젯 연동 키는 지원하지 않습니다.",
            at: [.brandpaySDK, .windowSDK]
        ),
        // Not an HTTP error: the tax office rejects asynchronously, and the code shows in the failure field of a
        // CashReceipt with issueStatus FAILED.
        //
        // One code, seventeen bracketed texts.
        ErrorRow(
            .ntsError,
            nil,
            ko: "[XXX] 정의 안된 오류",
            en: "[XXX] Undefined error",
            at: [.cashReceiptFailure],
            wordings: taxOfficeWordings
        ),
        ErrorRow(
            .paymentMethodsWidgetAlreadyRendered,
            nil,
            ko: "하나의 결제수단 위젯만을 사용할 수 있어요.",
            at: [.widgetSDK]
        ),
        ErrorRow(
            .providerStatusUnhealthy,
            nil,
            ko: "결제 기관(카드사, 은행, 국세청 등) 오류입니다. 다른 결제수단을 선택해 주세요.",
            at: [.widgetSDK]
        ),
        // BrandPay; its HTTP status is unknown.
        ErrorRow(
            .suspectedPhishingPayment,
            nil,
            ko: "결제에 실패했습니다. 피싱사고 의심 거래입니다.",
            en: "Payment rejected due to suspected phishing scam.",
            at: [.brandpayFailUrl]
        ),
        ErrorRow(
            .unknown,
            nil,
            ko: "알 수 없는 에러가 발생했습니다.",
            at: [.brandpaySDK, .widgetSDK, .windowSDK]
        ),
        ErrorRow(
            .unsupportedTestPhasePaymentMethod,
            nil,
            ko: "테스트 환경을 지원하지 않는 결제수단입니다.",
            at: [.widgetSDK]
        ),
        ErrorRow(
            .userCancel,
            nil,
            ko: "취소되었습니다.",
            at: [.brandpaySDK, .widgetSDK, .windowSDK]
        ),
        ErrorRow(
            .v1MethodNotSupported,
            nil,
            ko: "해당 API 는 v1 에서만 제공됩니다.",
            at: [.brandpaySDK, .widgetSDK, .windowSDK]
        ),
    ]
}
