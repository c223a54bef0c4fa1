import TossAPI

/// How messages name what an assertion is about.
extension Assertion {
    /// `payment of order-1 that is DONE`; with a number in front as many: `2 payments of order-1`.
    package func phrase(_ number: Int64? = nil) -> String {
        let isOne = number == nil || number == 1
        let clauses =
            texts.filter { $0.member != .kind }.map { clause($0.member, $0.pattern, isOne: isOne) }
            + numbers.filter { $0.member.role != .sum }.map { clause($0.member, "\($0.range)", isOne: isOne) }
        return ([number.map { "\($0)" }, noun(isOne)].compactMap { $0 } + clauses).joined(separator: " ")
    }

    private func noun(_ isSingular: Bool) -> String {
        switch subject {
        case .payments: isSingular ? "payment" : "payments"
        case .requests: isSingular ? "request" : "requests"
        case .webhooks: isSingular ? "webhook" : "webhooks"
        case .ledger:
            switch pattern(of: .kind) {
            case "charge": isSingular ? "charge" : "charges"
            case "cancel": isSingular ? "cancel" : "cancels"
            default: isSingular ? "ledger entry" : "ledger entries"
            }
        }
    }

    /// A member with a value, as it stands behind a noun: `of order-1`, `by POST`, `answered 200`.
    package func clause(_ member: Member, _ value: String, isOne: Bool = true) -> String {
        let isRequestOrWebhook = subject == .requests || subject == .webhooks
        return switch member {
        case .eventType: "of the type \(value)"
        case .kind: "that is a \(value)"
        case .method: "by \(value)"
        case .path, .url: "to \(value)"
        case .orderId: isRequestOrWebhook ? "for \(value)" : "of \(value)"
        case .paymentKey: "with the paymentKey \(value)"
        case .customerKey: "of the customer \(value)"
        case .idempotencyKey: "with the Idempotency-Key \(value)"
        case .transactionKey: "with the transactionKey \(value)"
        case .rule: "decided by the rule \"\(value)\""
        case .fault: "spoilt by \(value)"
        case .status:
            subject == .webhooks ? "that \(isOne ? "says" : "say") \(value)" : "that \(isOne ? "is" : "are") \(value)"
        case .state: "that \(isOne ? "is" : "are") \(value)"
        case .code: "refused with \(value)"
        case .responseStatus: "answered \(value)"
        case .amount: "of \(value) won"
        case .balance: "with a balance of \(value)"
        case .attempts: "with \(value) \(value == "1" ? "attempt" : "attempts")"
        case .charges, .total, .count: ""
        }
    }

    /// The same for a member that a piece of evidence lacks.
    package func lack(of member: Member) -> String {
        switch member {
        case .orderId: "without an orderId"
        case .rule: "that no rule decided"
        case .fault: "that arrived whole"
        case .code: "that was not refused"
        case .responseStatus: "not answered yet"
        case .idempotencyKey: "without an Idempotency-Key"
        default: "without a \(member.rawValue)"
        }
    }
}

/// "3 letters differ" when two names are so near that one is likely to be meant for the other; else nil.
package func difference(_ found: String, from wanted: String) -> (letters: Int, words: String)? {
    let (found, wanted) = (Array(found.utf8), Array(wanted.utf8))
    let limit = max(2, min(wanted.count / 4, 4))
    guard found.count <= 200, abs(found.count - wanted.count) <= limit else { return nil }
    let letters = editDistance(from: found, to: wanted)
    guard letters > 0, letters <= limit else { return nil }
    return (letters, letters == 1 ? "1 letter differs" : "\(letters) letters differ")
}
