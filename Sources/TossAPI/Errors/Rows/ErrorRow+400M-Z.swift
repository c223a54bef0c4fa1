/// The codes of the rows below.
extension ErrorCode {
    package static let maintainedMethod = listed("MAINTAINED_METHOD")
    package static let notAllowedHoliday = listed("NOT_ALLOWED_HOLIDAY")
    package static let notAllowedInstallmentBelowAmount = listed("NOT_ALLOWED_INSTALLMENT_BELOW_AMOUNT")
    package static let notAllowedPointUse = listed("NOT_ALLOWED_POINT_USE")
    package static let notAvailablePayment = listed("NOT_AVAILABLE_PAYMENT")
    package static let notEnoughAmount = listed("NOT_ENOUGH_AMOUNT")
    package static let notFoundTerminalId = listed("NOT_FOUND_TERMINAL_ID")
    package static let notMatchesCustomerKey = listed("NOT_MATCHES_CUSTOMER_KEY")
    package static let notMatchesRefundableAmount = listed("NOT_MATCHES_REFUNDABLE_AMOUNT")
    package static let notMatchPayeeName = listed("NOT_MATCH_PAYEE_NAME")
    package static let notRegisteredBusiness = listed("NOT_REGISTERED_BUSINESS")
    package static let notRegisteredCardCompany = listed("NOT_REGISTERED_CARD_COMPANY")
    package static let notRegisteredSubmall = listed("NOT_REGISTERED_SUBMALL")
    package static let notSupportedCardType = listed("NOT_SUPPORTED_CARD_TYPE")
    package static let notSupportedCarrier = listed("NOT_SUPPORTED_CARRIER")
    package static let notSupportedInstallmentPlanCardOrMerchant = listed(
        "NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT"
    )
    package static let notSupportedMethod = listed("NOT_SUPPORTED_METHOD")
    package static let notSupportedMonthlyInstallmentPlan = listed("NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN")
    package static let notSupportedMonthlyInstallmentPlanBelowAmount = listed(
        "NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT"
    )
    package static let notSupportedProcess = listed("NOT_SUPPORTED_PROCESS")
    package static let notSupportedUsd = listed("NOT_SUPPORTED_USD")
    package static let payProcessAborted = listed("PAY_PROCESS_ABORTED")
    package static let payProcessCanceled = listed("PAY_PROCESS_CANCELED")
    package static let providerError = listed("PROVIDER_ERROR")
    package static let refundRejected = listed("REFUND_REJECTED")
    package static let requiredAccountKey = listed("REQUIRED_ACCOUNT_KEY")
    package static let requiredAmount = listed("REQUIRED_AMOUNT")
    package static let restrictedTransferAccount = listed("RESTRICTED_TRANSFER_ACCOUNT")
    package static let unapprovedOrderId = listed("UNAPPROVED_ORDER_ID")
    package static let userAccountOnHold = listed("USER_ACCOUNT_ON_HOLD")
}

extension ErrorRow {
    /// 400, from MAINTAINED to the end.
    static let badRequestsMToZ: [ErrorRow] = [
        ErrorRow(
            .maintainedMethod,
            400,
            ko: "현재 점검 중 입니다.",
            en: "The method is being maintained now",
            at: [.brandpayFailUrl],
            wordings: [
                Wording(at: [.brandpayFailUrl], ko: "현재 점검 중 입니다.", en: "Under maintenance.")
            ]
        ),
        // Its endpoints are assumed from the wording.
        ErrorRow(
            .notAllowedHoliday,
            400,
            ko: "공휴일은 지급일로 선택할 수 없습니다.",
            en: "Public holidays cannot be selected as payment dates.",
            at: [.payouts]
        ),
        ErrorRow(
            .notAllowedInstallmentBelowAmount,
            400,
            ko: "해당 카드는 10000원 미만 할부 거래가 불가한 카드입니다.",
            en: "This card cannot be used for installment transactions less than KRW 10000."
        ),
        ErrorRow(
            .notAllowedPointUse,
            400,
            ko: "포인트 사용이 불가한 카드로 카드 포인트 결제에 실패했습니다.",
            en: "Card point payment failed because the card cannot be used points.",
            at: [.confirm, .keyIn]
        ),
        ErrorRow(
            .notAvailablePayment,
            400,
            ko: "결제가 불가능한 시간대입니다",
            en: "Payment is unavailable at this time.",
            at: [.confirm]
        ),
        // Its endpoints are assumed from the wording.
        ErrorRow(
            .notEnoughAmount,
            400,
            ko: "지급가능한 금액을 초과했습니다.",
            en: "The payable amount has been exceeded.",
            at: [.payouts]
        ),
        ErrorRow(
            .notFoundTerminalId,
            400,
            ko: "단말기번호(Terminal Id)가 없습니다. 토스페이먼츠로 문의 바랍니다.",
            en: "There is no Terminal Id. Please contact Toss Payments.",
            at: [.confirm]
        ),
        // Measured, status 400.
        ErrorRow(
            .notMatchesCustomerKey,
            400,
            ko: "빌링 인증 고객키와 결제 요청 고객키가 일치하지 않습니다.",
            en: "The billing authentication customer key and the payment request customer key do not match.",
            at: [.billingCharge],
            wordings: [
                Wording(
                    at: [.billingCharge],
                    ko: "빌링 인증 고객키와 결제 요청 고객키가 일치하지 않습니다.",
                    en: "`customerKey` between billing auth request and payment request is not matching."
                )
            ]
        ),
        // Measured: refundableAmount in the request differs from the balance; nothing is cancelled.
        ErrorRow(
            .notMatchesRefundableAmount,
            400,
            ko: "잔액 결과가 일치하지 않습니다.",
            en: "Balance results do not match.",
            at: [.cancel]
        ),
        // Its endpoints are assumed from the wording.
        ErrorRow(
            .notMatchPayeeName,
            400,
            ko: "수취인 성명이 불일치 합니다.",
            en: "The payee's name is inconsistent.",
            at: [.payouts]
        ),
        ErrorRow(
            .notRegisteredBusiness,
            400,
            ko: "등록되지 않은 사업자 번호입니다.",
            en: "Unregsitered business registration number",
            at: [.confirm]
        ),
        ErrorRow(
            .notRegisteredCardCompany,
            400,
            ko: "카드를 사용 등록 후 이용해주세요.",
            en: "Please register the credit card before using it.",
            at: [.keyIn, .billingIssueByCard, .billingIssue, .billingCharge]
        ),
        ErrorRow(
            .notRegisteredSubmall,
            400,
            ko: "PG 하위몰 사업자번호가 등록되어 있지 않습니다.",
            en: "PG sub-mall business number is not registered."
        ),
        // Measured when charging a test billing key whose card has cardType 미확인.
        ErrorRow(
            .notSupportedCardType,
            400,
            ko: "지원되지 않는 카드 종류입니다.",
            en: "This card type is not supported.",
            at: [.keyIn, .billingIssueByCard, .billingIssue, .billingCharge]
        ),
        ErrorRow(
            .notSupportedCarrier,
            400,
            ko: "지원되지 않는 이동 통신사입니다.",
            en: "Unsupported carrier."
        ),
        ErrorRow(
            .notSupportedInstallmentPlanCardOrMerchant,
            400,
            ko: "할부가 지원되지 않는 카드 또는 가맹점 입니다.",
            en: "This card or merchant does not support installment.",
            at: [.confirm, .keyIn, .billingCharge]
        ),
        // Returned by billing calls of a merchant without the billing contract.
        ErrorRow(
            .notSupportedMethod,
            400,
            ko: "지원되지 않는 결제수단입니다.",
            en: "This payment method is not supported.",
            at: [.billingIssueByCard, .billingIssue, .brandpayFailUrl, .windowSDK],
            wordings: [
                Wording(
                    at: [.billingIssue, .billingIssueByCard, .brandpayFailUrl],
                    ko: "지원되지 않는 결제 수단입니다.",
                    en: "This payment method is not supported."
                )
            ]
        ),
        ErrorRow(
            .notSupportedMonthlyInstallmentPlan,
            400,
            ko: "할부 또는 무이자 할부가 지원되지 않는 카드입니다.",
            en: "This card does not support installment or interest-free installment.",
            at: [.confirm, .keyIn, .billingCharge],
            wordings: [
                Wording(
                    at: [.confirm, .keyIn, .billingCharge],
                    ko: "할부가 지원되지 않는 카드입니다.",
                    en: "This card does not support installment."
                )
            ]
        ),
        ErrorRow(
            .notSupportedMonthlyInstallmentPlanBelowAmount,
            400,
            ko: "5만원 이하의 결제는 할부가 불가능해서 결제에 실패했습니다.",
            at: [.order, .payment, .keyIn]
        ),
        ErrorRow(
            .notSupportedProcess,
            400,
            ko: "지원되지 않는 작업입니다.",
            en: "This operation is not supported."
        ),
        ErrorRow(
            .notSupportedUsd,
            400,
            ko: "선택하신 카드 또는 결제수단은 달러 결제가 불가합니다.",
            en: "The selected card or payment method cannot be paid in dollars."
        ),
        // Seen both as failUrl code and in the general API list.
        ErrorRow(
            .payProcessAborted,
            400,
            ko: "결제가 취소되었거나 진행되지 않았습니다.",
            en: "Payment has been canceled or has not been processed.",
            at: [.failUrl],
            wordings: [
                Wording(
                    at: [.failUrl],
                    ko: "결제 진행 중 승인에 실패하여 결제가 중단되었습니다.",
                    en: "Payment has been canceled or has not been processed."
                )
            ]
        ),
        ErrorRow(
            .payProcessCanceled,
            400,
            ko: "결제가 사용자에 의해 취소되었습니다.",
            en: "Payment has been canceled by the customer.",
            at: [.failUrl],
            wordings: [
                Wording(at: [.failUrl], ko: "사용자에 의해 결제가 취소되었습니다.", en: "Payment has been canceled by the customer.")
            ]
        ),
        // A retryable failure in spite of its 400 status.
        ErrorRow(
            .providerError,
            400,
            ko: "일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.",
            en: "This is temporary error. Please try again in a few minutes.",
            at: [.confirm, .cancel]
        ),
        ErrorRow(
            .refundRejected,
            400,
            ko: "환불이 거절됐습니다. 결제사에 문의 부탁드립니다.",
            en: "The refund has been rejected. Please contact the respective payment provider.",
            at: [.cancel]
        ),
        ErrorRow(
            .requiredAccountKey,
            400,
            ko: "고정계좌는 발급용 고객키값이 필수입니다.",
            en: "For fixed accounts, a customer key value is required."
        ),
        ErrorRow(
            .requiredAmount,
            400,
            ko: "금액 값이 필수입니다.",
            en: "Amount value is required."
        ),
        ErrorRow(
            .restrictedTransferAccount,
            400,
            ko: "계좌는 등록 후 12시간 뒤부터 결제할 수 있습니다. 관련 정책은 해당 은행으로 문의해주세요.",
            en: """
                You can withdraw from this bank account after 12 hours from initial register. For related policies, \
                please contact your bank.
                """,
            at: [.confirm, .brandpayFailUrl]
        ),
        ErrorRow(
            .unapprovedOrderId,
            400,
            ko: "아직 승인되지 않은 주문번호입니다.",
            en: "This order id has not been approved for payment.",
            at: [.confirm]
        ),
        ErrorRow(
            .userAccountOnHold,
            400,
            ko: "계정이 사용 불가능한 상태입니다.",
            en: "Account is on hold."
        ),
    ]
}
