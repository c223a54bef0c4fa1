extension ErrorCatalogue {
    /// A wording of one code that differs at some endpoints.
    package struct Variant: Equatable, Sendable {
        /// Where this wording is used, spelled as in `ErrorCatalogue.endpoints`.
        package let endpoints: [String]
        /// The Korean text.
        package let korean: String
        /// The English text, or nil when none is published.
        package let english: String?

        init(at endpoints: [String], _ korean: String, _ english: String?) {
            (self.endpoints, self.korean, self.english) = (endpoints, korean, english)
        }
    }

    /// The wordings of `code` that differ from the general one, in the published order; none for most codes.
    ///
    /// Documented: the general list and the tables of single endpoints disagree. Where two wordings name the same
    /// endpoint (`invalidParameter`, `ntsError`), they are alternatives, and `message` takes the first.
    package static func variants(of code: ErrorCode) -> [Variant] {
        switch code {
        case .exceedMaxCardInstallmentPlan:
            wording(
                at: ["POST /v1/payments/confirm"],
                "설정 가능한 최대 할부 개월 수를 초과했습니다.",
                "Maximum number of installment months exceeded. (`installmentPlanMonths`)"
            )
        case .invalidAuthorizeAuth:
            wording(
                at: ["POST /v1/payments/confirm"],
                "유효하지 않은 인증 방식입니다.",
                "Invalid authentication."
            )
        case .invalidBillKeyRequest:
            wording(
                at: ["POST /v1/billing/{billingKey}"],
                "빌링키 인증이 완료되지 않았거나 유효하지 않은 빌링 거래 건입니다.",
                "Unauthorized billingKey or invalid billing transaction"
            )
        case .invalidBirthDayFormat:
            wording(
                at: [
                    "POST /v1/payments/key-in",
                    "POST /v1/billing/authorizations/issue",
                    "POST /v1/billing/authorizations/card",
                ],
                "생년월일 정보는 6자리의 `yyMMdd` 형식이어야 합니다. 사업자등록번호는 10자리의 숫자여야 합니다.",
                """
                Birth dates must be 6 digits long and in a `yyMMdd` format. Business number must be a 10 \
                digit number.
                """
            )
        case .invalidCardExpiration:
            wording(
                at: [
                    "POST /v1/payments/confirm",
                    "POST /v1/payments/key-in",
                    "POST /v1/billing/authorizations/issue",
                    "POST /v1/billing/authorizations/card",
                    "POST /v1/billing/{billingKey}",
                ],
                "카드 정보를 다시 확인해주세요. (유효기간)",
                "Please check the card expiration date information again."
            )
        case .invalidCardPassword:
            wording(
                at: [
                    "POST /v1/payments/key-in",
                    "POST /v1/billing/authorizations/issue",
                    "POST /v1/billing/authorizations/card",
                ],
                "카드 정보를 다시 확인해주세요. (비밀번호)",
                "Please check the card information again."
            )
        case .invalidClientKey:
            wording(
                at: ["sdk: payment widget", "sdk: brandpay", "sdk: payment window"],
                "ClientKey 형태가 올바르지 않습니다.",
                nil
            )
        case .invalidCustomerKey:
            wording(
                at: ["sdk: payment widget", "sdk: brandpay", "sdk: payment window"],
                "고객키는 영문 대소문자, 숫자, 특수문자 -, _, =, ., @로 2자 이상 50자 이하여야 합니다.",
                nil
            )
        case .invalidEmail:
            wording(
                at: [
                    "POST /v1/payments/key-in",
                    "POST /v1/billing/authorizations/issue",
                    "POST /v1/billing/authorizations/card",
                ],
                "유효하지 않은 이메일 주소 형식입니다.",
                "Invalid email format"
            )
        case .invalidRequiredParam:
            wording(
                at: ["failUrl redirect (brandpay requestPayment)"],
                "필수 파라미터가 누락되었습니다.",
                "The required parameter is missing."
            )
        case .invalidUnregisteredSubmall:
            wording(
                at: ["POST /v1/payments/confirm"],
                "등록되지 않은 서브몰입니다. 서브몰이 없는 가맹점이라면 안심클릭이나 ISP 결제가 필요합니다.",
                "Not registered PG sub-mall business number"
            )
        case .maintainedMethod:
            wording(
                at: ["failUrl redirect (brandpay requestPayment)"],
                "현재 점검 중 입니다.",
                "Under maintenance."
            )
        case .notMatchesCustomerKey:
            wording(
                at: ["POST /v1/billing/{billingKey}"],
                "빌링 인증 고객키와 결제 요청 고객키가 일치하지 않습니다.",
                "`customerKey` between billing auth request and payment request is not matching."
            )
        case .notSupportedMethod:
            wording(
                at: [
                    "POST /v1/billing/authorizations/issue",
                    "POST /v1/billing/authorizations/card",
                    "failUrl redirect (brandpay requestPayment)",
                ],
                "지원되지 않는 결제 수단입니다.",
                "This payment method is not supported."
            )
        case .notSupportedMonthlyInstallmentPlan:
            wording(
                at: ["POST /v1/payments/confirm", "POST /v1/payments/key-in", "POST /v1/billing/{billingKey}"],
                "할부가 지원되지 않는 카드입니다.",
                "This card does not support installment."
            )
        case .payProcessAborted:
            wording(
                at: ["failUrl redirect (widget / window / billing auth)"],
                "결제 진행 중 승인에 실패하여 결제가 중단되었습니다.",
                "Payment has been canceled or has not been processed."
            )
        case .payProcessCanceled:
            wording(
                at: ["failUrl redirect (widget / window / billing auth)"],
                "사용자에 의해 결제가 취소되었습니다.",
                "Payment has been canceled by the customer."
            )
        case .unauthorizedKey:
            wording(
                at: [
                    "POST /v1/payments/confirm",
                    "GET /v1/payments/{paymentKey}",
                    "GET /v1/payments/orders/{orderId}",
                    "POST /v1/payments/{paymentKey}/cancel",
                    "POST /v1/payments/key-in",
                    "POST /v1/virtual-accounts",
                    "POST /v1/billing/authorizations/issue",
                    "POST /v1/billing/authorizations/card",
                    "POST /v1/billing/{billingKey}",
                    "GET /v1/transactions",
                    "GET /v1/settlements",
                    "GET /v1/cash-receipts",
                ],
                "인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다.",
                "Unauthorized secretKey or clientKey."
            )
        case .exceedMaxAuthCount:
            wording(
                at: [
                    "POST /v1/payments/confirm",
                    "POST /v1/payments/key-in",
                    "POST /v1/billing/authorizations/issue",
                    "POST /v1/billing/authorizations/card",
                    "POST /v1/billing/{billingKey}",
                ],
                "최대 인증 횟수를 초과했습니다. 카드사로 문의해주세요.",
                "Maximum authentication attempts exceeded."
            )
        case .exceedMaxRefundDue:
            wording(
                at: ["POST /v1/payments/{paymentKey}/cancel"],
                "환불 가능한 기간이 지났습니다.",
                nil
            )
        case .forbiddenRequest:
            wording(
                at: ["POST /v1/payments/confirm"],
                "허용되지 않은 요청입니다.",
                "Not allowed request."
            )
        case .invalidPassword:
            [
                Variant(
                    at: ["POST /v1/payments/confirm"],
                    "결제 비밀번호가 일치하지 않습니다.",
                    "Incorrect password."
                ),
                Variant(
                    at: ["failUrl redirect (brandpay requestPayment)"],
                    "결제 비밀번호가 일치하지 않습니다.",
                    "Incorrect password"
                ),
            ]
        case .notAllowedPartialRefund:
            wording(
                at: ["POST /v1/payments/{paymentKey}/cancel"],
                "에스크로 주문, 현금 카드 결제일 때는 부분 환불이 불가합니다. 이외 다른 결제 수단에서 부분 취소가 되지 않을 때는 토스페이먼츠에 문의해 주세요.",
                nil
            )
        case .notAvailableBank:
            wording(
                at: ["POST /v1/payments/confirm"],
                "은행 서비스 시간이 아닙니다.",
                "It's not banking hour."
            )
        case .rejectAccountPayment:
            wording(
                at: [
                    "POST /v1/payments/confirm",
                    "POST /v1/payments/key-in",
                    "POST /v1/billing/authorizations/issue",
                    "POST /v1/billing/authorizations/card",
                    "POST /v1/billing/{billingKey}",
                ],
                "잔액부족으로 결제에 실패했습니다.",
                "Payment declined due to insufficient balance."
            )
        case .rejectCardCompany:
            wording(
                at: ["failUrl redirect (widget / window / billing auth)"],
                "결제 승인이 거절되었습니다.",
                "Payment was rejected."
            )
        case .notFoundMerchant:
            wording(
                at: ["failUrl redirect (brandpay requestPayment)"],
                "존재하지 않는 상점 정보 입니다.",
                "Not found merchant id"
            )
        case .notFoundMethod:
            wording(
                at: ["failUrl redirect (brandpay requestPayment)"],
                "존재하지 않는 결제 수단 입니다.",
                "Not found payment method"
            )
        case .notFoundMethodOwnership:
            wording(
                at: ["failUrl redirect (brandpay requestPayment)"],
                "결제수단의 소유자가 아닙니다.",
                "Not found method ownership"
            )
        case .notFoundPayment:
            wording(
                at: ["POST /v1/payments/confirm", "failUrl redirect (brandpay requestPayment)"],
                "존재하지 않는 결제 정보 입니다.",
                "Not found payment"
            )
        case .commonError:
            wording(
                at: ["failUrl redirect (brandpay requestPayment)"],
                "일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.",
                "This is temporary error. Please try again in a few minutes."
            )
        case .failedMethodHandlingCancel:
            wording(
                at: ["POST /v1/payments/{paymentKey}/cancel"],
                "취소 중 결제 시 사용한 결제 수단 처리과정에서 일시적인 오류가 발생했습니다.",
                nil
            )
        case .failedPaymentInternalSystemProcessing:
            wording(
                at: [
                    "POST /v1/payments/confirm",
                    "GET /v1/payments/{paymentKey}",
                    "GET /v1/payments/orders/{orderId}",
                    "POST /v1/payments/{paymentKey}/cancel",
                    "POST /v1/payments/key-in",
                    "failUrl redirect (brandpay requestPayment)",
                ],
                "결제가 완료되지 않았어요. 다시 시도해주세요.",
                "Payment has not been completed. please try again."
            )
        case .invalidParameter:
            wording(
                at: ["sdk: payment widget"],
                "허용하지 않는 이벤트입니다.",
                nil
            )
        case .ntsError:
            taxOfficeVariants
        default:
            []
        }
    }

    private static func wording(at endpoints: [String], _ korean: String, _ english: String?) -> [Variant] {
        [Variant(at: endpoints, korean, english)]
    }
}
