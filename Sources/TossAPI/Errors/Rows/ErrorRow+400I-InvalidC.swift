/// The codes of the rows below.
extension ErrorCode {
    package static let incorrectFailUrlFormat = listed("INCORRECT_FAIL_URL_FORMAT")
    package static let incorrectSuccessUrlFormat = listed("INCORRECT_SUCCESS_URL_FORMAT")
    package static let invalidAccountInfoReRegister = listed("INVALID_ACCOUNT_INFO_RE_REGISTER")
    package static let invalidAccountNotCorrectBank = listed("INVALID_ACCOUNT_NOT_CORRECT_BANK")
    package static let invalidAccountNumber = listed("INVALID_ACCOUNT_NUMBER")
    package static let invalidAccountNumberOrUnavailable = listed("INVALID_ACCOUNT_NUMBER_OR_UNAVAILABLE")
    package static let invalidApiKey = listed("INVALID_API_KEY")
    package static let invalidAuthorizeAuth = listed("INVALID_AUTHORIZE_AUTH")
    package static let invalidAuthorizeAuthTypeGiftCertificate = listed("INVALID_AUTHORIZE_AUTH_TYPE_GIFT_CERTIFICATE")
    package static let invalidBank = listed("INVALID_BANK")
    package static let invalidBillingAuth = listed("INVALID_BILLING_AUTH")
    package static let invalidBillKeyRequest = listed("INVALID_BILL_KEY_REQUEST")
    package static let invalidBirthDayFormat = listed("INVALID_BIRTH_DAY_FORMAT")
    package static let invalidBusinessNumber = listed("INVALID_BUSINESS_NUMBER")
    package static let invalidCard = listed("INVALID_CARD")
    package static let invalidCardCompany = listed("INVALID_CARD_COMPANY")
    package static let invalidCardExpiration = listed("INVALID_CARD_EXPIRATION")
    package static let invalidCardIdentity = listed("INVALID_CARD_IDENTITY")
    package static let invalidCardInstallmentAmount = listed("INVALID_CARD_INSTALLMENT_AMOUNT")
    package static let invalidCardInstallmentPlan = listed("INVALID_CARD_INSTALLMENT_PLAN")
    package static let invalidCardInstallmentPlansWithMaxAndSingle = listed(
        "INVALID_CARD_INSTALLMENT_PLANS_WITH_MAX_AND_SINGLE"
    )
    package static let invalidCardLostOrStolen = listed("INVALID_CARD_LOST_OR_STOLEN")
    package static let invalidCardNumber = listed("INVALID_CARD_NUMBER")
    package static let invalidCardPassword = listed("INVALID_CARD_PASSWORD")
    package static let invalidCashReceiptInfo = listed("INVALID_CASH_RECEIPT_INFO")
    package static let invalidClientKey = listed("INVALID_CLIENT_KEY")
    package static let invalidCurrency = listed("INVALID_CURRENCY")
    package static let invalidCustomerKey = listed("INVALID_CUSTOMER_KEY")
}

extension ErrorRow {
    /// 400, from INCORRECT to INVALID_C.
    static let badRequestsToInvalidC: [ErrorRow] = [
        ErrorRow(
            .incorrectFailUrlFormat,
            400,
            ko: "잘못된 failUrl 입니다.",
            en: "Invalid format: `failUrl`",
            at: [.brandpaySDK, .widgetSDK, .windowSDK]
        ),
        ErrorRow(
            .incorrectSuccessUrlFormat,
            400,
            ko: "잘못된 successUrl 입니다.",
            en: "Invalid format: `successUrl`",
            at: [.brandpaySDK, .widgetSDK, .windowSDK]
        ),
        ErrorRow(
            .invalidAccountInfoReRegister,
            400,
            ko: "유효하지 않은 계좌입니다. 계좌 재등록 후 시도해주세요.",
            en: "Invalid account. Please re-register the account and try again.",
            at: [.confirm]
        ),
        ErrorRow(
            .invalidAccountNotCorrectBank,
            400,
            ko: "입력하신 계좌는 해당 은행의 계좌가 아닙니다.",
            en: "The account you entered is not a bank account."
        ),
        ErrorRow(
            .invalidAccountNumber,
            400,
            ko: "계좌번호가 올바르지 않습니다.",
            en: "Account number is incorrect."
        ),
        ErrorRow(
            .invalidAccountNumberOrUnavailable,
            400,
            ko: "잘못된 계좌번호이거나 서비스 불가한 계좌입니다.",
            en: "Wrong account number or account unavailable."
        ),
        // Measured: a valid key that does not own the payment (other merchant, widget key against API key, test against
        // live).
        ErrorRow(
            .invalidApiKey,
            400,
            ko: "잘못된 시크릿키 연동 정보 입니다.",
            en: "Incorrect secret key.",
            at: [.order, .payment, .confirm]
        ),
        ErrorRow(
            .invalidAuthorizeAuth,
            400,
            ko: "잘못된 인증 방식입니다.",
            en: "Incorrect authentication.",
            at: [.confirm],
            wordings: [
                Wording(at: [.confirm], ko: "유효하지 않은 인증 방식입니다.", en: "Invalid authentication.")
            ]
        ),
        ErrorRow(
            .invalidAuthorizeAuthTypeGiftCertificate,
            400,
            ko: "유효하지 않은 상품권 결제 인증 타입입니다.",
            en: "This is an invalid gift certificate payment authentication type."
        ),
        ErrorRow(
            .invalidBank,
            400,
            ko: "유효하지 않은 은행입니다.",
            en: "It is an Invalid bank.",
            at: [.cancel, .virtualAccounts]
        ),
        ErrorRow(
            .invalidBillingAuth,
            400,
            ko: "유효하지 않은 빌링 인증입니다.",
            en: "Invalid billing authentication."
        ),
        ErrorRow(
            .invalidBillKeyRequest,
            400,
            ko: "빌링키 인증이 완료되지 않았거나 유효하지 않은 빌링 거래 건입니다.",
            en: "Billing key authentication has not been completed or is an invalid billing transaction.",
            at: [.billingCharge],
            wordings: [
                Wording(
                    at: [.billingCharge],
                    ko: "빌링키 인증이 완료되지 않았거나 유효하지 않은 빌링 거래 건입니다.",
                    en: "Unauthorized billingKey or invalid billing transaction"
                )
            ]
        ),
        ErrorRow(
            .invalidBirthDayFormat,
            400,
            ko: "생년월일 정보는 6자리의 yyMMdd 형식이어야 합니다. 사업자등록번호는 10자리의 숫자여야 합니다.",
            en: "The birth date format must be in 6 length of yyMMdd format.",
            at: [.keyIn, .billingIssueByCard, .billingIssue],
            wordings: [
                Wording(
                    at: [.keyIn, .billingIssue, .billingIssueByCard],
                    ko: "생년월일 정보는 6자리의 `yyMMdd` 형식이어야 합니다. 사업자등록번호는 10자리의 숫자여야 합니다.",
                    en: """
                        Birth dates must be 6 digits long and in a `yyMMdd` format. Business number must be a 10 digit \
                        number.
                        """
                )
            ]
        ),
        ErrorRow(
            .invalidBusinessNumber,
            400,
            ko: "사업자 등록번호가 잘못되었습니다.",
            en: "The business registration number is incorrect.",
            at: [.cashReceipts]
        ),
        ErrorRow(
            .invalidCard,
            400,
            ko: "카드 입력정보가 올바르지 않습니다.",
            en: "Card input information is incorrect."
        ),
        ErrorRow(
            .invalidCardCompany,
            400,
            ko: "유효하지 않은 카드사입니다.",
            en: "It is an invalid card company."
        ),
        // The published texts differ by one space before the parenthesis.
        ErrorRow(
            .invalidCardExpiration,
            400,
            ko: "카드 정보를 다시 확인해주세요.(유효기간)",
            en: "Please check the card expiration date information again.",
            at: [.confirm, .keyIn, .billingIssueByCard, .billingIssue, .billingCharge],
            wordings: [
                Wording(
                    at: [.confirm, .keyIn, .billingIssue, .billingIssueByCard, .billingCharge],
                    ko: "카드 정보를 다시 확인해주세요. (유효기간)",
                    en: "Please check the card expiration date information again."
                )
            ]
        ),
        ErrorRow(
            .invalidCardIdentity,
            400,
            ko: "입력하신 주민번호/사업자번호가 카드 소유주 정보와 일치하지 않습니다.",
            en: "The entered resident registration number/business number does not match the cardholder information.",
            at: [.keyIn, .billingIssueByCard, .billingIssue]
        ),
        ErrorRow(
            .invalidCardInstallmentAmount,
            400,
            ko: "할부금액 잘못 되었습니다.",
            en: "The installment amount is incorrect."
        ),
        ErrorRow(
            .invalidCardInstallmentPlan,
            400,
            ko: "할부 개월 정보가 잘못되었습니다.",
            en: "The installment month information is incorrect.",
            at: [.confirm, .keyIn, .billingCharge]
        ),
        ErrorRow(
            .invalidCardInstallmentPlansWithMaxAndSingle,
            400,
            ko: "cardInstallmentPlan과 maxCardInstallmentPlan은 같이 사용할 수 없습니다.",
            en: "cardInstallmentPlan and maxCardInstallmentPlan cannot be used together."
        ),
        ErrorRow(
            .invalidCardLostOrStolen,
            400,
            ko: "분실 혹은 도난 카드입니다.",
            en: "This is a lost or stolen card.",
            at: [.confirm, .brandpayFailUrl]
        ),
        // Measured on billing issue by card for unusable test numbers.
        ErrorRow(
            .invalidCardNumber,
            400,
            ko: "카드번호를 다시 확인해주세요.",
            en: "Please check your card number again.",
            at: [.confirm, .keyIn, .billingIssueByCard, .billingIssue, .billingCharge]
        ),
        // The published texts differ by one space before the parenthesis.
        ErrorRow(
            .invalidCardPassword,
            400,
            ko: "카드 정보를 다시 확인해주세요.(비밀번호)",
            en: "Please check the card information again.",
            at: [.keyIn, .billingIssueByCard, .billingIssue],
            wordings: [
                Wording(
                    at: [.keyIn, .billingIssue, .billingIssueByCard],
                    ko: "카드 정보를 다시 확인해주세요. (비밀번호)",
                    en: "Please check the card information again."
                )
            ]
        ),
        ErrorRow(
            .invalidCashReceiptInfo,
            400,
            ko: "현금 영수증 정보가 잘못되었습니다.",
            en: "Cash receipt information is incorrect."
        ),
        ErrorRow(
            .invalidClientKey,
            400,
            ko: "잘못된 클라이언트 연동 정보 입니다.",
            en: "Incorrect client key.",
            at: [.brandpaySDK, .widgetSDK, .windowSDK],
            wordings: [
                Wording(at: [.widgetSDK, .brandpaySDK, .windowSDK], ko: "ClientKey 형태가 올바르지 않습니다.")
            ]
        ),
        ErrorRow(
            .invalidCurrency,
            400,
            ko: "잘못된 통화 값입니다.",
            en: "Invalid currency value."
        ),
        // The three published texts disagree on the limit (255, 20, 50).
        //
        // Measured: billing issue does not use this code.
        ErrorRow(
            .invalidCustomerKey,
            400,
            ko: "`customerKey`는 영문 대소문자, 숫자, 특수문자 -, *, =, ., @로 2자 이상 255자 이하여야 합니다.",
            en: """
                `customerKey` must be at least 2 and maximum 20 upper and lower case alphabets, numbers, special \
                characters (-, _, =, ., @).
                """,
            at: [.brandpaySDK, .widgetSDK, .windowSDK],
            wordings: [
                Wording(
                    at: [.widgetSDK, .brandpaySDK, .windowSDK],
                    ko: "고객키는 영문 대소문자, 숫자, 특수문자 -, _, =, ., @로 2자 이상 50자 이하여야 합니다."
                )
            ]
        ),
    ]
}
