extension ErrorCode {
    /// The HTTP status of an answer with this code; nil for a code that no answer carries in its status line.
    ///
    /// The status belongs to the code, at whatever endpoint (documented; some measured).
    package var httpStatus: Int? {
        switch self {
        case .accountOwnerCheckFailed, .alreadyCanceledPayment, .alreadyCloseAccount, .alreadyCompletedPayment,
            .alreadyExistSubmall, .alreadyProcessedPayment, .alreadyRefundingPayment, .alreadyRefundPayment,
            .alreadyRemovedBillingKey, .apiVersionUpdateNeeded, .belowMinimumAmount, .belowZeroAmount,
            .cardProcessingError, .duplicatedCashReceipt, .duplicatedOrderId, .duplicatedRequest,
            .exceedsTransferAmountMaximum, .exceedCancelAmountDiscountAmount, .exceedMaxAmount,
            .exceedMaxCardInstallmentPlan, .exceedMaxDailyPaymentCount, .exceedMaxDueDate,
            .exceedMaxMonthlyPaymentAmount, .exceedMaxOneDayWithdrawAmount, .exceedMaxOneTimeWithdrawAmount,
            .exceedMaxPaymentAmount, .exceedMaxQueryLimit, .exceedMaxValidHours, .exceedMinCardInstallmentPlan,
            .exceedUnknownCase, .forbiddenBankRefundRequest, .incorrectFailUrlFormat, .incorrectSuccessUrlFormat,
            .invalidAccountInfoReRegister, .invalidAccountNotCorrectBank, .invalidAccountNumber,
            .invalidAccountNumberOrUnavailable, .invalidApiKey, .invalidAuthorizeAuth,
            .invalidAuthorizeAuthTypeGiftCertificate, .invalidBank, .invalidBillingAuth, .invalidBillKeyRequest,
            .invalidBirthDayFormat, .invalidBusinessNumber, .invalidCard, .invalidCardCompany,
            .invalidCardExpiration, .invalidCardIdentity, .invalidCardInstallmentAmount,
            .invalidCardInstallmentPlan, .invalidCardInstallmentPlansWithMaxAndSingle, .invalidCardLostOrStolen,
            .invalidCardNumber, .invalidCardPassword, .invalidCashReceiptInfo, .invalidClientKey,
            .invalidCurrency, .invalidCustomerKey, .invalidDate, .invalidEasyPay, .invalidEmail,
            .invalidFlowModeParameters, .invalidIdempotencyKey, .invalidIdentificationType,
            .invalidIsoDateFormat, .invalidOrderId, .invalidOrderName, .invalidPagingKey, .invalidPayableDate,
            .invalidPaymentKey, .invalidRefundAccountInfo, .invalidRefundAccountNumber, .invalidRefundAmount,
            .invalidRegistrationNumberType, .invalidRejectCard, .invalidRequest, .invalidRequiredParam,
            .invalidStoppedCard, .invalidSubmallId, .invalidSuccessUrl, .invalidTestCode, .invalidTransactionKey,
            .invalidUnregisteredSubmall, .invalidUrl, .invalidUrlFormat, .invalidValidHoursWithDueDateAndSingle,
            .invalidVirtualAccountType, .maintainedMethod, .notAllowedHoliday, .notAllowedInstallmentBelowAmount,
            .notAllowedPointUse, .notAvailablePayment, .notEnoughAmount, .notFoundTerminalId,
            .notMatchesCustomerKey, .notMatchesRefundableAmount, .notMatchPayeeName, .notRegisteredBusiness,
            .notRegisteredCardCompany, .notRegisteredSubmall, .notSupportedCardType, .notSupportedCarrier,
            .notSupportedInstallmentPlanCardOrMerchant, .notSupportedMethod, .notSupportedMonthlyInstallmentPlan,
            .notSupportedMonthlyInstallmentPlanBelowAmount, .notSupportedProcess, .notSupportedUsd,
            .payProcessAborted, .payProcessCanceled, .providerError, .refundRejected, .requiredAccountKey,
            .requiredAmount, .restrictedTransferAccount, .unapprovedOrderId, .userAccountOnHold:
            400
        case .unauthorizedKey:
            401
        case .exceedCancelLimit, .exceedMaxAuthCount, .exceedMaxOneDayAmount, .exceedMaxRefundAmount,
            .exceedMaxRefundDue, .fdsError, .forbiddenConsecutiveRequest, .forbiddenRequest,
            .incorrectBasicAuthFormat, .invalidPassword, .notAllowedChangingAccount, .notAllowedPartialRefund,
            .notAllowedPartialRefundWaitingDeposit, .notAllowedRefundBank, .notAvailableBank,
            .notCancelableAmount, .notCancelablePayment, .notCancelablePaymentForDormantUser,
            .notSupportedRefund, .rejectAccountPayment, .rejectCardCompany, .rejectCardPayment,
            .rejectTosspayInvalidAccount:
            403
        case .notFound, .notFoundBilling, .notFoundHttpMethod, .notFoundMerchant, .notFoundMerchantBusinessNumber,
            .notFoundMerchantIntegration, .notFoundMethod, .notFoundMethodInGroup, .notFoundMethodOwnership,
            .notFoundPayment, .notFoundPaymentSession, .notFoundReceipt, .notFoundSubmall, .payoutNotFound:
            404
        case .idempotentRequestProcessing:
            409
        case .commonError, .failedBillingAutoCancel, .failedBillKeyAuthCreation, .failedCardCompanyResponse,
            .failedDbProcessing, .failedHashDataCreation, .failedInternalSystemProcessing, .failedMethodHandling,
            .failedMethodHandlingCancel, .failedPartialRefund, .failedPaymentInternalSystemProcessing,
            .failedRefundProcess, .unknownError, .unknownPaymentError:
            500
        case .agreementWidgetAlreadyRendered, .customPaymentMethodUnableToPay, .exceedDepositAmountLimit,
            .exceedMaxDiscountCount, .expiredPayment, .failedCardCompany, .forbiddenDormantOrWithdrawalCustomer,
            .insecureKeyUsage, .invalidAmountCurrency, .invalidAmountValue, .invalidCardInfoReRegister,
            .invalidMaximumDiscountAmount, .invalidMetadata, .invalidMethodTransaction, .invalidParameter,
            .invalidParameters, .invalidSelector, .invalidVariantKey, .needAgreementWithRequiredTerms,
            .needAgreementWithTerms, .needCardPaymentDetail, .needMerchantOneTouchSetting,
            .needRefundAccountDetail, .notAllowedBrandpayMethod, .notFoundCustomer, .notRegisteredRedirectUrl,
            .notSelectedPaymentMethod, .notSetupAmount, .notSupportedApiIndividualKey, .notSupportedPromise,
            .notSupportedWidgetKey, .ntsError, .paymentMethodsWidgetAlreadyRendered, .providerStatusUnhealthy,
            .suspectedPhishingPayment, .unknown, .unsupportedTestPhasePaymentMethod, .userCancel,
            .v1MethodNotSupported:
            nil
        }
    }
}
