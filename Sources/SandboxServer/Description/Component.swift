/// A schema that the document holds once, under this name.
enum Component: String, CaseIterable, Sendable {
    case payment = "Payment"
    case card = "Card"
    case cancel = "Cancel"
    case failure = "Failure"
    case link = "Link"
    case billing = "Billing"
    case billingCard = "BillingCard"
    case tossError = "TossError"
    case errorCode = "ErrorCode"
    case refundAccount = "RefundReceiveAccount"
    case buyerBehavior = "BuyerBehavior"
    case billingKey = "BillingKey"
    case ledgerEntry = "LedgerEntry"
    case clock = "Clock"
    case alarm = "Alarm"
    case pendingThing = "PendingThing"
    case loadedScenario = "LoadedScenario"
    case ruleCount = "RuleCount"
    case scenario = "Scenario"
    case snapshot = "Snapshot"
    case endpoint = "WebhookEndpoint"
    case profile = "SignatureProfile"
    case delivery = "Delivery"
    case queued = "QueuedDeliveries"
    case loggedRequest = "LoggedRequest"
    case event = "Event"
    case streamedEvent = "StreamedEvent"
    case count = "Count"
    case bundle = "Bundle"
    case controlError = "ControlError"
    case problem = "Problem"
    case problems = "Problems"
    case pending = "Pending"

    var schema: Schema {
        switch self {
        case .payment: Self.paymentSchema
        case .card: Self.cardSchema
        case .cancel: Self.cancelSchema
        case .failure: Self.failureSchema
        case .link: Self.linkSchema
        case .billing: Self.billingSchema
        case .billingCard: Self.billingCardSchema
        case .tossError: Self.tossErrorSchema
        case .errorCode: Self.errorCodeSchema
        case .refundAccount: Self.refundAccountSchema
        case .buyerBehavior: Self.buyerBehaviorSchema
        case .billingKey: Self.billingKeySchema
        case .ledgerEntry: Self.ledgerEntrySchema
        case .clock: Self.clockSchema
        case .alarm: Self.alarmSchema
        case .pendingThing: Self.pendingThingSchema
        case .loadedScenario: Self.loadedScenarioSchema
        case .ruleCount: Self.ruleCountSchema
        case .scenario: Self.scenarioSchema
        case .snapshot: Self.snapshotSchema
        case .endpoint: Self.endpointSchema
        case .profile: Self.profileSchema
        case .delivery: Self.deliverySchema
        case .queued: Self.queuedSchema
        case .loggedRequest: Self.loggedRequestSchema
        case .event: Self.eventSchema
        case .streamedEvent: Self.streamedEventSchema
        case .count: Self.countSchema
        case .bundle: Self.bundleSchema
        case .controlError: Self.controlErrorSchema
        case .problem: Self.problemSchema
        case .problems: Self.problemsSchema
        case .pending: Self.pendingSchema
        }
    }
}
