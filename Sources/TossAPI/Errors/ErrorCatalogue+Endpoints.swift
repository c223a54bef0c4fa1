extension ErrorCatalogue {
    /// Where errors occur, as the error lists name it.
    ///
    /// A method and a path template; `* (any)` and `* (any POST)` for what any endpoint may answer; and the places
    /// that are no endpoint: the browser SDKs, the redirect to `failUrl`, and `failure` objects.
    package static let endpoints = [
        "* (any POST)",
        "* (any)",
        "GET /v1/payments/orders/{orderId}",
        "GET /v1/payments/{paymentKey}",
        "POST /v1/payments/confirm",
        "POST /v1/payments/key-in",
        "POST /v1/payments/{paymentKey}/cancel",
        "POST /v1/virtual-accounts",
        "POST /v1/billing/authorizations/card",
        "POST /v1/billing/authorizations/issue",
        "POST /v1/billing/{billingKey}",
        "GET /v1/transactions",
        "GET /v1/settlements",
        "POST /v1/settlements",
        "GET /v1/cash-receipts",
        "POST /v1/cash-receipts/{receiptKey}/cancel",
        "v1 payouts / sub-malls",
        "CashReceipt.failure object",
        "Payment.failure object",
        "failUrl redirect (brandpay requestPayment)",
        "failUrl redirect (widget / window / billing auth)",
        "sdk: brandpay",
        "sdk: payment widget",
        "sdk: payment window",
    ]

    /// The codes that the lists name for `endpoint`, which is spelled as in `endpoints`; none for another text.
    ///
    /// Documented in the table of each endpoint, with what was measured beyond them. The v1 payouts are assumed: their
    /// tables were not found. A code in the general list only belongs to no endpoint.
    package static func codes(at endpoint: String) -> [ErrorCode] {
        switch endpoint {
        case "* (any POST)":
            [.invalidIdempotencyKey, .idempotentRequestProcessing]
        case "* (any)":
            [.invalidTestCode, .notFoundHttpMethod]
        case "GET /v1/payments/orders/{orderId}":
            [
                .invalidApiKey, .notSupportedMonthlyInstallmentPlanBelowAmount, .unauthorizedKey,
                .forbiddenConsecutiveRequest, .incorrectBasicAuthFormat, .notFound, .notFoundPayment,
                .failedPaymentInternalSystemProcessing,
            ]
        case "GET /v1/payments/{paymentKey}":
            [
                .invalidApiKey, .notSupportedMonthlyInstallmentPlanBelowAmount, .unauthorizedKey,
                .forbiddenConsecutiveRequest, .incorrectBasicAuthFormat, .notFound, .notFoundPayment,
                .failedPaymentInternalSystemProcessing,
            ]
        case "POST /v1/payments/confirm":
            [
                .alreadyProcessedPayment, .belowMinimumAmount, .cardProcessingError, .exceedMaxAmount,
                .exceedMaxCardInstallmentPlan, .exceedMaxDailyPaymentCount, .exceedMaxMonthlyPaymentAmount,
                .exceedMaxOneDayWithdrawAmount, .exceedMaxOneTimeWithdrawAmount, .exceedMaxPaymentAmount,
                .invalidAccountInfoReRegister, .invalidApiKey, .invalidAuthorizeAuth, .invalidCardExpiration,
                .invalidCardInstallmentPlan, .invalidCardLostOrStolen, .invalidCardNumber, .invalidRejectCard,
                .invalidRequest, .invalidStoppedCard, .invalidUnregisteredSubmall, .notAllowedPointUse,
                .notAvailablePayment, .notFoundTerminalId, .notRegisteredBusiness,
                .notSupportedInstallmentPlanCardOrMerchant, .notSupportedMonthlyInstallmentPlan, .providerError,
                .restrictedTransferAccount, .unapprovedOrderId, .unauthorizedKey, .exceedMaxAuthCount,
                .exceedMaxOneDayAmount, .fdsError, .forbiddenRequest, .incorrectBasicAuthFormat, .invalidPassword,
                .notAvailableBank, .rejectAccountPayment, .rejectCardCompany, .rejectCardPayment,
                .rejectTosspayInvalidAccount, .notFoundPayment, .notFoundPaymentSession,
                .failedInternalSystemProcessing, .failedPaymentInternalSystemProcessing, .unknownPaymentError,
            ]
        case "POST /v1/payments/key-in":
            [
                .belowMinimumAmount, .duplicatedOrderId, .invalidBirthDayFormat, .invalidCardExpiration,
                .invalidCardIdentity, .invalidCardInstallmentPlan, .invalidCardNumber, .invalidCardPassword,
                .invalidEmail, .invalidOrderId, .invalidRejectCard, .invalidRequest, .invalidRequiredParam,
                .invalidStoppedCard, .notAllowedPointUse, .notRegisteredCardCompany, .notSupportedCardType,
                .notSupportedInstallmentPlanCardOrMerchant, .notSupportedMonthlyInstallmentPlan,
                .notSupportedMonthlyInstallmentPlanBelowAmount, .unauthorizedKey, .exceedMaxAuthCount,
                .incorrectBasicAuthFormat, .rejectAccountPayment, .rejectCardCompany, .rejectCardPayment,
                .failedCardCompanyResponse, .failedDbProcessing, .failedInternalSystemProcessing,
                .failedPaymentInternalSystemProcessing,
            ]
        case "POST /v1/payments/{paymentKey}/cancel":
            [
                .alreadyCanceledPayment, .alreadyRefundPayment, .exceedCancelAmountDiscountAmount,
                .forbiddenBankRefundRequest, .invalidBank, .invalidRefundAccountInfo, .invalidRefundAccountNumber,
                .invalidRequest, .notMatchesRefundableAmount, .providerError, .refundRejected, .unauthorizedKey,
                .exceedCancelLimit, .exceedMaxRefundDue, .forbiddenConsecutiveRequest, .forbiddenRequest,
                .incorrectBasicAuthFormat, .notAllowedPartialRefund, .notAllowedPartialRefundWaitingDeposit,
                .notAvailableBank, .notCancelableAmount, .notCancelablePayment,
                .notCancelablePaymentForDormantUser, .notFoundPayment, .commonError,
                .failedInternalSystemProcessing, .failedMethodHandlingCancel, .failedPartialRefund,
                .failedPaymentInternalSystemProcessing, .failedRefundProcess,
            ]
        case "POST /v1/virtual-accounts":
            [
                .duplicatedOrderId, .exceedMaxDueDate, .invalidBank, .invalidDate, .invalidRegistrationNumberType,
                .invalidRequest, .unauthorizedKey, .incorrectBasicAuthFormat, .failedDbProcessing,
                .failedInternalSystemProcessing,
            ]
        case "POST /v1/billing/authorizations/card":
            [
                .invalidBirthDayFormat, .invalidCardExpiration, .invalidCardIdentity, .invalidCardNumber,
                .invalidCardPassword, .invalidEmail, .invalidRejectCard, .invalidRequest, .invalidStoppedCard,
                .notRegisteredCardCompany, .notSupportedCardType, .notSupportedMethod, .unauthorizedKey,
                .exceedMaxAuthCount, .incorrectBasicAuthFormat, .rejectAccountPayment, .rejectCardCompany,
                .commonError, .failedDbProcessing,
            ]
        case "POST /v1/billing/authorizations/issue":
            [
                .invalidBirthDayFormat, .invalidCardExpiration, .invalidCardIdentity, .invalidCardNumber,
                .invalidCardPassword, .invalidEmail, .invalidRejectCard, .invalidRequest, .invalidStoppedCard,
                .notRegisteredCardCompany, .notSupportedCardType, .notSupportedMethod, .unauthorizedKey,
                .exceedMaxAuthCount, .incorrectBasicAuthFormat, .rejectAccountPayment, .rejectCardCompany,
                .notFoundBilling, .commonError, .failedDbProcessing,
            ]
        case "POST /v1/billing/{billingKey}":
            [
                .alreadyRemovedBillingKey, .belowMinimumAmount, .duplicatedOrderId, .invalidBillKeyRequest,
                .invalidCardExpiration, .invalidCardInstallmentPlan, .invalidCardNumber, .invalidRejectCard,
                .invalidRequest, .invalidStoppedCard, .notMatchesCustomerKey, .notRegisteredCardCompany,
                .notSupportedCardType, .notSupportedInstallmentPlanCardOrMerchant,
                .notSupportedMonthlyInstallmentPlan, .unauthorizedKey, .exceedMaxAuthCount,
                .incorrectBasicAuthFormat, .rejectAccountPayment, .rejectCardCompany, .rejectCardPayment,
                .failedCardCompanyResponse, .failedDbProcessing, .failedInternalSystemProcessing,
            ]
        case "GET /v1/transactions":
            [.invalidDate, .invalidTransactionKey, .unauthorizedKey, .incorrectBasicAuthFormat]
        case "GET /v1/settlements":
            [.invalidDate, .invalidRequest, .unauthorizedKey, .incorrectBasicAuthFormat, .commonError]
        case "POST /v1/settlements":
            [.invalidRequest, .forbiddenRequest, .notFound, .notFoundMethod, .notFoundPayment]
        case "GET /v1/cash-receipts":
            [
                .apiVersionUpdateNeeded, .invalidBusinessNumber, .invalidRequest, .invalidRequiredParam,
                .unauthorizedKey, .incorrectBasicAuthFormat, .notFoundMerchantBusinessNumber,
            ]
        case "POST /v1/cash-receipts/{receiptKey}/cancel":
            [.forbiddenRequest, .notFoundReceipt, .failedInternalSystemProcessing]
        case "v1 payouts / sub-malls":
            [
                .alreadyExistSubmall, .invalidPayableDate, .invalidSubmallId, .notAllowedHoliday, .notEnoughAmount,
                .notMatchPayeeName, .notFoundSubmall, .payoutNotFound,
            ]
        case "CashReceipt.failure object":
            [.ntsError]
        case "Payment.failure object":
            [.expiredPayment]
        case "failUrl redirect (brandpay requestPayment)":
            [
                .duplicatedOrderId, .invalidCardLostOrStolen, .invalidRequest, .invalidRequiredParam,
                .invalidStoppedCard, .maintainedMethod, .notSupportedMethod, .restrictedTransferAccount,
                .invalidPassword, .notFoundMerchant, .notFoundMethod, .notFoundMethodOwnership, .notFoundPayment,
                .commonError, .failedDbProcessing, .failedPaymentInternalSystemProcessing, .unknownPaymentError,
                .exceedMaxDiscountCount, .failedCardCompany, .forbiddenDormantOrWithdrawalCustomer,
                .invalidCardInfoReRegister, .invalidMaximumDiscountAmount, .notAllowedBrandpayMethod,
                .notFoundCustomer, .suspectedPhishingPayment,
            ]
        case "failUrl redirect (widget / window / billing auth)":
            [.payProcessAborted, .payProcessCanceled, .rejectCardCompany]
        case "sdk: brandpay":
            [
                .belowZeroAmount, .incorrectFailUrlFormat, .incorrectSuccessUrlFormat, .invalidClientKey,
                .invalidCustomerKey, .insecureKeyUsage, .invalidAmountValue, .invalidMetadata,
                .invalidMethodTransaction, .invalidParameters, .needAgreementWithTerms,
                .needMerchantOneTouchSetting, .notRegisteredRedirectUrl, .notSupportedWidgetKey, .unknown,
                .userCancel, .v1MethodNotSupported,
            ]
        case "sdk: payment widget":
            [
                .belowZeroAmount, .exceedMaxDueDate, .incorrectFailUrlFormat, .incorrectSuccessUrlFormat,
                .invalidClientKey, .invalidCustomerKey, .agreementWidgetAlreadyRendered,
                .customPaymentMethodUnableToPay, .exceedDepositAmountLimit, .insecureKeyUsage,
                .invalidAmountCurrency, .invalidAmountValue, .invalidMetadata, .invalidMethodTransaction,
                .invalidParameter, .invalidParameters, .invalidSelector, .invalidVariantKey,
                .needAgreementWithRequiredTerms, .needCardPaymentDetail, .needRefundAccountDetail,
                .notSelectedPaymentMethod, .notSetupAmount, .notSupportedApiIndividualKey, .notSupportedPromise,
                .paymentMethodsWidgetAlreadyRendered, .providerStatusUnhealthy, .unknown,
                .unsupportedTestPhasePaymentMethod, .userCancel, .v1MethodNotSupported,
            ]
        case "sdk: payment window":
            [
                .belowZeroAmount, .incorrectFailUrlFormat, .incorrectSuccessUrlFormat, .invalidClientKey,
                .invalidCustomerKey, .notSupportedMethod, .insecureKeyUsage, .invalidAmountCurrency,
                .invalidAmountValue, .invalidMetadata, .invalidMethodTransaction, .invalidParameters,
                .notSupportedPromise, .notSupportedWidgetKey, .unknown, .userCancel, .v1MethodNotSupported,
            ]
        default:
            []
        }
    }
}
