/// The codes of the rows below.
extension ErrorCode {
    package static let accountOwnerCheckFailed = listed("ACCOUNT_OWNER_CHECK_FAILED")
    package static let alreadyCanceledPayment = listed("ALREADY_CANCELED_PAYMENT")
    package static let alreadyCloseAccount = listed("ALREADY_CLOSE_ACCOUNT")
    package static let alreadyCompletedPayment = listed("ALREADY_COMPLETED_PAYMENT")
    package static let alreadyExistSubmall = listed("ALREADY_EXIST_SUBMALL")
    package static let alreadyProcessedPayment = listed("ALREADY_PROCESSED_PAYMENT")
    package static let alreadyRefundingPayment = listed("ALREADY_REFUNDING_PAYMENT")
    package static let alreadyRefundPayment = listed("ALREADY_REFUND_PAYMENT")
    package static let alreadyRemovedBillingKey = listed("ALREADY_REMOVED_BILLING_KEY")
    package static let apiVersionUpdateNeeded = listed("API_VERSION_UPDATE_NEEDED")
    package static let belowMinimumAmount = listed("BELOW_MINIMUM_AMOUNT")
    package static let belowZeroAmount = listed("BELOW_ZERO_AMOUNT")
    package static let cardProcessingError = listed("CARD_PROCESSING_ERROR")
    package static let duplicatedCashReceipt = listed("DUPLICATED_CASH_RECEIPT")
    package static let duplicatedOrderId = listed("DUPLICATED_ORDER_ID")
    package static let duplicatedRequest = listed("DUPLICATED_REQUEST")
    package static let exceedsTransferAmountMaximum = listed("EXCEEDS_TRANSFER_AMOUNT_MAXIMUM")
    package static let exceedCancelAmountDiscountAmount = listed("EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT")
    package static let exceedMaxAmount = listed("EXCEED_MAX_AMOUNT")
    package static let exceedMaxCardInstallmentPlan = listed("EXCEED_MAX_CARD_INSTALLMENT_PLAN")
    package static let exceedMaxDailyPaymentCount = listed("EXCEED_MAX_DAILY_PAYMENT_COUNT")
    package static let exceedMaxDueDate = listed("EXCEED_MAX_DUE_DATE")
    package static let exceedMaxMonthlyPaymentAmount = listed("EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT")
    package static let exceedMaxOneDayWithdrawAmount = listed("EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT")
    package static let exceedMaxOneTimeWithdrawAmount = listed("EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT")
    package static let exceedMaxPaymentAmount = listed("EXCEED_MAX_PAYMENT_AMOUNT")
    package static let exceedMaxQueryLimit = listed("EXCEED_MAX_QUERY_LIMIT")
    package static let exceedMaxValidHours = listed("EXCEED_MAX_VALID_HOURS")
    package static let exceedMinCardInstallmentPlan = listed("EXCEED_MIN_CARD_INSTALLMENT_PLAN")
    package static let exceedUnknownCase = listed("EXCEED_UNKNOWN_CASE")
    package static let forbiddenBankRefundRequest = listed("FORBIDDEN_BANK_REFUND_REQUEST")
}

extension ErrorRow {
    /// 400, up to FORBIDDEN: the request is wrong, or does not suit the state of what it names.
    static let badRequestsAToH: [ErrorRow] = [
        ErrorRow(
            .accountOwnerCheckFailed,
            400,
            ko: "계좌 소유주를 가져오는데 실패했습니다. 은행코드, 계좌번호를 확인해주세요.",
            en: "Failed to get account holder. Please check your bank code and account number."
        ),
        // Measured: cancel of a payment fully cancelled in one step.
        ErrorRow(
            .alreadyCanceledPayment,
            400,
            ko: "이미 취소된 결제 입니다.",
            en: "The payment has already been canceled.",
            at: [.cancel]
        ),
        ErrorRow(
            .alreadyCloseAccount,
            400,
            ko: "이미 해지된 계좌입니다.",
            en: "This account has already been closed."
        ),
        ErrorRow(
            .alreadyCompletedPayment,
            400,
            ko: "이미 완료된 결제 입니다.",
            en: "This is a payment that has already been completed."
        ),
        // Its endpoints are assumed from the wording.
        ErrorRow(
            .alreadyExistSubmall,
            400,
            ko: "이미 존재하는 서브몰입니다.",
            en: "This sub-mall is already exists.",
            at: [.payouts]
        ),
        // Status 400 measured through TossPayments-Test-Code.
        ErrorRow(
            .alreadyProcessedPayment,
            400,
            ko: "이미 처리된 결제 입니다.",
            en: "This is a payment that has already been processed.",
            at: [.confirm]
        ),
        ErrorRow(
            .alreadyRefundingPayment,
            400,
            ko: "이미 환불 중인 결제입니다.",
            en: "The payment is already being refunded."
        ),
        ErrorRow(
            .alreadyRefundPayment,
            400,
            ko: "이미 환불된 결제입니다.",
            en: "The payment has already been refunded.",
            at: [.cancel]
        ),
        // Measured when charging a deleted billing key.
        ErrorRow(
            .alreadyRemovedBillingKey,
            400,
            ko: "이미 삭제된 빌링키입니다.",
            at: [.billingCharge]
        ),
        // [VERSION] is a placeholder, for example 2022-07-27.
        ErrorRow(
            .apiVersionUpdateNeeded,
            400,
            ko: "이 API를 사용하려면 [VERSION] 이상의 버전을 사용해야 합니다. 개발자센터(https://developers.tosspayments.com)에서 버전을 변경해주세요.",
            en: """
                To use the api need to upgrade version to [VERSION]. You can update api version at Tosspayment \
                Developer Center(https://developers.tosspayments.com)
                """,
            at: [.cashReceipts]
        ),
        ErrorRow(
            .belowMinimumAmount,
            400,
            ko: "신용카드는 결제금액이 100원 이상, 계좌는 200원이상부터 결제가 가능합니다.",
            en: "Payment can be made from 100 won or more by credit card, and 200 won or more for account.",
            at: [.confirm, .keyIn, .billingCharge]
        ),
        ErrorRow(
            .belowZeroAmount,
            400,
            ko: "금액은 0보다 커야 합니다.",
            en: "The amount must be greater than 0.",
            at: [.brandpaySDK, .widgetSDK, .windowSDK]
        ),
        ErrorRow(
            .cardProcessingError,
            400,
            ko: "카드사에서 오류가 발생했습니다.",
            en: "The card company was not able to process the request.",
            at: [.confirm]
        ),
        ErrorRow(
            .duplicatedCashReceipt,
            400,
            ko: "이미 현금영수증이 발급된 주문입니다.",
            en: "This is a duplicate request that has already been issued."
        ),
        // Status 400 measured through TossPayments-Test-Code.
        ErrorRow(
            .duplicatedOrderId,
            400,
            ko: "이미 승인 및 취소가 진행된 중복된 주문번호 입니다. 다른 주문번호로 진행해주세요.",
            en: """
                This is a duplicate order id that has already been approved or canceled. Please proceed with a \
                different order id.
                """,
            at: [.keyIn, .virtualAccounts, .billingCharge, .brandpayFailUrl]
        ),
        ErrorRow(
            .duplicatedRequest,
            400,
            ko: "중복된 요청입니다.",
            en: "This is a duplicate request."
        ),
        ErrorRow(
            .exceedsTransferAmountMaximum,
            400,
            ko: "계좌이체는 한 번에 1,000만 원 이하로만 결제하실 수 있어요. 금액을 낮춰 다시 시도해 주세요.",
            en: """
                Account transfers are limited to 10,000,000 KRW per transaction. Please lower the amount and try \
                again.
                """
        ),
        ErrorRow(
            .exceedCancelAmountDiscountAmount,
            400,
            ko: "즉시할인금액보다 적은 금액은 부분취소가 불가능합니다.",
            at: [.cancel]
        ),
        ErrorRow(
            .exceedMaxAmount,
            400,
            ko: "거래금액 한도를 초과했습니다.",
            en: "The transaction amount limit has been exceeded.",
            at: [.confirm]
        ),
        ErrorRow(
            .exceedMaxCardInstallmentPlan,
            400,
            ko: "설정 가능한 최대 할부 개월 수를 초과했습니다.",
            en: "You have exceeded the maximum number of installment months that can be set.",
            at: [.confirm],
            wordings: [
                Wording(
                    at: [.confirm],
                    ko: "설정 가능한 최대 할부 개월 수를 초과했습니다.",
                    en: "Maximum number of installment months exceeded. (`installmentPlanMonths`)"
                )
            ]
        ),
        ErrorRow(
            .exceedMaxDailyPaymentCount,
            400,
            ko: "하루 결제 가능 횟수를 초과했습니다.",
            en: "You have exceeded the number of daily payments.",
            at: [.confirm]
        ),
        ErrorRow(
            .exceedMaxDueDate,
            400,
            ko: "가상 계좌의 최대 유효만료 기간을 초과했습니다.",
            en: "You have exceeded the maximum expiry period for your virtual account.",
            at: [.virtualAccounts, .widgetSDK]
        ),
        ErrorRow(
            .exceedMaxMonthlyPaymentAmount,
            400,
            ko: "당월 결제 가능금액인 1,000,000원을 초과 하셨습니다.",
            en: "You have exceeded the allowed monthly payment amount of 1,000,000 KRW.",
            at: [.confirm]
        ),
        ErrorRow(
            .exceedMaxOneDayWithdrawAmount,
            400,
            ko: "1일 출금 한도를 초과했습니다.",
            en: "You have exceeded the one-day withdrawal limit.",
            at: [.confirm]
        ),
        ErrorRow(
            .exceedMaxOneTimeWithdrawAmount,
            400,
            ko: "1회 출금 한도를 초과했습니다.",
            en: "You have exceeded the one-time withdrawal limit.",
            at: [.confirm]
        ),
        ErrorRow(
            .exceedMaxPaymentAmount,
            400,
            ko: "하루 결제 가능 금액을 초과했습니다.",
            en: "You have exceeded the amount you can pay per day.",
            at: [.confirm]
        ),
        ErrorRow(
            .exceedMaxQueryLimit,
            400,
            ko: "최대 조회 개수를 초과했습니다.",
            en: "You have exceeded the maximum number of query limit."
        ),
        ErrorRow(
            .exceedMaxValidHours,
            400,
            ko: "가상 계좌의 최대 유효시간을 초과했습니다.",
            en: "The maximum validity time of the virtual account has been exceeded."
        ),
        ErrorRow(
            .exceedMinCardInstallmentPlan,
            400,
            ko: "설정 가능한 최소 할부 개월 수를 1개월 이상으로 설정해주세요.",
            en: "The minimum installment month must be set to at least 1 month."
        ),
        ErrorRow(
            .exceedUnknownCase,
            400,
            ko: "한도 초과 되었습니다.",
            en: "A threashold exceeds"
        ),
        // Absent from 2023-24 copies of the cancel table, present in 2025-26 copies.
        ErrorRow(
            .forbiddenBankRefundRequest,
            400,
            ko: "고객 계좌가 입금이 되지 않는 상태입니다.",
            at: [.cancel]
        ),
    ]
}
