extension ErrorCatalogue {
    /// The English text of `code`, from the general list, or else from the table of its endpoints; nil when none is known.
    ///
    /// Kept letter by letter as published, slips included ("A threashold exceeds"). The text of `invalidRequiredParam`
    /// belongs to another error; so it is printed in the general list. The texts of `invalidTransactionKey`,
    /// `notFoundMerchantBusinessNumber` and `notFoundReceipt` are ours.
    static func english(_ code: ErrorCode) -> String? {
        switch code {
        // 400
        case .accountOwnerCheckFailed: "Failed to get account holder. Please check your bank code and account number."
        case .alreadyCanceledPayment: "The payment has already been canceled."
        case .alreadyCloseAccount: "This account has already been closed."
        case .alreadyCompletedPayment: "This is a payment that has already been completed."
        case .alreadyExistSubmall: "This sub-mall is already exists."
        case .alreadyProcessedPayment: "This is a payment that has already been processed."
        case .alreadyRefundingPayment: "The payment is already being refunded."
        case .alreadyRefundPayment: "The payment has already been refunded."
        case .apiVersionUpdateNeeded:
            """
            To use the api need to upgrade version to [VERSION]. You can update api version at Tosspayment \
            Developer Center(https://developers.tosspayments.com)
            """
        case .belowMinimumAmount:
            "Payment can be made from 100 won or more by credit card, and 200 won or more for account."
        case .belowZeroAmount: "The amount must be greater than 0."
        case .cardProcessingError: "The card company was not able to process the request."
        case .duplicatedCashReceipt: "This is a duplicate request that has already been issued."
        case .duplicatedOrderId:
            """
            This is a duplicate order id that has already been approved or canceled. Please proceed with a \
            different order id.
            """
        case .duplicatedRequest: "This is a duplicate request."
        case .exceedsTransferAmountMaximum:
            "Account transfers are limited to 10,000,000 KRW per transaction. Please lower the amount and try again."
        case .exceedMaxAmount: "The transaction amount limit has been exceeded."
        case .exceedMaxCardInstallmentPlan:
            "You have exceeded the maximum number of installment months that can be set."
        case .exceedMaxDailyPaymentCount: "You have exceeded the number of daily payments."
        case .exceedMaxDueDate: "You have exceeded the maximum expiry period for your virtual account."
        case .exceedMaxMonthlyPaymentAmount: "You have exceeded the allowed monthly payment amount of 1,000,000 KRW."
        case .exceedMaxOneDayWithdrawAmount: "You have exceeded the one-day withdrawal limit."
        case .exceedMaxOneTimeWithdrawAmount: "You have exceeded the one-time withdrawal limit."
        case .exceedMaxPaymentAmount: "You have exceeded the amount you can pay per day."
        case .exceedMaxQueryLimit: "You have exceeded the maximum number of query limit."
        case .exceedMaxValidHours: "The maximum validity time of the virtual account has been exceeded."
        case .exceedMinCardInstallmentPlan: "The minimum installment month must be set to at least 1 month."
        case .exceedUnknownCase: "A threashold exceeds"
        case .incorrectFailUrlFormat: "Invalid format: `failUrl`"
        case .incorrectSuccessUrlFormat: "Invalid format: `successUrl`"
        case .invalidAccountInfoReRegister: "Invalid account. Please re-register the account and try again."
        case .invalidAccountNotCorrectBank: "The account you entered is not a bank account."
        case .invalidAccountNumber: "Account number is incorrect."
        case .invalidAccountNumberOrUnavailable: "Wrong account number or account unavailable."
        case .invalidApiKey: "Incorrect secret key."
        case .invalidAuthorizeAuth: "Incorrect authentication."
        case .invalidAuthorizeAuthTypeGiftCertificate:
            "This is an invalid gift certificate payment authentication type."
        case .invalidBank: "It is an Invalid bank."
        case .invalidBillingAuth: "Invalid billing authentication."
        case .invalidBillKeyRequest:
            "Billing key authentication has not been completed or is an invalid billing transaction."
        case .invalidBirthDayFormat: "The birth date format must be in 6 length of yyMMdd format."
        case .invalidBusinessNumber: "The business registration number is incorrect."
        case .invalidCard: "Card input information is incorrect."
        case .invalidCardCompany: "It is an invalid card company."
        case .invalidCardExpiration: "Please check the card expiration date information again."
        case .invalidCardIdentity:
            "The entered resident registration number/business number does not match the cardholder information."
        case .invalidCardInstallmentAmount: "The installment amount is incorrect."
        case .invalidCardInstallmentPlan: "The installment month information is incorrect."
        case .invalidCardInstallmentPlansWithMaxAndSingle:
            "cardInstallmentPlan and maxCardInstallmentPlan cannot be used together."
        case .invalidCardLostOrStolen: "This is a lost or stolen card."
        case .invalidCardNumber: "Please check your card number again."
        case .invalidCardPassword: "Please check the card information again."
        case .invalidCashReceiptInfo: "Cash receipt information is incorrect."
        case .invalidClientKey: "Incorrect client key."
        case .invalidCurrency: "Invalid currency value."
        case .invalidCustomerKey:
            """
            `customerKey` must be at least 2 and maximum 20 upper and lower case alphabets, numbers, special \
            characters (-, _, =, ., @).
            """
        case .invalidDate: "The date data is invalid."
        case .invalidEasyPay: "The easy payment input information is incorrect."
        case .invalidEmail: "It doesn't match the email address format."
        case .invalidFlowModeParameters:
            """
            If you want to open the payment authentication window first, the credit card company code, bank \
            code, or easy payment method must be delivered together.
            """
        case .invalidIdentificationType: "This is an invalid authentication type"
        case .invalidIsoDateFormat: "The format is incorrect. The time format must conform to ISO 8601 format."
        case .invalidOrderId:
            """
            The order id must be at least 6 and maximum 64 upper and lower case alphabets, numbers, special \
            characters (-, _, =).
            """
        case .invalidOrderName: "The order name must be 100 characters or less."
        case .invalidPagingKey: "Bad paging key."
        case .invalidPayableDate: "The payment date is incorrect."
        case .invalidPaymentKey: "Invalid payment key."
        case .invalidRefundAccountInfo: "Refund account number and account holder name do not match."
        case .invalidRefundAccountNumber: "Incorrect refund account number."
        case .invalidRefundAmount: "Incorrect refund amount."
        case .invalidRejectCard: "Refer to card issuer/decline."
        case .invalidRequest: "The bad request."
        case .invalidRequiredParam: "The installment amount is incorrect."
        case .invalidStoppedCard: "This is a suspended card."
        case .invalidSubmallId: "This submall ID is not valid. Please enter 20 letters or less in alphabets or numbers."
        case .invalidSuccessUrl: "The successUrl value is a required value."
        case .invalidTestCode: "Invalid test code"
        case .invalidTransactionKey: "Incorrect transaction key."
        case .invalidUnregisteredSubmall:
            """
            The PG sub-merchant is not registered yet OR payment authentication method of the card issuer is \
            required for the PG
            """
        case .invalidUrl: "url must be in address format including http and https."
        case .invalidUrlFormat: "Invalid URL format."
        case .invalidValidHoursWithDueDateAndSingle: "validHours and dueDate cannot be used together."
        case .invalidVirtualAccountType: "Invalid virtual account type."
        case .maintainedMethod: "The method is being maintained now"
        case .notAllowedHoliday: "Public holidays cannot be selected as payment dates."
        case .notAllowedInstallmentBelowAmount:
            "This card cannot be used for installment transactions less than KRW 10000."
        case .notAllowedPointUse: "Card point payment failed because the card cannot be used points."
        case .notAvailablePayment: "Payment is unavailable at this time."
        case .notEnoughAmount: "The payable amount has been exceeded."
        case .notFoundTerminalId: "There is no Terminal Id. Please contact Toss Payments."
        case .notMatchesCustomerKey:
            "The billing authentication customer key and the payment request customer key do not match."
        case .notMatchesRefundableAmount: "Balance results do not match."
        case .notMatchPayeeName: "The payee's name is inconsistent."
        case .notRegisteredBusiness: "Unregsitered business registration number"
        case .notRegisteredCardCompany: "Please register the credit card before using it."
        case .notRegisteredSubmall: "PG sub-mall business number is not registered."
        case .notSupportedCardType: "This card type is not supported."
        case .notSupportedCarrier: "Unsupported carrier."
        case .notSupportedInstallmentPlanCardOrMerchant: "This card or merchant does not support installment."
        case .notSupportedMethod: "This payment method is not supported."
        case .notSupportedMonthlyInstallmentPlan: "This card does not support installment or interest-free installment."
        case .notSupportedProcess: "This operation is not supported."
        case .notSupportedUsd: "The selected card or payment method cannot be paid in dollars."
        case .payProcessAborted: "Payment has been canceled or has not been processed."
        case .payProcessCanceled: "Payment has been canceled by the customer."
        case .providerError: "This is temporary error. Please try again in a few minutes."
        case .refundRejected: "The refund has been rejected. Please contact the respective payment provider."
        case .requiredAccountKey: "For fixed accounts, a customer key value is required."
        case .requiredAmount: "Amount value is required."
        case .restrictedTransferAccount:
            """
            You can withdraw from this bank account after 12 hours from initial register. For related \
            policies, please contact your bank.
            """
        case .unapprovedOrderId: "This order id has not been approved for payment."
        case .userAccountOnHold: "Account is on hold."
        // 401
        case .unauthorizedKey: "This is an unauthenticated secret key or client key."
        // 403
        case .exceedMaxAuthCount:
            "The maximum number of authentications has been exceeded. Please contact your credit card company."
        case .exceedMaxOneDayAmount: "You have exceeded your daily limit."
        case .exceedMaxRefundAmount: "This merchant have exceeded your daily or monthly refundable amount."
        case .exceedMaxRefundDue: "The refundable period has been exceeded."
        case .fdsError:
            "A fraudulent transaction has been detected. To complete the payment, complete the authentication process"
        case .forbiddenConsecutiveRequest: "Repetitive requests are not allowed. Please try again in a few minutes."
        case .forbiddenRequest: "This request is not allowed."
        case .incorrectBasicAuthFormat: "Invalid request. Please encode including the ':' character."
        case .invalidPassword: "Payment password does not match."
        case .notAllowedChangingAccount:
            "It is not possible to change the information of the account that has already been deposited or returned."
        case .notAllowedPartialRefund: "Partial refunds are not available for reasons such as escrow or cash payment."
        case .notAllowedPartialRefundWaitingDeposit: "Partial refunds are not available while pending deposit."
        case .notAllowedRefundBank: "Not a refundable bank."
        case .notAvailableBank: "Not bank service time."
        case .notCancelableAmount: "This is a non-cancelable amount."
        case .notCancelablePayment: "This is a non-cancelable payment."
        case .notSupportedRefund: "Not a refundable merchant."
        case .rejectAccountPayment: "Payment failed due to insufficient balance"
        case .rejectCardCompany: "Payment confirm is rejected"
        case .rejectCardPayment: "Payment failed due to limit exceeded or insufficient balance."
        case .rejectTosspayInvalidAccount: "Your account invalidated. Please register another account."
        // 404
        case .notFound: "This information does not exist."
        case .notFoundBilling: "Billing payment authentication information that does not exist."
        case .notFoundHttpMethod: "This HTTP method does not allowed."
        case .notFoundMerchant: "The merchant does not exist."
        case .notFoundMerchantBusinessNumber: "The business number of the merchant was not found."
        case .notFoundMerchantIntegration: "The integration information does not exist."
        case .notFoundMethod: "This payment method does not exist."
        case .notFoundMethodInGroup: "This payment method does not exist in the same group"
        case .notFoundMethodOwnership: "This method ownership is not correct."
        case .notFoundPayment: "The payment does not exist."
        case .notFoundPaymentSession: "Payment session does not exist because the session time has expired."
        case .notFoundReceipt: "The cash receipt does not exist."
        case .notFoundSubmall: "This sub-mall does not exist."
        case .payoutNotFound: "The payout does not exist."
        // 500
        case .commonError: "A temporary error has occurred. Please try again in a few minutes."
        case .failedBillingAutoCancel: "A temporary error occurred while billing auth cancellation."
        case .failedBillKeyAuthCreation:
            "Key generation failed during billing payment verification. Please try again in a few minutes."
        case .failedCardCompanyResponse: "An error occurred at the card company. Please try again in a few minutes."
        case .failedDbProcessing: "A DB error occurred while processing with an invalid request value."
        case .failedHashDataCreation: "An error occurred while generating hash data."
        case .failedInternalSystemProcessing:
            "Internal system processing operation has failed. Please try again in a few minutes."
        case .failedMethodHandling:
            "There was a temporary error in processing the payment method you selected during checkout."
        case .failedMethodHandlingCancel: "A temporary error occurred while processing cancellation."
        case .failedPaymentInternalSystemProcessing:
            "Provider error. The error message received from provider will be displayed."
        case .failedRefundProcess:
            "The refund request failed due to a delay in the bank response time or a temporary error."
        case .unknownError: "An unknown error occurred. Please try again in a few minutes."
        case .unknownPaymentError:
            "Payment failed. If the same problem occurs, please contact your bank or credit card company."
        // Without a status
        case .exceedMaxDiscountCount: "You have exceeded the number of times available for discount promotion."
        case .failedCardCompany: "Please use another card while checking the credit card company system."
        case .forbiddenDormantOrWithdrawalCustomer: "You are a dormant customer or a member who has been withdrawn."
        case .invalidCardInfoReRegister: "Invalid card. Please re-register the card and try again."
        case .invalidMaximumDiscountAmount: "The maximum amount must not exceeded to apply the discount."
        case .notAllowedBrandpayMethod: "The payment method has been deleted or cannot be used by the merchant."
        case .notFoundCustomer: "There is no valid customer information."
        case .ntsError: "[XXX] Undefined error"
        case .suspectedPhishingPayment: "Payment rejected due to suspected phishing scam."
        // Not published
        case .alreadyRemovedBillingKey, .exceedCancelAmountDiscountAmount, .forbiddenBankRefundRequest,
            .invalidIdempotencyKey, .invalidRegistrationNumberType,
            .notSupportedMonthlyInstallmentPlanBelowAmount, .exceedCancelLimit,
            .notCancelablePaymentForDormantUser, .idempotentRequestProcessing, .failedPartialRefund,
            .agreementWidgetAlreadyRendered, .customPaymentMethodUnableToPay, .exceedDepositAmountLimit,
            .expiredPayment, .insecureKeyUsage, .invalidAmountCurrency, .invalidAmountValue, .invalidMetadata,
            .invalidMethodTransaction, .invalidParameter, .invalidParameters, .invalidSelector,
            .invalidVariantKey, .needAgreementWithRequiredTerms, .needAgreementWithTerms, .needCardPaymentDetail,
            .needMerchantOneTouchSetting, .needRefundAccountDetail, .notRegisteredRedirectUrl,
            .notSelectedPaymentMethod, .notSetupAmount, .notSupportedApiIndividualKey, .notSupportedPromise,
            .notSupportedWidgetKey, .paymentMethodsWidgetAlreadyRendered, .providerStatusUnhealthy, .unknown,
            .unsupportedTestPhasePaymentMethod, .userCancel, .v1MethodNotSupported:
            nil
        }
    }
}
