/// The codes of the rows below.
extension ErrorCode {
    package static let commonError = listed("COMMON_ERROR")
    package static let failedBillingAutoCancel = listed("FAILED_BILLING_AUTO_CANCEL")
    package static let failedBillKeyAuthCreation = listed("FAILED_BILL_KEY_AUTH_CREATION")
    package static let failedCardCompanyResponse = listed("FAILED_CARD_COMPANY_RESPONSE")
    package static let failedDbProcessing = listed("FAILED_DB_PROCESSING")
    package static let failedHashDataCreation = listed("FAILED_HASH_DATA_CREATION")
    package static let failedInternalSystemProcessing = listed("FAILED_INTERNAL_SYSTEM_PROCESSING")
    package static let failedMethodHandling = listed("FAILED_METHOD_HANDLING")
    package static let failedMethodHandlingCancel = listed("FAILED_METHOD_HANDLING_CANCEL")
    package static let failedPartialRefund = listed("FAILED_PARTIAL_REFUND")
    package static let failedPaymentInternalSystemProcessing = listed("FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING")
    package static let failedRefundProcess = listed("FAILED_REFUND_PROCESS")
    package static let unknownError = listed("UNKNOWN_ERROR")
    package static let unknownPaymentError = listed("UNKNOWN_PAYMENT_ERROR")
}

extension ErrorRow {
    /// 500: the gateway or an institution behind it failed.
    static let failures: [ErrorRow] = [
        // Status 500 measured through TossPayments-Test-Code.
        ErrorRow(
            .commonError,
            500,
            ko: "일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.",
            en: "A temporary error has occurred. Please try again in a few minutes.",
            at: [.cancel, .billingIssueByCard, .billingIssue, .settlements, .brandpayFailUrl],
            wordings: [
                Wording(
                    at: [.brandpayFailUrl],
                    ko: "일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.",
                    en: "This is temporary error. Please try again in a few minutes."
                )
            ]
        ),
        ErrorRow(
            .failedBillingAutoCancel,
            500,
            ko: "빌링 자동결제 취소에 일시적인 오류가 발생했습니다.",
            en: "A temporary error occurred while billing auth cancellation."
        ),
        ErrorRow(
            .failedBillKeyAuthCreation,
            500,
            ko: "빌링 결제 인증 중 키 생성에 실패했습니다. 잠시 후 다시 시도해주세요.",
            en: "Key generation failed during billing payment verification. Please try again in a few minutes."
        ),
        ErrorRow(
            .failedCardCompanyResponse,
            500,
            ko: "카드사에서 에러가 발생했습니다. 잠시 후 다시 시도해 주세요.",
            en: "An error occurred at the card company. Please try again in a few minutes.",
            at: [.keyIn, .billingCharge]
        ),
        // Measured on billing issue with a customerKey of 301 characters.
        ErrorRow(
            .failedDbProcessing,
            500,
            ko: "잘못된 요청 값으로 처리 중 DB 에러가 발생했습니다.",
            en: "A DB error occurred while processing with an invalid request value.",
            at: [.keyIn, .virtualAccounts, .billingIssueByCard, .billingIssue, .billingCharge, .brandpayFailUrl]
        ),
        ErrorRow(
            .failedHashDataCreation,
            500,
            ko: "해시 데이터 생성 중 오류가 발생했습니다.",
            en: "An error occurred while generating hash data."
        ),
        ErrorRow(
            .failedInternalSystemProcessing,
            500,
            ko: "내부 시스템 처리 작업이 실패했습니다. 잠시 후 다시 시도해주세요.",
            en: "Internal system processing operation has failed. Please try again in a few minutes.",
            at: [.confirm, .keyIn, .cancel, .virtualAccounts, .billingCharge, .cashReceiptCancel]
        ),
        ErrorRow(
            .failedMethodHandling,
            500,
            ko: "결제 중 선택한 결제수단 처리에 일시적인 오류가 발생했습니다.",
            en: "There was a temporary error in processing the payment method you selected during checkout."
        ),
        ErrorRow(
            .failedMethodHandlingCancel,
            500,
            ko: "취소 중 결제 시 사용한 결제수단 처리과정에서 일시적인 오류가 발생했습니다.",
            en: "A temporary error occurred while processing cancellation.",
            at: [.cancel],
            wordings: [
                Wording(at: [.cancel], ko: "취소 중 결제 시 사용한 결제 수단 처리과정에서 일시적인 오류가 발생했습니다.")
            ]
        ),
        ErrorRow(
            .failedPartialRefund,
            500,
            ko: "은행 점검, 해약 계좌 등의 사유로 부분 환불이 실패했습니다.",
            at: [.cancel]
        ),
        // Status 500 measured through TossPayments-Test-Code.
        //
        // In production the message is often the provider text.
        ErrorRow(
            .failedPaymentInternalSystemProcessing,
            500,
            ko: "결제 기관(카드사, 은행, 국세청 등) 오류입니다. 결제 기관에서 보내 준 에러 메시지가 표시됩니다.",
            en: "Provider error. The error message received from provider will be displayed.",
            at: [.order, .payment, .confirm, .keyIn, .cancel, .brandpayFailUrl],
            wordings: [
                Wording(
                    at: [.confirm, .payment, .order, .cancel, .keyIn, .brandpayFailUrl],
                    ko: "결제가 완료되지 않았어요. 다시 시도해주세요.",
                    en: "Payment has not been completed. please try again."
                )
            ]
        ),
        ErrorRow(
            .failedRefundProcess,
            500,
            ko: "은행 응답시간 지연이나 일시적인 오류로 환불요청에 실패했습니다.",
            en: "The refund request failed due to a delay in the bank response time or a temporary error.",
            at: [.cancel]
        ),
        ErrorRow(
            .unknownError,
            500,
            ko: "확인되지 않은 오류입니다. 잠시 후 다시 시도해주세요.",
            en: "An unknown error occurred. Please try again in a few minutes."
        ),
        ErrorRow(
            .unknownPaymentError,
            500,
            ko: "결제에 실패했어요. 같은 문제가 반복된다면 은행이나 카드사로 문의해주세요.",
            en: "Payment failed. If the same problem occurs, please contact your bank or credit card company.",
            at: [.confirm, .brandpayFailUrl]
        ),
    ]
}
