import TossAPI

extension Sandbox {
    /// Starts a life of this sandbox from its first moment.
    ///
    /// The clock starts where the scenario says, else it goes on; ids start from the scenario's seed, else from the name.
    mutating func begin(_ scenario: Scenario, wall: Instant) {
        self.scenario = scenario
        let seed = scenario.seed ?? seed(fromName: name)
        counters = RuleCounters(for: scenario.rules, seed: seed)
        webhookRules = WebhookRuleBook(ruleCount: scenario.webhookRules.count)
        identifiers = IdentifierGenerator(seed: seed)
        if let setting = scenario.clock {
            clock = SandboxClock(wall: wall)
            clock.change(mode: setting.mode, rate: setting.rate ?? 1, wall: wall)
            if let start = setting.start { clock.move(to: start, wall: wall) }
        }
        loadedClock = clock
        webhooks.send(oneAtATime: clock.mode == .manual)
    }

    /// Puts the scenario's endpoints in the place of those that the one before had, which it returns.
    @discardableResult
    mutating func replaceEndpoints() -> [WebhookEndpoint] {
        let gone = webhooks.removeEndpoints { $0.origin == .scenario }
        for endpoint in scenario.webhooks.endpoints { _ = webhooks.add(endpoint, origin: .scenario) }
        return gone
    }

    /// Does what `LoadScenario` says.
    mutating func load(_ scenario: Scenario, wall: Instant) {
        let startsOver = scenario.seed != nil || scenario.clock != nil
        let gathered = startsOver ? [] : webhookRules.gathered
        if startsOver {
            forgetData()
            begin(scenario, wall: wall)
        } else {
            let identifiers = identifiers
            begin(scenario, wall: wall)
            self.identifiers = identifiers
        }
        let gone = replaceEndpoints()
        let now = clock.now(at: wall)
        if startsOver { note(.sandboxReset, .sandbox, at: now) }
        note(.scenarioLoaded, .scenario(name: MaskedText(scenario.name)), at: now)
        giveUpWaiting(for: gone, at: now)
        letGo(gathered.filter { webhooks.deliveries[$0].state == .held }, at: now)
    }

    /// Back to the moment after loading; without `everything` endpoints stay, and so do their ids.
    mutating func reset(_ extent: ResetSandbox.Extent, wall: Instant) {
        forgetData()
        switch extent {
        case .data:
            clock = loadedClock
            begin(scenario, wall: wall)
        case .everything:
            clock = SandboxClock(wall: wall)
            _ = webhooks.removeEndpoints { $0.origin == .call || $0.origin == .scenario }
            snapshots = [:]
            begin(firstScenario, wall: wall)
            replaceEndpoints()
        }
        note(.sandboxReset, .sandbox, at: clock.now(at: wall))
    }

    private mutating func forgetData() {
        epoch += 1
        payments = PaymentStore()
        ledger = Ledger()
        billing = BillingStore()
        webhooks.forgetDeliveries()
        alarms = AlarmBook()
        requests = RequestLog(limits)
        due = DueQueue()
        idempotency = IdempotencyStore(capacity: limits.idempotencyBytes)
        heldUp = nil
        held = [:]
        awaited = AwaitedDeliveries()
        decidedCharges = [:]
        phantomKeys = []
    }
}
