/// The codes of the rows below.
extension ErrorCode {
    package static let notFound = listed("NOT_FOUND")
    package static let notFoundBilling = listed("NOT_FOUND_BILLING")
    package static let notFoundHttpMethod = listed("NOT_FOUND_HTTP_METHOD")
    package static let notFoundMerchant = listed("NOT_FOUND_MERCHANT")
    package static let notFoundMerchantBusinessNumber = listed("NOT_FOUND_MERCHANT_BUSINESS_NUMBER")
    package static let notFoundMerchantIntegration = listed("NOT_FOUND_MERCHANT_INTEGRATION")
    package static let notFoundMethod = listed("NOT_FOUND_METHOD")
    package static let notFoundMethodInGroup = listed("NOT_FOUND_METHOD_IN_GROUP")
    package static let notFoundMethodOwnership = listed("NOT_FOUND_METHOD_OWNERSHIP")
    package static let notFoundPayment = listed("NOT_FOUND_PAYMENT")
    package static let notFoundPaymentSession = listed("NOT_FOUND_PAYMENT_SESSION")
    package static let notFoundReceipt = listed("NOT_FOUND_RECEIPT")
    package static let notFoundSubmall = listed("NOT_FOUND_SUBMALL")
    package static let payoutNotFound = listed("PAYOUT_NOT_FOUND")
    package static let idempotentRequestProcessing = listed("IDEMPOTENT_REQUEST_PROCESSING")
}

extension ErrorRow {
    /// 404 and 409: there is no such thing, or the same request is still being worked on.
    static let absences: [ErrorRow] = [
        ErrorRow(
            .notFound,
            404,
            ko: "존재하지 않는 정보 입니다.",
            en: "This information does not exist.",
            at: [.order, .payment, .settle]
        ),
        // Measured on authKey exchange with an unknown authKey.
        ErrorRow(
            .notFoundBilling,
            404,
            ko: "존재하지 않는 빌링 결제 인증 정보 입니다.",
            en: "Billing payment authentication information that does not exist.",
            at: [.billingIssue]
        ),
        ErrorRow(
            .notFoundHttpMethod,
            404,
            ko: "존재하지 않는 HTTP 메소드 접근입니다.",
            en: "This HTTP method does not allowed.",
            at: [.any]
        ),
        ErrorRow(
            .notFoundMerchant,
            404,
            ko: "존재하지 않는 상점 정보 입니다.",
            en: "The merchant does not exist.",
            at: [.brandpayFailUrl],
            wordings: [
                Wording(at: [.brandpayFailUrl], ko: "존재하지 않는 상점 정보 입니다.", en: "Not found merchant id")
            ]
        ),
        // Measured on GET /v1/cash-receipts with the public docs key; the texts are ours.
        ErrorRow(
            .notFoundMerchantBusinessNumber,
            404,
            ko: "가맹점의 사업자등록번호를 찾을 수 없습니다.",
            en: "The business number of the merchant was not found.",
            at: [.cashReceipts]
        ),
        ErrorRow(
            .notFoundMerchantIntegration,
            404,
            ko: "존재하지 않는 상점 연동 정보 입니다.",
            en: "The integration information does not exist."
        ),
        ErrorRow(
            .notFoundMethod,
            404,
            ko: "존재하지 않는 결제수단 입니다.",
            en: "This payment method does not exist.",
            at: [.settle, .brandpayFailUrl],
            wordings: [
                Wording(at: [.brandpayFailUrl], ko: "존재하지 않는 결제 수단 입니다.", en: "Not found payment method")
            ]
        ),
        ErrorRow(
            .notFoundMethodInGroup,
            404,
            ko: "같은 그룹내에 존재하지 않는 결제수단 입니다.",
            en: "This payment method does not exist in the same group"
        ),
        ErrorRow(
            .notFoundMethodOwnership,
            404,
            ko: "결제수단의 소유자가 아닙니다.",
            en: "This method ownership is not correct.",
            at: [.brandpayFailUrl],
            wordings: [
                Wording(at: [.brandpayFailUrl], ko: "결제수단의 소유자가 아닙니다.", en: "Not found method ownership")
            ]
        ),
        // Measured on both lookups with this Korean text.
        //
        // The sample error object in the docs prints '존재하지 않는 결제 입니다.' instead.
        ErrorRow(
            .notFoundPayment,
            404,
            ko: "존재하지 않는 결제 정보 입니다.",
            en: "The payment does not exist.",
            at: [.order, .payment, .confirm, .cancel, .settle, .brandpayFailUrl],
            wordings: [
                Wording(at: [.confirm, .brandpayFailUrl], ko: "존재하지 않는 결제 정보 입니다.", en: "Not found payment")
            ]
        ),
        // Measured on confirm with an unknown paymentKey as well as for late confirms.
        ErrorRow(
            .notFoundPaymentSession,
            404,
            ko: "결제 시간이 만료되어 결제 진행 데이터가 존재하지 않습니다.",
            en: "Payment session does not exist because the session time has expired.",
            at: [.confirm]
        ),
        // Listed by third parties only; the status is assumed from the family of the code, and the texts are ours.
        ErrorRow(
            .notFoundReceipt,
            404,
            ko: "존재하지 않는 현금영수증 입니다.",
            en: "The cash receipt does not exist.",
            at: [.cashReceiptCancel]
        ),
        // Its endpoints are assumed from the wording.
        ErrorRow(
            .notFoundSubmall,
            404,
            ko: "존재하지 않는 서브몰입니다.",
            en: "This sub-mall does not exist.",
            at: [.payouts]
        ),
        // Its endpoints are assumed from the wording.
        ErrorRow(
            .payoutNotFound,
            404,
            ko: "존재하지 않는 지급대행 입니다.",
            en: "The payout does not exist.",
            at: [.payouts]
        ),
        // Status 409 documented and measured.
        ErrorRow(
            .idempotentRequestProcessing,
            409,
            ko: "이전 멱등 요청이 처리중입니다.",
            at: [.anyPost]
        ),
    ]
}
