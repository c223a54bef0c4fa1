/// The codes of the rows below.
extension ErrorCode {
    package static let invalidDate = listed("INVALID_DATE")
    package static let invalidEasyPay = listed("INVALID_EASY_PAY")
    package static let invalidEmail = listed("INVALID_EMAIL")
    package static let invalidFlowModeParameters = listed("INVALID_FLOW_MODE_PARAMETERS")
    package static let invalidIdempotencyKey = listed("INVALID_IDEMPOTENCY_KEY")
    package static let invalidIdentificationType = listed("INVALID_IDENTIFICATION_TYPE")
    package static let invalidIsoDateFormat = listed("INVALID_ISO_DATE_FORMAT")
    package static let invalidOrderId = listed("INVALID_ORDER_ID")
    package static let invalidOrderName = listed("INVALID_ORDER_NAME")
    package static let invalidPagingKey = listed("INVALID_PAGING_KEY")
    package static let invalidPayableDate = listed("INVALID_PAYABLE_DATE")
    package static let invalidPaymentKey = listed("INVALID_PAYMENT_KEY")
    package static let invalidRefundAccountInfo = listed("INVALID_REFUND_ACCOUNT_INFO")
    package static let invalidRefundAccountNumber = listed("INVALID_REFUND_ACCOUNT_NUMBER")
    package static let invalidRefundAmount = listed("INVALID_REFUND_AMOUNT")
    package static let invalidRegistrationNumberType = listed("INVALID_REGISTRATION_NUMBER_TYPE")
    package static let invalidRejectCard = listed("INVALID_REJECT_CARD")
    package static let invalidRequest = listed("INVALID_REQUEST")
    package static let invalidRequiredParam = listed("INVALID_REQUIRED_PARAM")
    package static let invalidStoppedCard = listed("INVALID_STOPPED_CARD")
    package static let invalidSubmallId = listed("INVALID_SUBMALL_ID")
    package static let invalidSuccessUrl = listed("INVALID_SUCCESS_URL")
    package static let invalidTestCode = listed("INVALID_TEST_CODE")
    package static let invalidTransactionKey = listed("INVALID_TRANSACTION_KEY")
    package static let invalidUnregisteredSubmall = listed("INVALID_UNREGISTERED_SUBMALL")
    package static let invalidUrl = listed("INVALID_URL")
    package static let invalidUrlFormat = listed("INVALID_URL_FORMAT")
    package static let invalidValidHoursWithDueDateAndSingle = listed("INVALID_VALID_HOURS_WITH_DUE_DATE_AND_SINGLE")
    package static let invalidVirtualAccountType = listed("INVALID_VIRTUAL_ACCOUNT_TYPE")
}

extension ErrorRow {
    /// 400, from INVALID_D to the last INVALID.
    static let badRequestsFromInvalidD: [ErrorRow] = [
        // Measured on the transactions list when the date carries a Z suffix.
        ErrorRow(
            .invalidDate,
            400,
            ko: "날짜 데이터가 잘못 되었습니다.",
            en: "The date data is invalid.",
            at: [.virtualAccounts, .transactions, .settlements]
        ),
        ErrorRow(
            .invalidEasyPay,
            400,
            ko: "간편결제 입력정보가 올바르지 않습니다.",
            en: "The easy payment input information is incorrect."
        ),
        ErrorRow(
            .invalidEmail,
            400,
            ko: "이메일 주소 형식에 맞지 않습니다.",
            en: "It doesn't match the email address format.",
            at: [.keyIn, .billingIssueByCard, .billingIssue],
            wordings: [
                Wording(
                    at: [.keyIn, .billingIssue, .billingIssueByCard],
                    ko: "유효하지 않은 이메일 주소 형식입니다.",
                    en: "Invalid email format"
                )
            ]
        ),
        ErrorRow(
            .invalidFlowModeParameters,
            400,
            ko: "인증 창을 먼저 띄우려면 카드사 코드 또는 은행 코드 또는 간편결제수단이 같이 전달되어야 합니다.",
            en: """
                If you want to open the payment authentication window first, the credit card company code, bank code, \
                or easy payment method must be delivered together.
                """
        ),
        // Idempotency-Key longer than 300 characters.
        ErrorRow(
            .invalidIdempotencyKey,
            400,
            ko: "멱등키는 300자 이하여야 합니다.",
            at: [.anyPost]
        ),
        ErrorRow(
            .invalidIdentificationType,
            400,
            ko: "유효하지 않은 본인 인증 타입입니다.",
            en: "This is an invalid authentication type"
        ),
        ErrorRow(
            .invalidIsoDateFormat,
            400,
            ko: "시간 일시 형식이 잘못되었습니다. 시간 형식은 ISO 8601 형식을 준수해야 합니다.",
            en: "The format is incorrect. The time format must conform to ISO 8601 format."
        ),
        ErrorRow(
            .invalidOrderId,
            400,
            ko: "`orderId`는 영문 대소문자, 숫자, 특수문자(-, _) 만 허용합니다. 6자 이상 64자 이하여야 합니다.",
            en: """
                The order id must be at least 6 and maximum 64 upper and lower case alphabets, numbers, special \
                characters (-, _, =).
                """,
            at: [.keyIn]
        ),
        ErrorRow(
            .invalidOrderName,
            400,
            ko: "주문 이름은 100자 이하여야 합니다.",
            en: "The order name must be 100 characters or less."
        ),
        ErrorRow(
            .invalidPagingKey,
            400,
            ko: "잘못된 페이징 키 입니다.",
            en: "Bad paging key."
        ),
        // Its endpoints are assumed from the wording.
        ErrorRow(
            .invalidPayableDate,
            400,
            ko: "지급일자가 올바르지 않습니다.",
            en: "The payment date is incorrect.",
            at: [.payouts]
        ),
        ErrorRow(
            .invalidPaymentKey,
            400,
            ko: "잘못된 결제 키 입니다.",
            en: "Invalid payment key."
        ),
        ErrorRow(
            .invalidRefundAccountInfo,
            400,
            ko: "환불 계좌번호와 예금주명이 일치하지 않습니다.",
            en: "Refund account number and account holder name do not match.",
            at: [.cancel]
        ),
        ErrorRow(
            .invalidRefundAccountNumber,
            400,
            ko: "잘못된 환불 계좌번호입니다.",
            en: "Incorrect refund account number.",
            at: [.cancel]
        ),
        // Only in the general list; not in the cancel table.
        //
        // An over-balance cancel was measured to return NOT_CANCELABLE_AMOUNT.
        ErrorRow(
            .invalidRefundAmount,
            400,
            ko: "잘못된 환불 금액입니다.",
            en: "Incorrect refund amount."
        ),
        ErrorRow(
            .invalidRegistrationNumberType,
            400,
            ko: "유효하지 않은 등록 번호 타입입니다.",
            at: [.virtualAccounts]
        ),
        ErrorRow(
            .invalidRejectCard,
            400,
            ko: "카드 사용이 거절되었습니다. 카드사 문의가 필요합니다.",
            en: "Refer to card issuer/decline.",
            at: [.confirm, .keyIn, .billingIssueByCard, .billingIssue, .billingCharge]
        ),
        // Catch-all for missing or malformed parameters.
        ErrorRow(
            .invalidRequest,
            400,
            ko: "잘못된 요청입니다.",
            en: "The bad request.",
            at: [
                .confirm, .keyIn, .cancel, .virtualAccounts, .billingIssueByCard, .billingIssue, .billingCharge,
                .settlements, .settle, .cashReceipts, .brandpayFailUrl,
            ]
        ),
        // The English text in the general list is an upstream copy mistake (it belongs to the installment error) and is
        // kept as printed; the BrandPay failUrl table has a sane one.
        ErrorRow(
            .invalidRequiredParam,
            400,
            ko: "필수 파라미터가 누락되었습니다.",
            en: "The installment amount is incorrect.",
            at: [.keyIn, .cashReceipts, .brandpayFailUrl],
            wordings: [
                Wording(at: [.brandpayFailUrl], ko: "필수 파라미터가 누락되었습니다.", en: "The required parameter is missing.")
            ]
        ),
        ErrorRow(
            .invalidStoppedCard,
            400,
            ko: "정지된 카드 입니다.",
            en: "This is a suspended card.",
            at: [.confirm, .keyIn, .billingIssueByCard, .billingIssue, .billingCharge, .brandpayFailUrl]
        ),
        // Its endpoints are assumed from the wording.
        ErrorRow(
            .invalidSubmallId,
            400,
            ko: "유효하지 않은 서브몰 ID 입니다. 영문, 숫자 20글자 이하로 입력해주세요.",
            en: "This submall ID is not valid. Please enter 20 letters or less in alphabets or numbers.",
            at: [.payouts]
        ),
        ErrorRow(
            .invalidSuccessUrl,
            400,
            ko: "successUrl 값은 필수 값입니다.",
            en: "The successUrl value is a required value."
        ),
        ErrorRow(
            .invalidTestCode,
            400,
            ko: "유효하지 않은 테스트 코드입니다.",
            en: "Invalid test code",
            at: [.any]
        ),
        // Listed by third parties only; the status is assumed from the family of the code, and the texts are ours.
        ErrorRow(
            .invalidTransactionKey,
            400,
            ko: "잘못된 거래 키 입니다.",
            en: "Incorrect transaction key.",
            at: [.transactions]
        ),
        ErrorRow(
            .invalidUnregisteredSubmall,
            400,
            ko: "미등록된 PG 하위몰 이거나 단독가맹점은 안심클릭/ISP 결제가 필요합니다.",
            en: """
                The PG sub-merchant is not registered yet OR payment authentication method of the card issuer is \
                required for the PG
                """,
            at: [.confirm],
            wordings: [
                Wording(
                    at: [.confirm],
                    ko: "등록되지 않은 서브몰입니다. 서브몰이 없는 가맹점이라면 안심클릭이나 ISP 결제가 필요합니다.",
                    en: "Not registered PG sub-mall business number"
                )
            ]
        ),
        ErrorRow(
            .invalidUrl,
            400,
            ko: "url 은 http, https 를 포함한 주소 형식이어야 합니다.",
            en: "url must be in address format including http and https."
        ),
        ErrorRow(
            .invalidUrlFormat,
            400,
            ko: "잘못된 URL 형식입니다.",
            en: "Invalid URL format."
        ),
        ErrorRow(
            .invalidValidHoursWithDueDateAndSingle,
            400,
            ko: "validHours와 dueDate는 같이 사용할 수 없습니다.",
            en: "validHours and dueDate cannot be used together."
        ),
        ErrorRow(
            .invalidVirtualAccountType,
            400,
            ko: "유효하지 않은 가상계좌 타입입니다.",
            en: "Invalid virtual account type."
        ),
    ]
}
