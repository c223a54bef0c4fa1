internal import Encodings
import JSON
import Masking
import Scenarios
import TossAPI

/// One thing that an assertion can be about, as it stands in the sandbox.
enum Evidence: Sendable {
    case payment(PaymentRecord)
    case request(LoggedRequest)
    case delivery(Delivery)
    case entry(LedgerEntry)

    /// What a member of an assertion is compared with; a path may be written in more than one way.
    func texts(of member: Assertion.Member) -> [String] {
        switch self {
        case .payment(let payment): [Self.text(of: member, in: payment)].compactMap { $0 }
        case .request(let request): Self.texts(of: member, in: request)
        case .delivery(let delivery): [Self.text(of: member, in: delivery)].compactMap { $0 }
        case .entry(let entry): [Self.text(of: member, in: entry)].compactMap { $0 }
        }
    }

    /// Whether one of the texts of a member is what is demanded; it is asked of everything there is.
    func meets(_ demand: Assertion.TextDemand) -> Bool {
        switch self {
        case .payment(let payment): Self.text(of: demand.member, in: payment).map(demand.fits) ?? false
        case .entry(let entry): Self.text(of: demand.member, in: entry).map(demand.fits) ?? false
        case .request, .delivery: texts(of: demand.member).contains(where: demand.fits)
        }
    }

    func meets(_ demand: Assertion.NumberDemand) -> Bool {
        demand.member.role == .sum || number(of: demand.member).map(demand.range.contains) == true
    }

    func number(of member: Assertion.Member) -> Int64? {
        switch (self, member) {
        case (.payment(let payment), .amount): payment.amount.amount
        case (.payment(let payment), .balance): payment.balance.amount
        case (.request(let request), .responseStatus): request.status.map { Int64($0) }
        case (.delivery(let delivery), .attempts): Int64(delivery.attempts.count)
        case (.entry(let entry), .amount): entry.amount.amount
        case (.entry(let entry), .balance): entry.balance.amount
        default: nil
        }
    }

    /// What tells it from others, for a person: `request 3, amount 15000, answered 200`.
    ///
    /// What has been said already is left out.
    func details(without said: [Assertion.Member] = []) -> String {
        switch self {
        case .payment(let payment):
            var parts = said.contains(.amount) ? [] : ["\(payment.amount) won"]
            if !said.contains(.status) { parts.append(payment.status) }
            if let failure = payment.failure { parts.append(failure) }
            return (parts + ["paymentKey \(payment.paymentKey)"]).joined(separator: ", ")
        case .request(let request):
            var parts = ["request \(request.id)"]
            if let amount = request.json(request.requestBody.bytes)?["amount"]?.integer {
                parts.append("amount \(amount)")
            }
            if let status = request.status {
                let code = said.contains(.code) ? nil : request.code
                let words = ["answered \(status)", code].compactMap { $0 }
                parts.append(said.contains(.responseStatus) ? code ?? "" : words.joined(separator: " "))
            } else {
                parts.append("not answered yet")
            }
            return parts.filter { !$0.isEmpty }.joined(separator: ", ")
        case .delivery(let delivery):
            var parts = [delivery.id]
            let attempts = delivery.attempts.isEmpty ? nil : "after \(counted(delivery.attempts.count, "attempt"))"
            let state = said.contains(.state) ? nil : delivery.state.rawValue
            let words = [state, attempts].compactMap { $0 }.joined(separator: " ")
            if !words.isEmpty { parts.append(words) }
            if delivery.state != .succeeded, let last = delivery.attempts.last {
                if let status = last.status { parts.append("last answered \(status)") }
                if let error = last.error { parts.append("last: \(error)") }
            }
            return parts.joined(separator: ", ")
        case .entry(let entry):
            let cause = entry.request.map { ", by request \($0)" } ?? ""
            let what = said.contains(.amount) ? "" : "\(entry.kind.rawValue) of \(entry.amount) won "
            return "\(what)at \(entry.at)\(cause)"
        }
    }

    private static func text(of member: Assertion.Member, in payment: PaymentRecord) -> String? {
        switch member {
        case .orderId: payment.orderId
        case .paymentKey: payment.paymentKey
        case .customerKey: payment.customerKey
        case .status: payment.status
        default: nil
        }
    }

    private static func texts(of member: Assertion.Member, in request: LoggedRequest) -> [String] {
        switch member {
        case .method: [request.method]
        case .path: [request.path.text, percentDecoded(request.path.text)].compactMap { $0 }
        case .orderId: [request.orderId?.text].compactMap { $0 }
        case .paymentKey: [request.paymentKey?.text].compactMap { $0 }
        case .idempotencyKey: [request.idempotencyKey?.text].compactMap { $0 }
        case .rule: [request.rule?.text].compactMap { $0 }
        // With its phase and without: `reset after-commit`, `reset`.
        case .fault: request.fault.map { [$0, String($0.prefix { $0 != " " })] } ?? []
        case .code: [request.code].compactMap { $0 }
        default: []
        }
    }

    private static func text(of member: Assertion.Member, in delivery: Delivery) -> String? {
        switch member {
        case .eventType: return delivery.eventType
        case .orderId: return delivery.orderId
        case .paymentKey: return delivery.paymentKey
        case .url: return delivery.endpoint.url
        case .state: return delivery.state.rawValue
        case .status:
            // The deposit callback has no `data` around it.
            let body = try? JSONNode(parsing: delivery.body)
            return body?["data"]?["status"]?.string ?? body?["status"]?.string
        default: return nil
        }
    }

    private static func text(of member: Assertion.Member, in entry: LedgerEntry) -> String? {
        switch member {
        case .kind: entry.kind.rawValue
        case .orderId: entry.orderId
        case .paymentKey: entry.paymentKey
        case .transactionKey: entry.transactionKey
        default: nil
        }
    }
}

extension LoggedRequest {
    /// The error code it was answered with, as long as it was answered with one.
    fileprivate var code: String? {
        status.flatMap { $0 < 400 ? nil : json(responseBody.bytes)?["code"]?.string }
    }

    fileprivate func json(_ body: [UInt8]) -> JSONNode? { body.isEmpty ? nil : try? JSONNode(parsing: body) }
}

extension Assertion {
    /// The members of this assertion that a piece of evidence does not meet, in the order of `Member`.
    func unmet(by evidence: Evidence) -> [Member] {
        texts.filter { !evidence.meets($0) }.map(\.member) + numbers.filter { !evidence.meets($0) }.map(\.member)
    }

    /// Whether a piece of evidence meets all of it.
    func fits(_ evidence: Evidence) -> Bool {
        texts.allSatisfy(evidence.meets) && numbers.allSatisfy(evidence.meets)
    }
}
