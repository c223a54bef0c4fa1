import Encodings
import JSON
import Masking
import SandboxCore
import Scenarios
import TossAPI

/// A promise that a run broke.
struct Broken: Error, Equatable, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Carries actions out against a sandbox and a model side by side, and compares them after each.
struct Driver {
    private(set) var sandbox: Sandbox
    private(set) var model = Model()
    private(set) var commands = 0
    /// A digest of every answer and webhook, in order.
    var digest: UInt64 { hash.value }
    private var hash = FNV1a()
    private var paymentKeys: [String] = []
    private var registrations: [(authKey: String, customer: Int)] = []
    private var billingKeys: [(key: String, customer: Int)] = []
    private var underWay: [Transmission] = []
    private var ringing: [AlarmCall] = []
    /// The alarms that rang since the clock began to move.
    private var rung: [String] = []
    /// What broke where nothing can be thrown.
    private var fault: Broken?
    private var held: [(request: Int, epoch: Int, finish: @Sendable (inout Driver, APIAnswer) throws(Broken) -> Void)] =
        []
    /// Scopes of requests that wait for their answer.
    private var inFlight: Set<Model.Scope> = []

    private static let wall = Instant(microseconds: 1_767_571_200_000_000)

    init(scenario: Scenario) {
        sandbox = Sandbox(name: "properties", scenario: scenario, openedAt: Self.wall)
    }

    private var now: Instant { sandbox.clock.now(at: Self.wall) }

    @discardableResult
    mutating func apply<Command: SandboxCommand>(_ command: Command) -> Result<Command.Answer, Command.Failure> {
        commands += 1
        let result = sandbox.apply(command, at: Self.wall)
        for case .send(let transmission) in result.effects {
            note(transmission.body)
            for header in transmission.headers { note(Array(header.value.utf8)) }
            underWay.append(transmission)
        }
        for case .ring(let call) in result.effects {
            ringing.append(call)
            rung.append(call.alarm.id)
        }
        if ringing.count > 1 { fault = Broken("two alarms ring at once: \(ringing.map(\.alarm.id))") }
        if underWay.count > 1 { fault = Broken("two webhooks are under way at once") }
        let waiting = held.filter { sandbox.awaitsDeliveries(of: $0.request, epoch: $0.epoch) }
        if waiting.count > 1 { fault = Broken("two answers wait for webhooks at once, one behind the other") }
        return result.answer
    }

    private mutating func note(_ bytes: [UInt8]) {
        hash.add(bytes)
    }

    mutating func run(_ actions: [Action]) throws(Broken) {
        for action in actions {
            try run(action)
            if let fault { throw fault }
        }
    }

    mutating func run(_ action: Action) throws(Broken) {
        switch action {
        case .pay(let order, let amount, let card, let behavior, let merchant):
            pay(order: order, amount: amount, card: card, behavior: behavior, merchant: merchant)
        case .authenticate(let payment):
            guard let key = pick(paymentKeys, payment) else { return }
            apply(FinishVisit(paymentKey: key, cardNumber: nil, behavior: .approve))
            try check(key)
        case .expire(let payment):
            guard let key = pick(paymentKeys, payment) else { return }
            apply(ExpirePayment(paymentKey: key))
            try check(key)
        case .confirm(let payment, let off, let idempotency):
            guard let key = pick(paymentKeys, payment) else { return }
            try confirm(key, off: off, idempotency: idempotency)
        case .cancel(let payment, let part, let idempotency):
            guard let key = pick(paymentKeys, payment) else { return }
            try cancel(key, part: part, idempotency: idempotency)
        case .lookUp(let payment):
            guard let key = pick(paymentKeys, payment) else { return }
            try lookUp(key)
        case .register(let customer, let card): register(customer: customer, card: card)
        case .issue(let registration, let idempotency):
            guard let (authKey, customer) = pick(registrations, registration) else { return }
            try issue(authKey, customer: customer, idempotency: idempotency)
        case .charge(let billingKey, let order, let amount, let idempotency):
            guard let (key, customer) = pick(billingKeys, billingKey) else { return }
            try charge(key, customer: customer, order: order, amount: amount, idempotency: idempotency)
        case .deleteKey(let billingKey):
            guard let (key, _) = pick(billingKeys, billingKey) else { return }
            try call("DELETE", "/v1/billing/\(key)", "", merchant: .api, idempotency: nil) { _, _ in }
        case .deliver(let status): deliver(status)
        case .resume: try resume()
        case .alarm(let id, let seconds):
            apply(SetAlarm(Alarm(id: "alarm-\(id)", at: now + .seconds(seconds), url: "http://127.0.0.1:1/")))
        case .advance(let seconds): try advance(by: .seconds(seconds))
        }
    }

    /// Half of the picks are among the newest, so that one thing has a story.
    private func pick<Value>(_ values: [Value], _ number: Int) -> Value? {
        let choice = number.isMultiple(of: 2) ? values.suffix(5) : values[...]
        return choice.isEmpty ? nil : choice[choice.startIndex + number / 2 % choice.count]
    }

    private mutating func pay(order: Int, amount: Int64, card: Int, behavior: Int, merchant: MerchantKind) {
        let visit = BuyerVisit(
            merchant: merchant,
            terms: PaymentTerms(orderId: "order-\(order)", orderName: "커피", amount: Won(amount)),
            cardNumber: Action.cards[card],
            behavior: behavior == 0 ? .cancel : behavior == 1 ? .abandon : .approve
        )
        guard case .success(let result) = apply(visit) else { return }
        paymentKeys.append(sandbox.payments[result.payment].paymentKey)
    }

    private mutating func confirm(_ key: String, off: Int64, idempotency: Int?) throws(Broken) {
        guard let place = sandbox.payments.place(of: key) else { throw Broken("\(key) is gone") }
        let payment = sandbox.payments[place]
        let amount = payment.terms.amount.amount
        let order = Model.Order(merchant: payment.merchant, orderId: payment.terms.orderId)
        let body = #"{"paymentKey":"\#(key)","orderId":"\#(order.orderId)","amount":\#(amount + off)}"#
        try call("POST", "/v1/payments/confirm", body, merchant: payment.merchant, idempotency: idempotency) {
            (driver, answer) throws(Broken) in
            guard answer.status == 200 else { return }
            guard off == 0 else { throw Broken("a tampered amount was confirmed: \(body)") }
            driver.model.charge(key, total: amount, order: order)
        }
        try check(key)
    }

    private mutating func cancel(_ key: String, part: Int64?, idempotency: Int?) throws(Broken) {
        guard let place = sandbox.payments.place(of: key) else { throw Broken("\(key) is gone") }
        let merchant = sandbox.payments[place].merchant
        let amount = part.map { #","cancelAmount":\#($0)"# } ?? ""
        let body = #"{"cancelReason":"r"\#(amount)}"#
        try call("POST", "/v1/payments/\(key)/cancel", body, merchant: merchant, idempotency: idempotency) {
            (driver, answer) throws(Broken) in
            guard answer.status == 200 else { return }
            let cancels = (try? JSONNode(parsing: answer.body))?["cancels"]?.array ?? []
            guard let amount = cancels.last?["cancelAmount"]?.integer, amount == part ?? amount else {
                throw Broken("\(key): \(part ?? 0) were cancelled, the answer says otherwise")
            }
            driver.model.cancel(key, amount)
        }
        try check(key)
    }

    private mutating func lookUp(_ key: String) throws(Broken) {
        guard let place = sandbox.payments.place(of: key) else { throw Broken("\(key) is gone") }
        let merchant = sandbox.payments[place].merchant
        let expected = sandbox.payments[place].balance.amount
        try call("GET", "/v1/payments/\(key)", "", merchant: merchant, idempotency: nil) { (_, answer) throws(Broken) in
            guard answer.status == 200 else { return }
            let shown = (try? JSONNode(parsing: answer.body))?["balanceAmount"]?.integer
            guard shown == expected else { throw Broken("\(key) shows the balance \(shown ?? -1), not \(expected)") }
        }
    }

    private mutating func register(customer: Int, card: Int) {
        let registration = CardRegistration(
            merchant: .api,
            customerKey: "customer-\(customer)",
            cardNumber: Action.cards[card],
            behavior: .approve,
            successUrl: nil,
            failUrl: nil
        )
        guard case .success(let result) = apply(registration), let key = result.authKey else {
            return
        }
        registrations.append((key, customer))
    }

    private mutating func issue(_ authKey: String, customer: Int, idempotency: Int?) throws(Broken) {
        let body = #"{"authKey":"\#(authKey)","customerKey":"customer-\#(customer)"}"#
        let path = "/v1/billing/authorizations/issue"
        try call("POST", path, body, merchant: .api, idempotency: idempotency) { (driver, answer) throws(Broken) in
            guard answer.status == 200 else { return }
            driver.billingKeys.append((try Driver.text("billingKey", of: answer), customer))
        }
    }

    private mutating func charge(
        _ key: String,
        customer: Int,
        order: Int,
        amount: Int64,
        idempotency: Int?
    ) throws(Broken) {
        let orderId = "order-\(order)"
        let body =
            #"{"customerKey":"customer-\#(customer)","orderId":"\#(orderId)","orderName":"o","amount":\#(amount)}"#
        try call("POST", "/v1/billing/\(key)", body, merchant: .api, idempotency: idempotency) {
            (driver, answer) throws(Broken) in
            guard answer.status == 200 else { return }
            let charged = try Driver.text("paymentKey", of: answer)
            driver.model.charge(charged, total: amount, order: Model.Order(merchant: .api, orderId: orderId))
            driver.paymentKeys.append(charged)
        }
    }

    private static func text(_ name: String, of answer: APIAnswer) throws(Broken) -> String {
        guard let text = (try? JSONNode(parsing: answer.body))?[name]?.string else {
            throw Broken("an answer of 200 without \(name): \(String(decoding: answer.body, as: UTF8.self))")
        }
        return text
    }

    /// Calls the Toss API; `decided` is asked once for a call that really ran, never for a replay.
    private mutating func call(
        _ method: String,
        _ path: String,
        _ body: String,
        merchant: MerchantKind,
        idempotency: Int?,
        decided: @escaping @Sendable (inout Driver, APIAnswer) throws(Broken) -> Void
    ) throws(Broken) {
        var headers: [APIRequest.Header] = []
        if method == "POST" { headers.append(APIRequest.Header(name: "Content-Type", value: "application/json")) }
        let apiKey = merchant == .api ? "test_sk_properties" : "test_gsk_properties"
        let scope = idempotency.map { Model.Scope(key: "\(apiKey) key-\($0)", path: path) }
        if let idempotency {
            headers.append(APIRequest.Header(name: "Idempotency-Key", value: "key-\(idempotency)"))
        }
        let request = APIRequest(
            method: method,
            path: path,
            headers: headers,
            body: Array(body.utf8),
            account: merchant.rawValue,
            key: apiKey
        )
        let asked = now
        let first = scope.flatMap { model.firstAnswer(for: $0, at: asked) }
        let isWaitedFor = scope.map { inFlight.contains($0) } ?? false
        guard let call = try? ReceivedCall(request) else { throw Broken("no call: \(method) \(path)") }
        let reply = apply(ServeCall(call)).get()
        if isWaitedFor {
            guard case .send(let answer) = reply, answer.status == 409 else {
                throw Broken("\(method) \(path): a key in flight was answered")
            }
            return
        }
        if let first {
            guard case .send(let answer) = reply, answer.status == first.status, answer.body == first.body else {
                throw Broken("\(method) \(path): a replay differs from the first answer")
            }
            return
        }
        // The log is copied to be read, so only where the rule is about the order.
        let isPhantom = body.contains(#""order-3"#) && sandbox.requests.entries.last?.fault == "phantom"
        let finish: @Sendable (inout Driver, APIAnswer) throws(Broken) -> Void = { (driver, answer) throws(Broken) in
            driver.note(answer.body)
            for header in answer.headers { driver.note(Array(header.value.utf8)) }
            if answer.status >= 500 {
                // Nothing this scenario does ends in a 5xx but by its rules, which say 503 or lose the answer.
                guard answer.status == 503 || answer.fault != nil else {
                    throw Broken("\(path) answered \(answer.status)")
                }
            }
            if let scope {
                driver.inFlight.remove(scope)
                let isKept = answer.status != 429 && !isPhantom
                let kept = Model.FirstAnswer(status: answer.status, body: answer.body)
                if isKept { driver.model.note(kept, for: scope, at: asked) }
            }
            // It says what a success would; nothing of it happened.
            if isPhantom { return }
            try decided(&driver, answer)
        }
        switch reply {
        case .send(let answer): try finish(&self, answer)
        case .hold(let request, let epoch, _), .holdForDeliveries(let request, let epoch, _):
            if let scope { inFlight.insert(scope) }
            held.append((request, epoch, finish))
        }
    }

    private mutating func resume() throws(Broken) {
        guard !held.isEmpty else { return }
        let (request, epoch, finish) = held.removeFirst()
        while sandbox.awaitsDeliveries(of: request, epoch: epoch) {
            guard !underWay.isEmpty else { throw Broken("an answer waits for webhooks that nobody sends") }
            deliver(200)
        }
        guard case .success(.send(let answer)) = apply(ResumeCall(request: request, epoch: epoch)) else {
            throw Broken("a held request did not go on")
        }
        try finish(&self, answer)
    }

    private mutating func deliver(_ status: Int) {
        guard !underWay.isEmpty else { return }
        let next = underWay.removeFirst()
        apply(
            DeliveryOutcome(
                delivery: next.delivery,
                epoch: next.epoch,
                status: status,
                error: nil,
                durationMilliseconds: 1
            )
        )
    }

    private mutating func advance(by duration: Duration) throws(Broken) {
        let limit = now + duration
        rung = []
        var told: [String] = []
        while case .success(let step) = apply(StepClock(limit: limit)) {
            told += step.ran.filter { $0.kind == .alarm }.map(\.id)
            // A clock waits for the deliveries and the alarms of each stop.
            repeat {
                while !underWay.isEmpty { deliver(200) }
                if let call = ringing.first {
                    ringing.removeFirst()
                    // Most ring again after an hour, until one does not.
                    let next = call.number % 4 == 0 ? nil : call.now + .seconds(3600)
                    apply(AlarmOutcome(number: call.number, epoch: call.epoch, next: next))
                }
            } while !underWay.isEmpty || !ringing.isEmpty
            if step.isLast { break }
        }
        guard told == rung else { throw Broken("the alarms \(rung) rang, and \(told) is what was told") }
    }

    /// Forgets what was done since `earlier`, but not the sandbox.
    mutating func rewind(to earlier: Driver) {
        let restored = sandbox
        self = earlier
        sandbox = restored
    }

    /// The promise about one payment's money.
    private func check(_ key: String) throws(Broken) {
        guard let place = sandbox.payments.place(of: key) else { throw Broken("\(key) is gone") }
        let payment = sandbox.payments[place]
        let cancelled = payment.cancels.reduce(0) { $0 + $1.cancelAmount.amount }
        let balance = payment.balance.amount
        guard balance >= 0, balance == payment.terms.amount.amount - cancelled else {
            throw Broken("\(key): balance \(balance), total \(payment.terms.amount), cancelled \(cancelled)")
        }
    }

    /// Lets everything come to its end, and says what does not.
    mutating func finish() throws(Broken) {
        while !held.isEmpty { try resume() }
        while !underWay.isEmpty { deliver(200) }
        try advance(by: .seconds(40 * 24 * 60 * 60))
        if let fault { throw fault }
        let pending = sandbox.pending(upTo: now, wall: Self.wall)
        guard pending.isEmpty else { throw Broken("after quiet there is pending: \(pending)") }
        var paid: Set<Model.Order> = []
        for payment in sandbox.payments.payments {
            let order = Model.Order(merchant: payment.merchant, orderId: payment.terms.orderId)
            guard !payment.isCharged || paid.insert(order).inserted else {
                throw Broken("two charges for \(order.orderId)")
            }
            let account = model.accounts[payment.paymentKey]
            guard payment.isCharged == (account != nil) else {
                throw Broken("\(payment.paymentKey) is \(payment.status.rawValue), the model says otherwise")
            }
            if let account, account.balance != payment.balance.amount {
                throw Broken("\(payment.paymentKey): balance \(payment.balance), the model says \(account.balance)")
            }
            guard payment.deadline == nil else { throw Broken("\(payment.paymentKey) outlived its deadline") }
        }
        try checkEvents()
        for (order, count) in model.charges where count != 1 { throw Broken("\(count) charges for \(order.orderId)") }
    }

    /// Every change that was committed has one event, and every event a change.
    private func checkEvents() throws(Broken) {
        var noted: [String: [EventType: Int]] = [:]
        for event in sandbox.events(after: 0) {
            switch event.subject {
            case .payment(let key, _, _, _): noted[key.text, default: [:]][event.type, default: 0] += 1
            case .delivery(let id, _, _, _, _): noted[id.text, default: [:]][event.type, default: 0] += 1
            default: break
            }
        }
        guard sandbox.events.first == 1 else { throw Broken("the log of events is too short for this") }
        for payment in sandbox.payments.payments {
            var expected: [EventType: Int] = [.paymentCreated: 1]
            if payment.type == .normal, payment.card != nil { expected[.paymentAuthenticated] = 1 }
            if payment.isCharged { expected[.paymentDone] = 1 }
            switch payment.status {
            case .canceled: expected[.paymentCanceled] = 1
            case .partialCanceled: expected[.paymentPartialCanceled] = payment.cancels.count
            case .aborted: expected[.paymentAborted] = 1
            case .expired: expected[.paymentExpired] = 1
            default: break
            }
            guard noted[payment.paymentKey] == expected else {
                throw Broken(
                    "\(payment.paymentKey) has the events \(noted[payment.paymentKey] ?? [:]), not \(expected)"
                )
            }
        }
        let ends: [EventType] = [.deliverySucceeded, .deliveryFailed, .deliveryDropped]
        for delivery in sandbox.webhooks.log {
            let events = noted[delivery.id] ?? [:]
            let finished = ends.reduce(0) { $0 + (events[$1] ?? 0) }
            guard events[.deliveryQueued] == 1, finished == (delivery.state == .held ? 0 : 1) else {
                throw Broken("\(delivery.id) is \(delivery.state.rawValue) and has the events \(events)")
            }
        }
    }
}
