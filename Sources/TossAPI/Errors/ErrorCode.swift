/// An error code of the API, spelled as on the wire by its raw value.
///
/// The codes are documented in the published error lists: the general one, those of single endpoints, and those of the
/// browser SDK and of `failUrl`. A case says where we know more: what was measured, or had to be assumed.
package enum ErrorCode: String, CaseIterable, Hashable, Sendable {
    // 400: the request is wrong, or does not suit the state of what it names.

    case accountOwnerCheckFailed = "ACCOUNT_OWNER_CHECK_FAILED"

    /// Measured: cancel of a payment fully cancelled in one step.
    case alreadyCanceledPayment = "ALREADY_CANCELED_PAYMENT"

    case alreadyCloseAccount = "ALREADY_CLOSE_ACCOUNT"
    case alreadyCompletedPayment = "ALREADY_COMPLETED_PAYMENT"

    /// Its endpoints are assumed from the wording.
    case alreadyExistSubmall = "ALREADY_EXIST_SUBMALL"

    /// Status 400 measured through TossPayments-Test-Code.
    case alreadyProcessedPayment = "ALREADY_PROCESSED_PAYMENT"

    case alreadyRefundingPayment = "ALREADY_REFUNDING_PAYMENT"
    case alreadyRefundPayment = "ALREADY_REFUND_PAYMENT"

    /// Measured when charging a deleted billing key.
    case alreadyRemovedBillingKey = "ALREADY_REMOVED_BILLING_KEY"

    /// [VERSION] is a placeholder, for example 2022-07-27.
    case apiVersionUpdateNeeded = "API_VERSION_UPDATE_NEEDED"

    case belowMinimumAmount = "BELOW_MINIMUM_AMOUNT"
    case belowZeroAmount = "BELOW_ZERO_AMOUNT"
    case cardProcessingError = "CARD_PROCESSING_ERROR"
    case duplicatedCashReceipt = "DUPLICATED_CASH_RECEIPT"

    /// Status 400 measured through TossPayments-Test-Code.
    case duplicatedOrderId = "DUPLICATED_ORDER_ID"

    case duplicatedRequest = "DUPLICATED_REQUEST"
    case exceedsTransferAmountMaximum = "EXCEEDS_TRANSFER_AMOUNT_MAXIMUM"
    case exceedCancelAmountDiscountAmount = "EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT"
    case exceedMaxAmount = "EXCEED_MAX_AMOUNT"
    case exceedMaxCardInstallmentPlan = "EXCEED_MAX_CARD_INSTALLMENT_PLAN"
    case exceedMaxDailyPaymentCount = "EXCEED_MAX_DAILY_PAYMENT_COUNT"
    case exceedMaxDueDate = "EXCEED_MAX_DUE_DATE"
    case exceedMaxMonthlyPaymentAmount = "EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT"
    case exceedMaxOneDayWithdrawAmount = "EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT"
    case exceedMaxOneTimeWithdrawAmount = "EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT"
    case exceedMaxPaymentAmount = "EXCEED_MAX_PAYMENT_AMOUNT"
    case exceedMaxQueryLimit = "EXCEED_MAX_QUERY_LIMIT"
    case exceedMaxValidHours = "EXCEED_MAX_VALID_HOURS"
    case exceedMinCardInstallmentPlan = "EXCEED_MIN_CARD_INSTALLMENT_PLAN"
    case exceedUnknownCase = "EXCEED_UNKNOWN_CASE"

    /// Absent from 2023-24 copies of the cancel table, present in 2025-26 copies.
    case forbiddenBankRefundRequest = "FORBIDDEN_BANK_REFUND_REQUEST"

    case incorrectFailUrlFormat = "INCORRECT_FAIL_URL_FORMAT"
    case incorrectSuccessUrlFormat = "INCORRECT_SUCCESS_URL_FORMAT"
    case invalidAccountInfoReRegister = "INVALID_ACCOUNT_INFO_RE_REGISTER"
    case invalidAccountNotCorrectBank = "INVALID_ACCOUNT_NOT_CORRECT_BANK"
    case invalidAccountNumber = "INVALID_ACCOUNT_NUMBER"
    case invalidAccountNumberOrUnavailable = "INVALID_ACCOUNT_NUMBER_OR_UNAVAILABLE"

    /// Measured: a valid key that does not own the payment (other merchant, widget key against API key, test against
    /// live).
    case invalidApiKey = "INVALID_API_KEY"

    case invalidAuthorizeAuth = "INVALID_AUTHORIZE_AUTH"
    case invalidAuthorizeAuthTypeGiftCertificate = "INVALID_AUTHORIZE_AUTH_TYPE_GIFT_CERTIFICATE"
    case invalidBank = "INVALID_BANK"
    case invalidBillingAuth = "INVALID_BILLING_AUTH"
    case invalidBillKeyRequest = "INVALID_BILL_KEY_REQUEST"
    case invalidBirthDayFormat = "INVALID_BIRTH_DAY_FORMAT"
    case invalidBusinessNumber = "INVALID_BUSINESS_NUMBER"
    case invalidCard = "INVALID_CARD"
    case invalidCardCompany = "INVALID_CARD_COMPANY"

    /// The published texts differ by one space before the parenthesis.
    case invalidCardExpiration = "INVALID_CARD_EXPIRATION"

    case invalidCardIdentity = "INVALID_CARD_IDENTITY"
    case invalidCardInstallmentAmount = "INVALID_CARD_INSTALLMENT_AMOUNT"
    case invalidCardInstallmentPlan = "INVALID_CARD_INSTALLMENT_PLAN"
    case invalidCardInstallmentPlansWithMaxAndSingle = "INVALID_CARD_INSTALLMENT_PLANS_WITH_MAX_AND_SINGLE"
    case invalidCardLostOrStolen = "INVALID_CARD_LOST_OR_STOLEN"

    /// Measured on billing issue by card for unusable test numbers.
    case invalidCardNumber = "INVALID_CARD_NUMBER"

    /// The published texts differ by one space before the parenthesis.
    case invalidCardPassword = "INVALID_CARD_PASSWORD"

    case invalidCashReceiptInfo = "INVALID_CASH_RECEIPT_INFO"
    case invalidClientKey = "INVALID_CLIENT_KEY"
    case invalidCurrency = "INVALID_CURRENCY"

    /// The three published texts disagree on the limit (255, 20, 50).
    ///
    /// Measured: billing issue does not use this code.
    case invalidCustomerKey = "INVALID_CUSTOMER_KEY"

    /// Measured on the transactions list when the date carries a Z suffix.
    case invalidDate = "INVALID_DATE"

    case invalidEasyPay = "INVALID_EASY_PAY"
    case invalidEmail = "INVALID_EMAIL"
    case invalidFlowModeParameters = "INVALID_FLOW_MODE_PARAMETERS"

    /// Idempotency-Key longer than 300 characters.
    case invalidIdempotencyKey = "INVALID_IDEMPOTENCY_KEY"

    case invalidIdentificationType = "INVALID_IDENTIFICATION_TYPE"
    case invalidIsoDateFormat = "INVALID_ISO_DATE_FORMAT"
    case invalidOrderId = "INVALID_ORDER_ID"
    case invalidOrderName = "INVALID_ORDER_NAME"
    case invalidPagingKey = "INVALID_PAGING_KEY"

    /// Its endpoints are assumed from the wording.
    case invalidPayableDate = "INVALID_PAYABLE_DATE"

    case invalidPaymentKey = "INVALID_PAYMENT_KEY"
    case invalidRefundAccountInfo = "INVALID_REFUND_ACCOUNT_INFO"
    case invalidRefundAccountNumber = "INVALID_REFUND_ACCOUNT_NUMBER"

    /// Only in the general list; not in the cancel table.
    ///
    /// An over-balance cancel was measured to return NOT_CANCELABLE_AMOUNT.
    case invalidRefundAmount = "INVALID_REFUND_AMOUNT"

    case invalidRegistrationNumberType = "INVALID_REGISTRATION_NUMBER_TYPE"
    case invalidRejectCard = "INVALID_REJECT_CARD"

    /// Catch-all for missing or malformed parameters.
    case invalidRequest = "INVALID_REQUEST"

    /// The English text in the general list is an upstream copy mistake (it belongs to the installment error) and is
    /// kept as printed; the BrandPay failUrl table has a sane one.
    case invalidRequiredParam = "INVALID_REQUIRED_PARAM"

    case invalidStoppedCard = "INVALID_STOPPED_CARD"

    /// Its endpoints are assumed from the wording.
    case invalidSubmallId = "INVALID_SUBMALL_ID"

    case invalidSuccessUrl = "INVALID_SUCCESS_URL"
    case invalidTestCode = "INVALID_TEST_CODE"

    /// Listed by third parties only; the status is assumed from the family of the code, and the texts are ours.
    case invalidTransactionKey = "INVALID_TRANSACTION_KEY"

    case invalidUnregisteredSubmall = "INVALID_UNREGISTERED_SUBMALL"
    case invalidUrl = "INVALID_URL"
    case invalidUrlFormat = "INVALID_URL_FORMAT"
    case invalidValidHoursWithDueDateAndSingle = "INVALID_VALID_HOURS_WITH_DUE_DATE_AND_SINGLE"
    case invalidVirtualAccountType = "INVALID_VIRTUAL_ACCOUNT_TYPE"
    case maintainedMethod = "MAINTAINED_METHOD"

    /// Its endpoints are assumed from the wording.
    case notAllowedHoliday = "NOT_ALLOWED_HOLIDAY"

    case notAllowedInstallmentBelowAmount = "NOT_ALLOWED_INSTALLMENT_BELOW_AMOUNT"
    case notAllowedPointUse = "NOT_ALLOWED_POINT_USE"
    case notAvailablePayment = "NOT_AVAILABLE_PAYMENT"

    /// Its endpoints are assumed from the wording.
    case notEnoughAmount = "NOT_ENOUGH_AMOUNT"

    case notFoundTerminalId = "NOT_FOUND_TERMINAL_ID"

    /// Measured, status 400.
    case notMatchesCustomerKey = "NOT_MATCHES_CUSTOMER_KEY"

    /// Measured: refundableAmount in the request differs from the balance; nothing is cancelled.
    case notMatchesRefundableAmount = "NOT_MATCHES_REFUNDABLE_AMOUNT"

    /// Its endpoints are assumed from the wording.
    case notMatchPayeeName = "NOT_MATCH_PAYEE_NAME"

    case notRegisteredBusiness = "NOT_REGISTERED_BUSINESS"
    case notRegisteredCardCompany = "NOT_REGISTERED_CARD_COMPANY"
    case notRegisteredSubmall = "NOT_REGISTERED_SUBMALL"

    /// Measured when charging a test billing key whose card has cardType 미확인.
    case notSupportedCardType = "NOT_SUPPORTED_CARD_TYPE"

    case notSupportedCarrier = "NOT_SUPPORTED_CARRIER"
    case notSupportedInstallmentPlanCardOrMerchant = "NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT"

    /// Returned by billing calls of a merchant without the billing contract.
    case notSupportedMethod = "NOT_SUPPORTED_METHOD"

    case notSupportedMonthlyInstallmentPlan = "NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN"
    case notSupportedMonthlyInstallmentPlanBelowAmount = "NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT"
    case notSupportedProcess = "NOT_SUPPORTED_PROCESS"
    case notSupportedUsd = "NOT_SUPPORTED_USD"

    /// Seen both as failUrl code and in the general API list.
    case payProcessAborted = "PAY_PROCESS_ABORTED"

    case payProcessCanceled = "PAY_PROCESS_CANCELED"

    /// A retryable failure in spite of its 400 status.
    case providerError = "PROVIDER_ERROR"

    case refundRejected = "REFUND_REJECTED"
    case requiredAccountKey = "REQUIRED_ACCOUNT_KEY"
    case requiredAmount = "REQUIRED_AMOUNT"
    case restrictedTransferAccount = "RESTRICTED_TRANSFER_ACCOUNT"
    case unapprovedOrderId = "UNAPPROVED_ORDER_ID"
    case userAccountOnHold = "USER_ACCOUNT_ON_HOLD"

    // 401: the key is unknown.

    /// Measured: a syntactically fine key that Toss does not know.
    case unauthorizedKey = "UNAUTHORIZED_KEY"

    // 403: refused, by the gateway or by an institution behind it.

    /// Present in 2026 copies of the cancel table only.
    case exceedCancelLimit = "EXCEED_CANCEL_LIMIT"

    case exceedMaxAuthCount = "EXCEED_MAX_AUTH_COUNT"
    case exceedMaxOneDayAmount = "EXCEED_MAX_ONE_DAY_AMOUNT"

    /// Only in the general list; the cancel table has EXCEED_CANCEL_LIMIT instead.
    case exceedMaxRefundAmount = "EXCEED_MAX_REFUND_AMOUNT"

    case exceedMaxRefundDue = "EXCEED_MAX_REFUND_DUE"

    /// The end of its English text may be missing.
    case fdsError = "FDS_ERROR"

    case forbiddenConsecutiveRequest = "FORBIDDEN_CONSECUTIVE_REQUEST"

    /// Measured on confirm when orderId does not belong to paymentKey.
    case forbiddenRequest = "FORBIDDEN_REQUEST"

    /// Documented for every authenticated endpoint.
    case incorrectBasicAuthFormat = "INCORRECT_BASIC_AUTH_FORMAT"

    case invalidPassword = "INVALID_PASSWORD"
    case notAllowedChangingAccount = "NOT_ALLOWED_CHANGING_ACCOUNT"
    case notAllowedPartialRefund = "NOT_ALLOWED_PARTIAL_REFUND"
    case notAllowedPartialRefundWaitingDeposit = "NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT"
    case notAllowedRefundBank = "NOT_ALLOWED_REFUND_BANK"
    case notAvailableBank = "NOT_AVAILABLE_BANK"

    /// Measured: cancelAmount above balanceAmount, and any cancel after partial cancels brought the balance to 0.
    case notCancelableAmount = "NOT_CANCELABLE_AMOUNT"

    case notCancelablePayment = "NOT_CANCELABLE_PAYMENT"

    /// One older copy spells it NOTCANCELABLE_PAYMENT_FOR_DORMANT_USER.
    case notCancelablePaymentForDormantUser = "NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER"

    case notSupportedRefund = "NOT_SUPPORTED_REFUND"
    case rejectAccountPayment = "REJECT_ACCOUNT_PAYMENT"
    case rejectCardCompany = "REJECT_CARD_COMPANY"

    /// Status 403 measured through TossPayments-Test-Code.
    case rejectCardPayment = "REJECT_CARD_PAYMENT"

    case rejectTosspayInvalidAccount = "REJECT_TOSSPAY_INVALID_ACCOUNT"

    // 404: there is no such thing.

    case notFound = "NOT_FOUND"

    /// Measured on authKey exchange with an unknown authKey.
    case notFoundBilling = "NOT_FOUND_BILLING"

    case notFoundHttpMethod = "NOT_FOUND_HTTP_METHOD"
    case notFoundMerchant = "NOT_FOUND_MERCHANT"

    /// Measured on GET /v1/cash-receipts with the public docs key; the texts are ours.
    case notFoundMerchantBusinessNumber = "NOT_FOUND_MERCHANT_BUSINESS_NUMBER"

    case notFoundMerchantIntegration = "NOT_FOUND_MERCHANT_INTEGRATION"
    case notFoundMethod = "NOT_FOUND_METHOD"
    case notFoundMethodInGroup = "NOT_FOUND_METHOD_IN_GROUP"
    case notFoundMethodOwnership = "NOT_FOUND_METHOD_OWNERSHIP"

    /// Measured on both lookups with this Korean text.
    ///
    /// The sample error object in the docs prints '존재하지 않는 결제 입니다.' instead.
    case notFoundPayment = "NOT_FOUND_PAYMENT"

    /// Measured on confirm with an unknown paymentKey as well as for late confirms.
    case notFoundPaymentSession = "NOT_FOUND_PAYMENT_SESSION"

    /// Listed by third parties only; the status is assumed from the family of the code, and the texts are ours.
    case notFoundReceipt = "NOT_FOUND_RECEIPT"

    /// Its endpoints are assumed from the wording.
    case notFoundSubmall = "NOT_FOUND_SUBMALL"

    /// Its endpoints are assumed from the wording.
    case payoutNotFound = "PAYOUT_NOT_FOUND"

    // 409: the same request is still being worked on.

    /// Status 409 documented and measured.
    case idempotentRequestProcessing = "IDEMPOTENT_REQUEST_PROCESSING"

    // 500: the gateway or an institution behind it failed.

    /// Status 500 measured through TossPayments-Test-Code.
    case commonError = "COMMON_ERROR"

    case failedBillingAutoCancel = "FAILED_BILLING_AUTO_CANCEL"
    case failedBillKeyAuthCreation = "FAILED_BILL_KEY_AUTH_CREATION"
    case failedCardCompanyResponse = "FAILED_CARD_COMPANY_RESPONSE"

    /// Measured on billing issue with a customerKey of 301 characters.
    case failedDbProcessing = "FAILED_DB_PROCESSING"

    case failedHashDataCreation = "FAILED_HASH_DATA_CREATION"
    case failedInternalSystemProcessing = "FAILED_INTERNAL_SYSTEM_PROCESSING"
    case failedMethodHandling = "FAILED_METHOD_HANDLING"
    case failedMethodHandlingCancel = "FAILED_METHOD_HANDLING_CANCEL"
    case failedPartialRefund = "FAILED_PARTIAL_REFUND"

    /// Status 500 measured through TossPayments-Test-Code.
    ///
    /// In production the message is often the provider text.
    case failedPaymentInternalSystemProcessing = "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING"

    case failedRefundProcess = "FAILED_REFUND_PROCESS"
    case unknownError = "UNKNOWN_ERROR"
    case unknownPaymentError = "UNKNOWN_PAYMENT_ERROR"

    // No status: codes of the browser SDK, of `failUrl` and of `failure` objects, never the status line of an answer.

    case agreementWidgetAlreadyRendered = "AGREEMENT_WIDGET_ALREADY_RENDERED"
    case customPaymentMethodUnableToPay = "CUSTOM_PAYMENT_METHOD_UNABLE_TO_PAY"
    case exceedDepositAmountLimit = "EXCEED_DEPOSIT_AMOUNT_LIMIT"

    /// BrandPay; its HTTP status is unknown.
    case exceedMaxDiscountCount = "EXCEED_MAX_DISCOUNT_COUNT"

    /// Never an HTTP error: it sits in the failure field of a Payment whose status is EXPIRED.
    case expiredPayment = "EXPIRED_PAYMENT"

    /// BrandPay; its HTTP status is unknown.
    case failedCardCompany = "FAILED_CARD_COMPANY"

    /// BrandPay; its HTTP status is unknown.
    case forbiddenDormantOrWithdrawalCustomer = "FORBIDDEN_DORMANT_OR_WITHDRAWAL_CUSTOMER"

    case insecureKeyUsage = "INSECURE_KEY_USAGE"
    case invalidAmountCurrency = "INVALID_AMOUNT_CURRENCY"
    case invalidAmountValue = "INVALID_AMOUNT_VALUE"

    /// BrandPay; its HTTP status is unknown.
    case invalidCardInfoReRegister = "INVALID_CARD_INFO_RE_REGISTER"

    /// BrandPay; its HTTP status is unknown.
    case invalidMaximumDiscountAmount = "INVALID_MAXIMUM_DISCOUNT_AMOUNT"

    case invalidMetadata = "INVALID_METADATA"
    case invalidMethodTransaction = "INVALID_METHOD_TRANSACTION"

    /// Two texts, both in the list of the widget SDK.
    case invalidParameter = "INVALID_PARAMETER"

    case invalidParameters = "INVALID_PARAMETERS"
    case invalidSelector = "INVALID_SELECTOR"
    case invalidVariantKey = "INVALID_VARIANT_KEY"
    case needAgreementWithRequiredTerms = "NEED_AGREEMENT_WITH_REQUIRED_TERMS"
    case needAgreementWithTerms = "NEED_AGREEMENT_WITH_TERMS"
    case needCardPaymentDetail = "NEED_CARD_PAYMENT_DETAIL"
    case needMerchantOneTouchSetting = "NEED_MERCHANT_ONE_TOUCH_SETTING"
    case needRefundAccountDetail = "NEED_REFUND_ACCOUNT_DETAIL"

    /// BrandPay; its HTTP status is unknown.
    case notAllowedBrandpayMethod = "NOT_ALLOWED_BRANDPAY_METHOD"

    /// BrandPay; its HTTP status is unknown.
    case notFoundCustomer = "NOT_FOUND_CUSTOMER"

    case notRegisteredRedirectUrl = "NOT_REGISTERED_REDIRECT_URL"
    case notSelectedPaymentMethod = "NOT_SELECTED_PAYMENT_METHOD"
    case notSetupAmount = "NOT_SETUP_AMOUNT"
    case notSupportedApiIndividualKey = "NOT_SUPPORTED_API_INDIVIDUAL_KEY"
    case notSupportedPromise = "NOT_SUPPORTED_PROMISE"
    case notSupportedWidgetKey = "NOT_SUPPORTED_WIDGET_KEY"

    /// Not an HTTP error: the tax office rejects asynchronously, and the code shows in the failure field of a
    /// CashReceipt with issueStatus FAILED.
    ///
    /// One code, seventeen bracketed texts.
    case ntsError = "NTS_ERROR"

    case paymentMethodsWidgetAlreadyRendered = "PAYMENT_METHODS_WIDGET_ALREADY_RENDERED"
    case providerStatusUnhealthy = "PROVIDER_STATUS_UNHEALTHY"

    /// BrandPay; its HTTP status is unknown.
    case suspectedPhishingPayment = "SUSPECTED_PHISHING_PAYMENT"

    case unknown = "UNKNOWN"
    case unsupportedTestPhasePaymentMethod = "UNSUPPORTED_TEST_PHASE_PAYMENT_METHOD"
    case userCancel = "USER_CANCEL"
    case v1MethodNotSupported = "V1_METHOD_NOT_SUPPORTED"
}
