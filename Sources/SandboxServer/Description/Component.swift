internal import APIDescription

/// What the control API answers.
extension Component {
    static let buyerBehavior = Component("BuyerBehavior") { buyerBehaviorSchema }
    static let billingKey = Component("BillingKey") { billingKeySchema }
    static let ledgerEntry = Component("LedgerEntry") { ledgerEntrySchema }
    static let clock = Component("Clock") { clockSchema }
    static let alarm = Component("Alarm") { alarmSchema }
    static let pendingThing = Component("PendingThing") { pendingThingSchema }
    static let loadedScenario = Component("LoadedScenario") { loadedScenarioSchema }
    static let ruleCount = Component("RuleCount") { ruleCountSchema }
    static let scenario = Component("Scenario") { scenarioSchema }
    static let snapshot = Component("Snapshot") { snapshotSchema }
    static let endpoint = Component("WebhookEndpoint") { endpointSchema }
    static let profile = Component("SignatureProfile") { profileSchema }
    static let delivery = Component("Delivery") { deliverySchema }
    static let queued = Component("QueuedDeliveries") { queuedSchema }
    static let loggedRequest = Component("LoggedRequest") { loggedRequestSchema }
    static let event = Component("Event") { eventSchema }
    static let streamedEvent = Component("StreamedEvent") { streamedEventSchema }
    static let count = Component("Count") { countSchema }
    static let bundle = Component("Bundle") { bundleSchema }
    static let controlError = Component("ControlError") { controlErrorSchema }
    static let problem = Component("Problem") { problemSchema }
    static let problems = Component("Problems") { problemsSchema }
    static let pending = Component("Pending") { pendingSchema }

    /// All of these, in the order of the document.
    static let control: [Component] = [
        .buyerBehavior, .billingKey, .ledgerEntry, .clock, .alarm, .pendingThing, .loadedScenario, .ruleCount,
        .scenario, .snapshot, .endpoint, .profile, .delivery, .queued, .loggedRequest, .event, .streamedEvent, .count,
        .bundle, .controlError, .problem, .problems, .pending,
    ]
}
