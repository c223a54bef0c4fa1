package import JournalCodec
package import JSON
import Masking
package import TossAPI

/// A webhook that a person or a test wants sent now, whatever the state.
package struct Emission: SandboxCommand {
    package enum Subject: Sendable, Equatable {
        case payment(String)
        case order(String)
        case billingKey(String)
    }

    package let eventType: WebhookEvent
    package let subject: Subject?
    /// Laid over the body's own status.
    package let status: String?
    /// Members laid over the body.
    package let data: JSONObject
    /// A receiver of its own; nil sends to the endpoints that take the event.
    package let url: String?

    package init(eventType: WebhookEvent, subject: Subject?, status: String?, data: JSONObject, url: String?) {
        self.eventType = eventType
        self.subject = subject
        self.status = status
        self.data = data
        self.url = url
    }

    package static let word = "emit"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> QueuedDeliveries {
        let payment = try sandbox.payment(for: self)
        var warnings = sandbox.warnings(about: self, payment: payment)
        let data = try sandbox.data(for: self, payment: payment, at: turn.now)
        let status = status ?? data["status"]?.string
        let body = JSONWriter.bytes(capacity: 2048) { $0.value(JSONNode(.object(data))) }
        let message = sandbox.message(eventType, data: body, about: payment, status: status, at: turn.now)
        var receivers = sandbox.endpoints.taking(eventType.rawValue)
        if let url {
            receivers = [WebhookEndpoint(id: "emission", url: url, origin: .emission)]
        } else if receivers.isEmpty {
            warnings.append("No endpoint takes \(eventType.rawValue), so nothing was sent.")
        }
        let deliveries = sandbox.send(message, to: receivers, causedBy: nil, obeysRules: false)
        return QueuedDeliveries(deliveries, warnings: warnings)
    }

    package func write(to json: inout JSONWriter) {
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

    package init(journal members: JournalObject) throws(JournalError) {
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

    package var weight: Int { 1024 + JSONWriter.bytes { $0.value(JSONNode(.object(data))) }.count * 2 }
}

extension Sandbox {
    fileprivate func payment(for emission: Emission) throws(ControlRefusal) -> Payment? {
        switch emission.subject {
        case .payment(let key):
            guard let place = payments.place(of: key) else {
                throw ControlRefusal(.notFound, "No payment has the paymentKey \(key).")
            }
            return payments[place]
        case .order(let orderId):
            let places = MerchantKind.allCases.compactMap { payments.place(ofOrder: orderId, merchant: $0) }
            guard let place = places.first else {
                throw ControlRefusal(.notFound, "No payment has the orderId \(orderId).")
            }
            return payments[place]
        case .billingKey, nil: return nil
        }
    }

    fileprivate func data(
        for emission: Emission,
        payment: Payment?,
        at now: Instant
    ) throws(ControlRefusal) -> JSONObject {
        var data = try basis(of: emission, payment: payment, at: now)
        if let status = emission.status {
            data.lay("status", JSONNode(.string(status)))
        }
        for member in emission.data.members { data.lay(member.name, member.node) }
        return data
    }

    /// What the event would say by itself.
    private func basis(of emission: Emission, payment: Payment?, at now: Instant) throws(ControlRefusal) -> JSONObject {
        let needsPayment: Set<WebhookEvent> = [.paymentStatusChanged, .depositCallback, .cancelStatusChanged]
        if needsPayment.contains(emission.eventType), payment == nil, emission.data.members.isEmpty {
            let name = emission.eventType.rawValue
            throw ControlRefusal(.invalidRequest, "\(name) needs a paymentKey, an orderId, or data of its own.")
        }
        switch emission.eventType {
        case .paymentStatusChanged: return parsed { json in payment.map { object(of: $0).write(to: &json) } }
        case .cancelStatusChanged: return parsed { json in payment?.cancels.last.map { $0.write(to: &json) } }
        case .depositCallback:
            return parsed { json in
                json.object { json in
                    json.member("createdAt", now.webhookStamp(fractionDigits: 6))
                    json.member("secret", payment?.secret)
                    json.member("status", payment?.status.rawValue)
                    json.member("transactionKey", payment?.lastTransactionKey)
                    json.member("orderId", payment?.terms.orderId)
                }
            }
        case .billingDeleted:
            guard case .billingKey(let key) = emission.subject else {
                guard emission.data["billingKey"] != nil else {
                    throw ControlRefusal(.invalidRequest, "BILLING_DELETED needs a billingKey, or one in its data.")
                }
                return JSONObject()
            }
            return parsed { json in
                json.object { json in
                    json.member("billingKey", key)
                    json.memberNull("reason")
                }
            }
        default: return JSONObject()
        }
    }

    private func parsed(_ write: (inout JSONWriter) -> Void?) -> JSONObject {
        let bytes = JSONWriter.bytes(capacity: 2048) { _ = write(&$0) }
        return (try? JSONNode(parsing: bytes))?.object ?? JSONObject()
    }

    /// What the caller should know, because Toss would not have sent this.
    fileprivate func warnings(about emission: Emission, payment: Payment?) -> [String] {
        guard emission.eventType == .paymentStatusChanged else { return [] }
        var warnings: [String] = []
        let status = emission.status ?? payment?.status.rawValue ?? ""
        let announced: [PaymentStatus] = [.done, .canceled, .partialCanceled, .aborted, .expired]
        if !announced.map(\.rawValue).contains(status) {
            warnings.append("Toss sends no PAYMENT_STATUS_CHANGED for the status \(status).")
        }
        if payment?.type == .billing, status == PaymentStatus.done.rawValue {
            warnings.append("Toss announces no billing charge; your code should not wait for this event.")
        }
        return warnings
    }
}

extension JSONObject {
    /// Replaces the member called `name`, or adds it at the end.
    fileprivate mutating func lay(_ name: String, _ node: JSONNode) {
        let member = Member(name: name, node: node)
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index] = member
        } else {
            members.append(member)
        }
    }
}
