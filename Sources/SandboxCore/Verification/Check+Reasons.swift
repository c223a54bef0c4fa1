import Scenarios
import TossAPI

/// Why nothing of the kind may be there, from what the rest of the sandbox says.
extension Check {
    var reasons: [String] {
        switch assertion.subject {
        case .payments: []
        case .requests: requestReasons
        case .webhooks: webhookReasons
        case .ledger: ledgerReasons
        }
    }

    /// The payments of the order or the key that is spelled out, newest last.
    private var named: [PaymentRecord] {
        let orderId = assertion.pattern(of: .orderId)
        let key = assertion.pattern(of: .paymentKey)
        if let orderId {
            return sandbox.payments(ofOrder: orderId).filter { $0.paymentKey == key ?? $0.paymentKey }
        }
        return key.flatMap { sandbox.paymentRecord($0) }.map { [$0] } ?? []
    }

    private var requestReasons: [String] {
        if let path = assertion.pattern(of: .path), path.hasPrefix("/sandbox") {
            return ["calls of the control API are in no log, only those of the \(sandbox.apis.title) are"]
        }
        guard let payment = named.last, payment.isWaiting else { return [] }
        return ["\(payment.orderId) is \(payment.status): nobody has confirmed it"]
    }

    private var ledgerReasons: [String] {
        guard let payment = named.last else { return [] }
        return ["\(payment.orderId) is \(payment.status)"]
    }

    private var webhookReasons: [String] {
        let endpoints = sandbox.endpoints.all
        guard !endpoints.isEmpty else {
            return [
                "there is no endpoint; \"webhooks.endpoints\" of a scenario or POST /sandbox/webhooks/endpoints add one"
            ]
        }
        let statusEvents = sandbox.apis.apis.compactMap { $0.statusEvent }
        guard let event = assertion.pattern(of: .eventType) ?? statusEvents.first else { return [] }
        if assertion.texts.first(where: { $0.member == .eventType })?.isPlain ?? true,
            !endpoints.contains(where: { $0.takes(event) })
        {
            let taken = endpoints.map { "\($0.id) takes \(($0.events ?? []).sorted().joined(separator: ", "))" }
            return ["no endpoint takes \(event): \(taken.prefix(NearMiss.most).joined(separator: "; "))"]
        }
        guard statusEvents.contains(event), let payment = named.last else { return [] }
        return sandbox.apis.apis.compactMap { $0.silence(about: payment.paymentKey, in: sandbox) }
    }

    /// What may explain it when nothing else does: an order that no payment has, and those whose names are near.
    var guesses: [String] {
        guard assertion.subject == .webhooks || assertion.subject == .ledger,
            let demand = assertion.texts.first(where: { $0.member == .orderId }), demand.isPlain, named.isEmpty
        else {
            return []
        }
        let choice = Assertion(path: assertion.path, subject: .payments, texts: [demand], numbers: [])
        let near = NearMiss.among(EvidenceList(.payments, of: sandbox), of: choice).map {
            "there is no payment of \(demand.pattern); \($0.text)"
        }
        return near.isEmpty ? ["there is no payment of \(demand.pattern)"] : near
    }
}
