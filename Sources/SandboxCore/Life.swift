import Scenarios
import TossAPI
import ValueList

/// All that a sandbox has come to since its first moment: a reset is a new one, so that nothing can be forgotten.
struct Life: Sendable {
    /// Counts the lives of the sandbox.
    ///
    /// A restart goes on in the same life under another number, so that an outcome from before is dropped.
    var epoch: Int
    /// How many commands it has taken, but for the one that began it.
    var age = 0
    /// What each API knows, by the type of it.
    var states: ValueList
    /// The keys that were given out, in that order.
    var issued = SegmentedArray<IssuedKey>()
    var ledger = Ledger()
    var deliveries: DeliverySchedule
    var alarms = AlarmBook()
    var requests: RequestLog
    var idempotency: IdempotencyStore
    var identifiers: IdentifierGenerator
    /// What the rules about calls have counted.
    var counters: [RuleRecord]
    /// What the rules about webhooks have counted.
    var webhookRules: [RuleRecord]
    /// What the rules about webhooks hold until more events come.
    var reordering = Reordering()
    var due = DueQueue()
    /// What has run since a step had to leave it to an alarm that rang; nil when it left nothing.
    var heldUp: [ClockStep.Ran]?
    /// Requests whose answer waits, by their id in the log.
    var held: [Int: HeldRequest] = [:]
    /// The webhooks that go before an answer.
    var awaited = AwaitedDeliveries()
    /// A life under this scenario; its ids come from the seed.
    init(epoch: Int, scenario: Scenario, seed: UInt64, limits: SandboxLimits, apis: APIList) {
        states = apis.begin()
        self.epoch = epoch
        deliveries = DeliverySchedule(limits)
        requests = RequestLog(limits)
        idempotency = IdempotencyStore(capacity: limits.idempotencyBytes)
        identifiers = IdentifierGenerator(seed: seed)
        counters = [RuleRecord](for: scenario.rules, seed: seed)
        webhookRules = [RuleRecord](for: scenario.webhookRules, seed: seed)
    }

    /// Begins to count for the rules of another scenario; data, ids and time go on.
    mutating func obey(_ scenario: Scenario, seed: UInt64) {
        counters = [RuleRecord](for: scenario.rules, seed: seed)
        webhookRules = [RuleRecord](for: scenario.webhookRules, seed: seed)
        reordering = Reordering()
    }
}

/// What a sandbox was told to be, by those who opened it and by the scenario it obeys.
struct Script: Sendable {
    /// The one in force.
    var scenario: Scenario
    /// What the sandbox was opened with, and returns to when its own scenario is taken away.
    var first: Scenario
    /// The clock at the moment after loading, to which a reset returns.
    var loadedClock: SandboxClock
}
