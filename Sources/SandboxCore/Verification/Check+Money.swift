import Masking
import Scenarios
import TossAPI

/// What is counted in money: `charges` and `total`.
extension Check {
    /// Each order must have been charged so often, over all of its payments, billing charges included.
    func checkCharges(_ range: CountRange, into verdict: inout Verdict) {
        let path = "\(assertion.path).charges"
        let orders = orders
        let charges = charges(of: Set(orders))
        let wrong = orders.filter { !range.contains(Int64(charges[$0]?.count ?? 0)) }
        if wrong.count > Self.mostOrders {
            verdict.warnings.append("\(path): of \(wrong.count) orders the first \(Self.mostOrders) are listed")
        }
        for orderId in wrong.prefix(Self.mostOrders) {
            let found = charges[orderId] ?? []
            let times = found.isEmpty ? "was not charged" : "was charged \(counted(found.count, "time"))"
            verdict.failures.append(
                VerificationFailure(
                    at: path,
                    "\(orderId) \(times), \(range.atMost == 0 ? "none" : "\(range)") expected",
                    expected: "\(range)",
                    found: "\(found.count)",
                    near: found.isEmpty
                        ? uncharged(orderId)
                        : found.suffix(NearMiss.most).map { evidence(ofEntry: $0).details() }
                )
            )
        }
        guard orders.isEmpty, !range.contains(0) else { return }
        verdict.failures.append(
            VerificationFailure(
                at: path,
                "no payment fits, so nothing was charged, \(range) expected",
                expected: "\(range)",
                found: "0",
                near: [whatThereIs]
            )
        )
    }

    /// The places in the ledger of the charges of these orders.
    private func charges(of orders: Set<String>) -> [String: [Int]] {
        var charges: [String: [Int]] = [:]
        let entries = sandbox.ledger.entries
        for place in entries.indices where entries[place].kind == .charge {
            let orderId = entries[place].orderId
            if orders.contains(orderId) { charges[orderId, default: []].append(place) }
        }
        return charges
    }

    private func evidence(ofEntry place: Int) -> Evidence {
        .entry(sandbox.ledger.entries[place])
    }

    /// To find out why an order was not charged takes time, and nobody reads a thousand of them.
    private static var mostOrders: Int { 50 }

    /// The orders that the choosing members name: each that there is, or the one that is spelled out.
    private var orders: [String] {
        let orders = chosenOrders
        if orders.isEmpty, let demand = assertion.texts.first(where: { $0.member == .orderId }), demand.isPlain {
            return [demand.pattern]
        }
        return orders
    }

    /// The orders of everything that the choosing members choose.
    var chosenOrders: [String] {
        let choices = Assertion(
            path: assertion.path,
            subject: assertion.subject,
            texts: assertion.texts.filter { $0.member.role == .choice },
            numbers: []
        )
        var orders: [String] = []
        var seen: Set<String> = []
        for evidence in all where choices.fits(evidence) {
            if let orderId = evidence.texts(of: .orderId).first, seen.insert(orderId).inserted {
                orders.append(orderId)
            }
        }
        return orders
    }

    /// Why an order was not charged: where its payments stand, what its last confirm was told, or whose name is near.
    private func uncharged(_ orderId: String) -> [String] {
        var near: [String] = []
        let own = sandbox.payments(ofOrder: orderId)
        if let payment = own.last { near.append("its payment is \(Evidence.payment(payment).details())") }
        let refused = sandbox.requests.entries.last { request in
            request.orderId == MaskedText(name: orderId) && (request.status ?? 0) >= 400
        }
        if let refused {
            near.append("\(Evidence.request(refused).details())\(refused.note.map { ": \($0)" } ?? "")")
        }
        guard own.isEmpty else { return near }
        let names = chargedOrders.compactMap { name in difference(name, from: orderId).map { (name, $0) } }
            .sorted { ($0.1.letters, $0.0) < ($1.1.letters, $1.0) }
            .prefix(NearMiss.most)
        let charges = charges(of: Set(names.map(\.0)))
        near += names.map { name, difference in
            "\(name) was charged \(counted(charges[name]?.count ?? 0, "time")) (\(difference.words))"
        }
        return near.isEmpty ? ["there is no payment of \(orderId)"] : near
    }

    /// The orders of the newest charges; nobody waits for a search of a million.
    private var chargedOrders: Set<String> {
        let newest = sandbox.ledger.entries.suffix(NearMiss.reach).filter { $0.kind == .charge }
        return Set(newest.map(\.orderId))
    }

    /// The sum of what fits: charges less cancels, or the amounts alone when `kind` says which.
    func checkTotal(_ range: CountRange, into verdict: inout Verdict) {
        var total: Int64 = 0
        for case .entry(let entry) in fitting {
            let isTaken = entry.kind == .charge || assertion.pattern(of: .kind) == LedgerEntry.Kind.cancel.rawValue
            total += isTaken ? entry.amount.amount : -entry.amount.amount
        }
        guard !range.contains(total) else { return }
        let near = NearMiss.among(all, of: assertion).map(\.text)
        verdict.failures.append(
            VerificationFailure(
                at: "\(assertion.path).total",
                "\(assertion.phrase(Int64(fitting.count))) come\(fitting.count == 1 ? "s" : "") to \(total) won, "
                    + "\(range) expected",
                expected: "\(range)",
                found: "\(total)",
                near: fitting.isEmpty ? reasons + near : fitting.suffix(NearMiss.most).map { $0.details() }
            )
        )
    }
}
