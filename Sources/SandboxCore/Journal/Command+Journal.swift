package import JSON
import TossAPI

/// Commands as a journal writes them.
///
/// A new command needs a `Kind`, and the compiler then asks for it in each of the three switches below.
extension Command {
    /// What a journal calls each command.
    package enum Kind: String, Sendable, CaseIterable {
        case request, resume, delivered, rang, tick
        case visit, registerCard, authenticate, expire
        case setClock, step, setAlarm, removeAlarm
        case load, reset, addEndpoint, removeEndpoint, emit, resend, adopt
        case recover
        case release, drop, takeSnapshot, restore, removeSnapshot, trim
    }

    package var kind: Kind {
        switch self {
        case .request: .request
        case .resume: .resume
        case .delivered: .delivered
        case .rang: .rang
        case .tick: .tick
        case .visit: .visit
        case .registerCard: .registerCard
        case .authenticate: .authenticate
        case .expire: .expire
        case .setClock: .setClock
        case .step: .step
        case .setAlarm: .setAlarm
        case .removeAlarm: .removeAlarm
        case .load: .load
        case .reset: .reset
        case .addEndpoint: .addEndpoint
        case .removeEndpoint: .removeEndpoint
        case .emit: .emit
        case .resend: .resend
        case .adopt: .adopt
        case .recover: .recover
        case .release: .release
        case .drop: .drop
        case .takeSnapshot: .takeSnapshot
        case .restore: .restore
        case .removeSnapshot: .removeSnapshot
        case .trim: .trim
        }
    }

    /// Writes it so that `init(journal:at:)` reads a command of the same effect.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", kind.rawValue)
            writeMembers(to: &json)
        }
    }

    private func writeMembers(to json: inout JSONWriter) {
        switch self {
        case .request(let call): call.write(to: &json)
        case .resume(let request, let epoch):
            json.member("request", request)
            json.member("epoch", epoch)
        case .delivered(let outcome):
            json.member("delivery", outcome.delivery)
            json.member("epoch", outcome.epoch)
            json.member("status", outcome.status.map { Int64($0) })
            json.masked("error", outcome.error)
            json.member("durationMs", outcome.durationMilliseconds)
        case .rang(let outcome):
            json.member("alarm", outcome.number)
            json.member("epoch", outcome.epoch)
            json.exact("next", outcome.next)
        case .tick: break
        case .visit(let visit): visit.write(to: &json)
        case .registerCard(let registration): registration.write(to: &json)
        case .authenticate(let paymentKey, let cardNumber, let behavior):
            json.masked("paymentKey", name: paymentKey)
            json.member("cardNumber", cardNumber)
            behavior.write(to: &json)
        case .expire(let paymentKey): json.masked("paymentKey", name: paymentKey)
        case .setClock(let change):
            json.member("mode", change.mode?.rawValue)
            json.exact("now", change.now)
            if let rate = change.rate {
                json.name("rate")
                json.number(JSONNumber(text: "\(rate)"))
            }
        case .step(let limit, let epoch):
            json.exact("limit", limit)
            json.member("epoch", epoch.map { Int64($0) })
        case .setAlarm(let alarm):
            json.masked("id", alarm.id)
            json.exact("at", alarm.at)
            json.masked("url", address: alarm.url)
        case .removeAlarm(let id), .removeEndpoint(let id), .resend(let id): json.masked("id", id)
        case .load(let scenario):
            // As text, so that not a byte of it changes.
            json.member("scenario", scenario.map { String(decoding: $0.document, as: UTF8.self) })
        case .reset(let extent): json.member("extent", extent.word)
        case .addEndpoint(let setting, let origin):
            json.member("origin", origin.rawValue)
            json.member("endpoint", object: { setting.writeMembers(to: &$0) })
        case .emit(let emission): emission.write(to: &json)
        case .adopt(let inheritance): inheritance.write(to: &json)
        case .recover(let epoch): json.member("epoch", epoch)
        case .release(let ids):
            if let ids { json.member("ids", array: { json in for id in ids { json.string(MaskedText(id)) } }) }
        case .drop(let id): json.masked("id", id)
        case .takeSnapshot(let name), .restore(let name), .removeSnapshot(let name): json.masked("name", name)
        case .trim(let bytes): json.member("bytes", bytes)
        }
    }

    /// Reads what `write` wrote; a value that no caller could have handed in is an error.
    package init(journal node: JSONNode, at path: String = "") throws(JournalError) {
        let members = try JournalObject(node, at: path)
        switch try members.word("kind", as: Kind.self) {
        case .request: self = .request(try TossCall(members))
        case .resume: self = .resume(request: try members.count("request"), epoch: try members.count("epoch"))
        case .delivered:
            self = .delivered(
                DeliveryOutcome(
                    delivery: try members.count("delivery"),
                    epoch: try members.count("epoch"),
                    status: try members.optionalInteger("status", 0...999).map { Int($0) },
                    error: try members.optionalText("error"),
                    durationMilliseconds: try members.count("durationMs")
                )
            )
        case .rang:
            self = .rang(
                AlarmOutcome(
                    number: try members.count("alarm"),
                    epoch: try members.count("epoch"),
                    next: try members.optionalInstant("next")
                )
            )
        case .tick: self = .tick
        case .visit: self = .visit(try BuyerVisit(members))
        case .registerCard: self = .registerCard(try CardRegistration(members))
        case .authenticate:
            self = .authenticate(
                paymentKey: try members.text("paymentKey"),
                cardNumber: try members.optionalText("cardNumber"),
                behavior: try BuyerBehavior(members)
            )
        case .expire: self = .expire(paymentKey: try members.text("paymentKey"))
        case .setClock: self = .setClock(try ClockChange(members))
        case .step:
            let epoch = try members.node("epoch").map { _ throws(JournalError) in try members.count("epoch") }
            self = .step(limit: try members.optionalInstant("limit"), epoch: epoch)
        case .setAlarm:
            self = .setAlarm(
                Alarm(id: try members.text("id"), at: try members.instant("at"), url: try members.text("url"))
            )
        case .removeAlarm: self = .removeAlarm(id: try members.text("id"))
        case .load: self = .load(try Scenario?(members, "scenario"))
        case .reset: self = .reset(try ResetExtent(members))
        case .addEndpoint:
            let setting = try EndpointSetting(members.member("endpoint"))
            self = .addEndpoint(setting, origin: try members.word("origin"))
        case .removeEndpoint: self = .removeEndpoint(id: try members.text("id"))
        case .emit: self = .emit(try Emission(members))
        case .resend: self = .resend(deliveryId: try members.text("id"))
        case .adopt: self = .adopt(try Inheritance(members))
        case .recover: self = .recover(epoch: try members.count("epoch"))
        case .release: self = .release(deliveryIds: try members.optionalTexts("ids"))
        case .drop: self = .drop(deliveryId: try members.text("id"))
        case .takeSnapshot: self = .takeSnapshot(name: try members.text("name"))
        case .restore: self = .restore(snapshot: try members.text("name"))
        case .removeSnapshot: self = .removeSnapshot(name: try members.text("name"))
        case .trim: self = .trim(bytes: try members.count("bytes"))
        }
    }
}

extension ClockChange {
    fileprivate init(_ members: JournalObject) throws(JournalError) {
        var rate: Double?
        if let node = members.node("rate") {
            rate = node.number?.double
            guard let rate, rate > 0, rate <= 1_000_000 else {
                throw members.wrong("rate", "a number above 0, at most 1000000")
            }
        }
        let mode = try members.node("mode").map { _ throws(JournalError) in
            try members.word("mode", as: ClockMode.self)
        }
        self.init(mode: mode, rate: rate, now: try members.optionalInstant("now"))
    }
}

extension ResetExtent {
    fileprivate var word: String {
        switch self {
        case .data: "data"
        case .everything: "everything"
        }
    }

    fileprivate init(_ members: JournalObject) throws(JournalError) {
        switch try members.text("extent") {
        case "data": self = .data
        case "everything": self = .everything
        default: throw members.wrong("extent", "\"data\" or \"everything\"")
        }
    }
}

extension Emission {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("eventType", eventType.rawValue)
        switch subject {
        case .payment(let key): json.masked("paymentKey", name: key)
        case .order(let orderId): json.masked("orderId", name: orderId)
        case .billingKey(let key): json.masked("billingKey", name: key)
        case nil: break
        }
        json.masked("status", status)
        // As text: it may be nested as deep as JSON is read.
        let text = JSONWriter.bytes { $0.value(JSONNode(.object(CardMask.masked(data)))) }
        json.member("data", String(decoding: text, as: UTF8.self))
        json.masked("url", address: url)
    }

    fileprivate init(_ members: JournalObject) throws(JournalError) {
        var subject: Subject?
        if let key = try members.optionalText("paymentKey") { subject = .payment(key) }
        if let orderId = try members.optionalText("orderId") { subject = .order(orderId) }
        if let key = try members.optionalText("billingKey") { subject = .billingKey(key) }
        guard let data = (try? JSONNode(parsing: try members.text("data")))?.object else {
            throw members.wrong("data", "the text of a JSON object")
        }
        self.init(
            eventType: WebhookEvent(rawValue: try members.text("eventType")),
            subject: subject,
            status: try members.optionalText("status"),
            data: data,
            url: try members.optionalText("url")
        )
    }
}
