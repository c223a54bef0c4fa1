/// The codes of the rows below.
extension ErrorCode {
    package static let unauthorizedKey = listed("UNAUTHORIZED_KEY")
    package static let exceedCancelLimit = listed("EXCEED_CANCEL_LIMIT")
    package static let exceedMaxAuthCount = listed("EXCEED_MAX_AUTH_COUNT")
    package static let exceedMaxOneDayAmount = listed("EXCEED_MAX_ONE_DAY_AMOUNT")
    package static let exceedMaxRefundAmount = listed("EXCEED_MAX_REFUND_AMOUNT")
    package static let exceedMaxRefundDue = listed("EXCEED_MAX_REFUND_DUE")
    package static let fdsError = listed("FDS_ERROR")
    package static let forbiddenConsecutiveRequest = listed("FORBIDDEN_CONSECUTIVE_REQUEST")
    package static let forbiddenRequest = listed("FORBIDDEN_REQUEST")
    package static let incorrectBasicAuthFormat = listed("INCORRECT_BASIC_AUTH_FORMAT")
    package static let invalidPassword = listed("INVALID_PASSWORD")
    package static let notAllowedChangingAccount = listed("NOT_ALLOWED_CHANGING_ACCOUNT")
    package static let notAllowedPartialRefund = listed("NOT_ALLOWED_PARTIAL_REFUND")
    package static let notAllowedPartialRefundWaitingDeposit = listed("NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT")
    package static let notAllowedRefundBank = listed("NOT_ALLOWED_REFUND_BANK")
    package static let notAvailableBank = listed("NOT_AVAILABLE_BANK")
    package static let notCancelableAmount = listed("NOT_CANCELABLE_AMOUNT")
    package static let notCancelablePayment = listed("NOT_CANCELABLE_PAYMENT")
    package static let notCancelablePaymentForDormantUser = listed("NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER")
    package static let notSupportedRefund = listed("NOT_SUPPORTED_REFUND")
    package static let rejectAccountPayment = listed("REJECT_ACCOUNT_PAYMENT")
    package static let rejectCardCompany = listed("REJECT_CARD_COMPANY")
    package static let rejectCardPayment = listed("REJECT_CARD_PAYMENT")
    package static let rejectTosspayInvalidAccount = listed("REJECT_TOSSPAY_INVALID_ACCOUNT")
}

extension ErrorRow {
    /// 401 and 403: the key is unknown, or the gateway or an institution behind it refuses.
    static let denials: [ErrorRow] = [
        // Measured: a syntactically fine key that Toss does not know.
        ErrorRow(
            .unauthorizedKey,
            401,
            ko: "인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다.",
            en: "This is an unauthenticated secret key or client key.",
            at: [
                .order, .payment, .confirm, .keyIn, .cancel, .virtualAccounts, .billingIssueByCard, .billingIssue,
                .billingCharge, .transactions, .settlements, .cashReceipts,
            ],
            wordings: [
                Wording(
                    at: [
                        .confirm, .payment, .order, .cancel, .keyIn, .virtualAccounts, .billingIssue,
                        .billingIssueByCard, .billingCharge, .transactions, .settlements, .cashReceipts,
                    ],
                    ko: "인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다.",
                    en: "Unauthorized secretKey or clientKey."
                )
            ]
        ),
        // Present in 2026 copies of the cancel table only.
        ErrorRow(
            .exceedCancelLimit,
            403,
            ko: "취소 한도 금액을 초과 하였습니다.",
            at: [.cancel]
        ),
        ErrorRow(
            .exceedMaxAuthCount,
            403,
            ko: "최대 인증 횟수를 초과했습니다. 카드사로 문의해주세요.",
            en: "The maximum number of authentications has been exceeded. Please contact your credit card company.",
            at: [.confirm, .keyIn, .billingIssueByCard, .billingIssue, .billingCharge],
            wordings: [
                Wording(
                    at: [.confirm, .keyIn, .billingIssue, .billingIssueByCard, .billingCharge],
                    ko: "최대 인증 횟수를 초과했습니다. 카드사로 문의해주세요.",
                    en: "Maximum authentication attempts exceeded."
                )
            ]
        ),
        ErrorRow(
            .exceedMaxOneDayAmount,
            403,
            ko: "일일 한도를 초과했습니다.",
            en: "You have exceeded your daily limit.",
            at: [.confirm]
        ),
        // Only in the general list; the cancel table has EXCEED_CANCEL_LIMIT instead.
        ErrorRow(
            .exceedMaxRefundAmount,
            403,
            ko: "하루 또는 한달 환불 가능한 금액을 초과했습니다.",
            en: "This merchant have exceeded your daily or monthly refundable amount."
        ),
        ErrorRow(
            .exceedMaxRefundDue,
            403,
            ko: "환불 가능한 기간이 초과했습니다.",
            en: "The refundable period has been exceeded.",
            at: [.cancel],
            wordings: [
                Wording(at: [.cancel], ko: "환불 가능한 기간이 지났습니다.")
            ]
        ),
        // The end of its English text may be missing.
        ErrorRow(
            .fdsError,
            403,
            ko: "[토스페이먼츠] 위험거래가 감지되어 결제가 제한됩니다. 발송된 문자에 포함된 링크를 통해 본인인증 후 결제가 가능합니다. (고객센터: 1644-8051)",
            en: """
                A fraudulent transaction has been detected. To complete the payment, complete the authentication \
                process
                """,
            at: [.confirm]
        ),
        ErrorRow(
            .forbiddenConsecutiveRequest,
            403,
            ko: "반복적인 요청은 허용되지 않습니다. 잠시 후 다시 시도해주세요.",
            en: "Repetitive requests are not allowed. Please try again in a few minutes.",
            at: [.order, .payment, .cancel]
        ),
        // Measured on confirm when orderId does not belong to paymentKey.
        ErrorRow(
            .forbiddenRequest,
            403,
            ko: "허용되지 않은 요청입니다.",
            en: "This request is not allowed.",
            at: [.confirm, .cancel, .settle, .cashReceiptCancel],
            wordings: [
                Wording(at: [.confirm], ko: "허용되지 않은 요청입니다.", en: "Not allowed request.")
            ]
        ),
        // Documented for every authenticated endpoint.
        ErrorRow(
            .incorrectBasicAuthFormat,
            403,
            ko: "잘못된 요청입니다. ':' 를 포함해 인코딩해주세요.",
            en: "Invalid request. Please encode including the ':' character.",
            at: [
                .order, .payment, .confirm, .keyIn, .cancel, .virtualAccounts, .billingIssueByCard, .billingIssue,
                .billingCharge, .transactions, .settlements, .cashReceipts,
            ]
        ),
        ErrorRow(
            .invalidPassword,
            403,
            ko: "결제 비밀번호가 일치하지 않습니다.",
            en: "Payment password does not match.",
            at: [.confirm, .brandpayFailUrl],
            wordings: [
                Wording(at: [.confirm], ko: "결제 비밀번호가 일치하지 않습니다.", en: "Incorrect password."),
                Wording(at: [.brandpayFailUrl], ko: "결제 비밀번호가 일치하지 않습니다.", en: "Incorrect password"),
            ]
        ),
        ErrorRow(
            .notAllowedChangingAccount,
            403,
            ko: "이미 입금, 반납된 계좌의 정보 변경은 불가합니다.",
            en: """
                It is not possible to change the information of the account that has already been deposited or \
                returned.
                """
        ),
        ErrorRow(
            .notAllowedPartialRefund,
            403,
            ko: "에스크로 주문, 현금 카드 결제 등의 사유로 부분 환불이 불가합니다.",
            en: "Partial refunds are not available for reasons such as escrow or cash payment.",
            at: [.cancel],
            wordings: [
                Wording(
                    at: [.cancel],
                    ko: "에스크로 주문, 현금 카드 결제일 때는 부분 환불이 불가합니다. 이외 다른 결제 수단에서 부분 취소가 되지 않을 때는 토스페이먼츠에 문의해 주세요."
                )
            ]
        ),
        ErrorRow(
            .notAllowedPartialRefundWaitingDeposit,
            403,
            ko: "입금 대기중인 결제는 부분 환불이 불가합니다.",
            en: "Partial refunds are not available while pending deposit.",
            at: [.cancel]
        ),
        ErrorRow(
            .notAllowedRefundBank,
            403,
            ko: "환불 가능한 은행이 아닙니다.",
            en: "Not a refundable bank."
        ),
        ErrorRow(
            .notAvailableBank,
            403,
            ko: "은행 서비스 시간이 아닙니다.",
            en: "Not bank service time.",
            at: [.confirm, .cancel],
            wordings: [
                Wording(at: [.confirm], ko: "은행 서비스 시간이 아닙니다.", en: "It's not banking hour.")
            ]
        ),
        // Measured: cancelAmount above balanceAmount, and any cancel after partial cancels brought the balance to 0.
        ErrorRow(
            .notCancelableAmount,
            403,
            ko: "취소 할 수 없는 금액 입니다.",
            en: "This is a non-cancelable amount.",
            at: [.cancel]
        ),
        ErrorRow(
            .notCancelablePayment,
            403,
            ko: "취소 할 수 없는 결제 입니다.",
            en: "This is a non-cancelable payment.",
            at: [.cancel]
        ),
        // One older copy spells it NOTCANCELABLE_PAYMENT_FOR_DORMANT_USER.
        ErrorRow(
            .notCancelablePaymentForDormantUser,
            403,
            ko: "휴면 처리된 회원의 결제는 취소할 수 없습니다.",
            at: [.cancel]
        ),
        ErrorRow(
            .notSupportedRefund,
            403,
            ko: "환불 가능한 상점이 아닙니다.",
            en: "Not a refundable merchant."
        ),
        ErrorRow(
            .rejectAccountPayment,
            403,
            ko: "잔액부족으로 결제에 실패했습니다.",
            en: "Payment failed due to insufficient balance",
            at: [.confirm, .keyIn, .billingIssueByCard, .billingIssue, .billingCharge],
            wordings: [
                Wording(
                    at: [.confirm, .keyIn, .billingIssue, .billingIssueByCard, .billingCharge],
                    ko: "잔액부족으로 결제에 실패했습니다.",
                    en: "Payment declined due to insufficient balance."
                )
            ]
        ),
        ErrorRow(
            .rejectCardCompany,
            403,
            ko: "결제 승인이 거절되었습니다.",
            en: "Payment confirm is rejected",
            at: [.confirm, .keyIn, .billingIssueByCard, .billingIssue, .billingCharge, .failUrl],
            wordings: [
                Wording(at: [.failUrl], ko: "결제 승인이 거절되었습니다.", en: "Payment was rejected.")
            ]
        ),
        // Status 403 measured through TossPayments-Test-Code.
        ErrorRow(
            .rejectCardPayment,
            403,
            ko: "한도초과 혹은 잔액부족으로 결제에 실패했습니다.",
            en: "Payment failed due to limit exceeded or insufficient balance.",
            at: [.confirm, .keyIn, .billingCharge]
        ),
        ErrorRow(
            .rejectTosspayInvalidAccount,
            403,
            ko: "선택하신 출금 계좌가 출금이체 등록이 되어 있지 않아요. 계좌를 다시 등록해 주세요.",
            en: "Your account invalidated. Please register another account.",
            at: [.confirm]
        ),
    ]
}
