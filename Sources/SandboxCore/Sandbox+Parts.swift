package import Scenarios
import TossAPI

/// What stands in a sandbox's life and script, by the names that everybody has for it.
extension Sandbox {
    package var scenario: Scenario { script.scenario }

    package internal(set) var epoch: Int {
        get { life.epoch }
        set { life.epoch = newValue }
    }

    package internal(set) var webhooks: DeliverySchedule {
        _read { yield life.deliveries }
        _modify { yield &life.deliveries }
    }

    package internal(set) var alarms: AlarmBook {
        _read { yield life.alarms }
        _modify { yield &life.alarms }
    }

    package internal(set) var requests: RequestLog {
        _read { yield life.requests }
        _modify { yield &life.requests }
    }

    package internal(set) var idempotency: IdempotencyStore {
        _read { yield life.idempotency }
        _modify { yield &life.idempotency }
    }

    package var counters: [RuleRecord] { life.counters }

    package var webhookRules: [RuleRecord] { life.webhookRules }

    package var ledger: Ledger { life.ledger }

    var identifiers: IdentifierGenerator {
        _read { yield life.identifiers }
        _modify { yield &life.identifiers }
    }
}
