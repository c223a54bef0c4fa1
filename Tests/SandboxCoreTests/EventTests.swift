import JSON
import Masking
import SandboxCore
import Scenarios
import Testing
import TossAPI

@Suite struct EventTests {
    private func types(_ run: Run, after id: Int = 0) -> [String] {
        run.sandbox.events(after: id).map(\.type.rawValue)
    }

    @Test func `a purchase is told in the order it happened`() throws {
        var run = try Run(scenario: Morning.scenario, receiver: [500, 200])
        try run.confirm(try run.pay("order-1", 15_000), "order-1", 15_000)
        run.advance(to: .seconds(60))
        #expect(
            types(run) == [
                "payment.created", "payment.authenticated", "payment.done", "delivery.queued", "request.answered",
                "delivery.sending", "delivery.retried", "clock.advanced", "delivery.sending", "delivery.succeeded",
            ]
        )
        #expect(run.sandbox.events(after: 0).map(\.id) == Array(1...10))
    }

    @Test func `an event has the names of what changed and the request that caused it`() throws {
        let run = try Morning.run()
        let events = run.sandbox.events(after: 0)
        let done = try #require(events.first { $0.type == .paymentDone })
        let payment = run.sandbox.payments[0]
        guard case .payment(MaskedText(payment.paymentKey), "order-l", "DONE", 15_000) = done.subject else {
            Issue.record("\(done)")
            return
        }
        #expect(done.request == 1)
        let cancel = try #require(events.first { $0.type == .paymentPartialCanceled })
        guard case .payment(_, "order-back", "PARTIAL_CANCELED", 4_000) = cancel.subject else {
            Issue.record("\(cancel)")
            return
        }
        #expect(cancel.request == 4)
    }

    /// What can be seen of a sandbox's state, one text for each thing that can change by itself.
    private func state(_ sandbox: Sandbox) -> [String: String] {
        var state: [String: String] = [:]
        for payment in sandbox.payments.payments {
            state["payment \(payment.paymentKey)"] = "\(payment.state) \(payment.balance)"
        }
        for key in sandbox.billing.keys {
            state["billing key \(key.billingKey)"] = "\(key.isDeleted)"
        }
        for key in sandbox.billing.authorizations.keys { state["authorization \(key)"] = "" }
        for delivery in sandbox.webhooks.log {
            state["delivery \(delivery.id)"] = "\(delivery.state) \(delivery.attempts.count)"
        }
        for endpoint in sandbox.endpoints.all where endpoint.origin == .call {
            state["endpoint \(endpoint.id)"] = ""
        }
        for alarm in sandbox.alarms.alarms { state["alarm \(alarm.id)"] = "" }
        return state
    }

    /// The things that the events of one command say have changed, each as often as it is said.
    private func told(_ events: [SandboxEvent]) -> [String] {
        events.compactMap { event in
            switch event.subject {
            case .payment(let key, _, _, _): "payment \(key)"
            case .object(TossSubject.billingKey(let key, _)): "billing key \(key)"
            case .object(TossSubject.authorization(let key, _)): "authorization \(key)"
            case .delivery(let id, _, _, _, _): "delivery \(id)"
            case .endpoint(let id, _): "endpoint \(id)"
            case .alarm(let id): "alarm \(id)"
            case .sandbox, .scenario, .clock, .request, .object: nil
            }
        }
    }

    @Test func `each committed change has its event, and what changes nothing has none`() throws {
        var run = try Run(scenario: DeterminismTests.scenario, receiver: [200, 500, 200, 404])
        var sandbox = run.sandbox
        func look(_ what: String) {
            let before = state(sandbox)
            let after = state(run.sandbox)
            let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
            let events = run.sandbox.events(after: sandbox.events.last)
            #expect(Set(told(events)) == changed, "\(what)")
            sandbox = run.sandbox
        }
        let first = try run.pay("order-0001", 27_500)
        look("pay")
        for _ in 1...3 {
            try run.confirm(first, "order-0001", 27_500)
            look("confirm")
        }
        let lost = try run.pay("order-lost-1", 15_000)
        look("pay")
        try run.confirm(lost, "order-lost-1", 15_000)
        look("lost answer")
        for number in 1...2 {
            let key = try run.pay("order-card-\(number)", 5000, card: "4000000000000341")
            look("pay")
            try run.confirm(key, "order-card-\(number)", 5000)
            look("card \(number)")
        }
        for amount in [5500, 99_999, 22_000, 1] {
            try run.call(
                "POST",
                "/v1/payments/\(first)/cancel",
                #"{"cancelReason":"x","cancelAmount":\#(amount)}"#
            )
            look("cancel \(amount)")
        }
        _ = try run.pay("order-late", 1000)
        look("pay")
        for seconds in [90, 3600, 40_000] {
            run.advance(to: .seconds(seconds))
            look("advance \(seconds)")
        }
        let registration = CardRegistration(
            merchant: .api,
            customerKey: "cust-1",
            cardNumber: defaultCardNumber,
            behavior: .approve,
            successUrl: nil,
            failUrl: nil
        )
        guard case .success(let registered) = run.apply(registration) else { return }
        look("register")
        let issue = #"{"authKey":"\#(registered.authKey ?? "")","customerKey":"cust-1"}"#
        for _ in 1...2 {
            let issued = try run.call("POST", "/v1/billing/authorizations/issue", issue)
            look("issue")
            guard let key = issued.body["billingKey"]?.string else { continue }
            let charge = #"{"customerKey":"cust-1","amount":14900,"orderId":"sub-0001","orderName":"구독료"}"#
            for _ in 1...2 {
                try run.call("POST", "/v1/billing/\(key)", charge)
                look("charge")
            }
            for _ in 1...2 {
                try run.call("DELETE", "/v1/billing/\(key)")
                look("delete")
            }
        }
        run.apply(AddEndpoint(EndpointSetting(url: "http://localhost:1/c"), origin: .call))
        look("add endpoint")
        run.apply(RemoveEndpoint(id: "endpoint-3"))
        look("remove endpoint")
        run.apply(RemoveEndpoint(id: "endpoint-3"))
        look("remove nothing")
        run.apply(SetAlarm(Alarm(id: "a", at: Run.start + .seconds(100_000), url: "http://localhost:1")))
        look("set alarm")
        run.apply(RemoveAlarm(id: "a"))
        look("remove alarm")
        let delivery = try #require(run.sandbox.webhooks.log.first { $0.state == .succeeded })
        run.apply(ResendDelivery(deliveryId: delivery.id))
        look("resend")
        #expect(run.sandbox.events.last > 60)
    }

    @Test func `every status of a payment has one event`() throws {
        let run = try DeterminismTests.record()
        let events = run.sandbox.events(after: 0)
        func count(_ types: EventType...) -> Int { events.count { types.contains($0.type) } }
        let payments = run.sandbox.payments.payments
        #expect(count(.paymentCreated) == payments.count)
        #expect(count(.paymentDone) == payments.count { $0.isCharged })
        #expect(count(.paymentAborted) == payments.count { $0.status == .aborted })
        #expect(count(.paymentExpired) == payments.count { $0.status == .expired })
        #expect(count(.paymentCanceled, .paymentPartialCanceled) == payments.reduce(0) { $0 + $1.cancels.count })
        #expect(count(.deliveryQueued) == run.sandbox.webhooks.deliveries.count)
        #expect(count(.deliverySending) == run.sandbox.webhooks.deliveries.reduce(0) { $0 + $1.attempts.count })
        #expect(count(.requestAnswered) == run.sandbox.requests.entries.count)
        #expect(count(.paymentDone, .paymentCanceled, .paymentPartialCanceled) == run.sandbox.ledger.entries.count)
    }

    @Test func `a charge that is turned away changes a count, and has an event`() throws {
        var run = try Run(
            scenario: #"""
                { "name": "n", "description": "d", "cards": { "*": { "refuse": "FAILED_INTERNAL_SYSTEM_PROCESSING" } } }
                """#
        )
        let key = try run.pay("order-1", 1000, card: "9999999999999999")
        let last = run.sandbox.events.last
        #expect(try run.confirm(key, "order-1", 1000).status == 500)
        #expect(types(run, after: last) == ["charge.turned-away", "request.answered"])
    }

    @Test func `the log goes on over a reset, and tells of it`() throws {
        var run = try Morning.run()
        let last = run.sandbox.events.last
        run.apply(ResetSandbox(.data))
        #expect(types(run, after: last) == ["sandbox.reset"])
        #expect(run.sandbox.events(after: last).map(\.id) == [last + 1])
        _ = try run.pay("order-1", 1000)
        run.apply(ResetSandbox(.everything))
        #expect(
            types(run, after: last)
                == ["sandbox.reset", "payment.created", "payment.authenticated", "sandbox.reset"]
        )
    }

    @Test(arguments: [
        (#""seed": 7"#, ["sandbox.reset", "scenario.loaded"]),
        (#""rules": []"#, ["scenario.loaded", "delivery.dropped"]),
    ])
    func `loading a scenario is told, and whether it started over`(members: String, expected: [String]) throws {
        var run = try Morning.run()
        let last = run.sandbox.events.last
        let reading = Scenario.read(Array(#"{"name": "n", "description": "d", \#(members)}"#.utf8))
        #expect(reading.problems == [])
        run.apply(LoadScenario(reading.scenario))
        #expect(types(run, after: last) == expected)
    }

    @Test func `the clock is told when it was set or moved, and not when it stays`() throws {
        var run = try Run(scenario: Morning.scenario)
        run.advance(to: .seconds(10))
        run.advance(to: .seconds(10))
        run.apply(ClockChange(mode: nil, rate: nil, now: Run.start + .seconds(20)))
        run.apply(ClockChange(mode: .manual, rate: nil, now: nil))
        #expect(types(run) == ["clock.advanced", "clock.set", "clock.set"])
        guard case .failure = run.apply(SetAlarm(Alarm(id: "a", at: Run.start, url: "http://a"))) else {
            Issue.record("an alarm in the past was set")
            return
        }
        #expect(types(run).count == 3)
    }

    @Test func `the oldest events are forgotten, and ids go on counting`() throws {
        let reading = Scenario.read(Array(Morning.scenario.utf8))
        var limits = SandboxLimits()
        limits.events = 4
        var sandbox = Sandbox(
            name: "small",
            scenario: try #require(reading.scenario),
            limits: limits,
            openedAt: Run.start
        )
        for second in 1...10 { sandbox.apply(StepClock(limit: Run.start + .seconds(second)), at: Run.start) }
        #expect(sandbox.events.first == 7)
        #expect(sandbox.events.last == 10)
        for (after, ids) in [
            (0, [7, 8, 9, 10]), (6, [7, 8, 9, 10]), (8, [9, 10]), (10, []), (99, []), (-5, [7, 8, 9, 10]),
        ] {
            #expect(sandbox.events(after: after).map(\.id) == ids, "after \(after)")
        }
        #expect(sandbox.events(after: 0, limit: 2).map(\.id) == [7, 8])
        #expect(sandbox.events(after: 0, limit: 0).isEmpty)
        for event in sandbox.events(after: 0) { #expect(event.at == Run.start + .seconds(event.id)) }
    }
}
