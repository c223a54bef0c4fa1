package import Scenarios
import TossAPI

/// What stands in a sandbox's life and script, by the names that everybody has for it.
extension Sandbox {
    /// The one in force.
    package var scenario: Scenario { script.scenario }

    /// Counts its lives: what began in an earlier one comes to nothing.
    package internal(set) var epoch: Int {
        get { life.epoch }
        set { life.epoch = newValue }
    }

    /// Webhooks: those on their way, and the log of those that are done.
    package internal(set) var webhooks: DeliverySchedule {
        _read { yield life.deliveries }
        _modify { yield &life.deliveries }
    }

    /// What rings when the clock gets there.
    package internal(set) var alarms: AlarmBook {
        _read { yield life.alarms }
        _modify { yield &life.alarms }
    }

    /// The log of calls.
    package internal(set) var requests: RequestLog {
        _read { yield life.requests }
        _modify { yield &life.requests }
    }

    /// Answers kept under idempotency keys.
    package internal(set) var idempotency: IdempotencyStore {
        _read { yield life.idempotency }
        _modify { yield &life.idempotency }
    }

    /// What the scenario's rules about calls have counted, in their order.
    package var counters: [RuleRecord] { life.counters }

    /// What its rules about webhooks have counted, in their order.
    package var webhookRules: [RuleRecord] { life.webhookRules }

    /// Every movement of money.
    package var ledger: Ledger { life.ledger }

    var identifiers: IdentifierGenerator {
        _read { yield life.identifiers }
        _modify { yield &life.identifiers }
    }
}
