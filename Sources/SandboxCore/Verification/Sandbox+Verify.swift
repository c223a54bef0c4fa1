package import Scenarios
import TossAPI

extension Sandbox {
    /// Holds assertions against this sandbox, which stays as it is.
    package func verify(_ verification: Verification) -> Verdict {
        var verdict = Verdict()
        var evidence: [Assertion.Subject: EvidenceList] = [:]
        for assertion in verification.assertions {
            let all = evidence[assertion.subject] ?? EvidenceList(assertion.subject, of: self)
            evidence[assertion.subject] = all
            Check(assertion, all: all, in: self).run(into: &verdict)
        }
        if let path = verification.unfiredRules { verifyRules(at: path, into: &verdict) }
        return verdict
    }
}

/// One assertion on its way to a verdict.
struct Check {
    let assertion: Assertion
    /// Everything it can be about.
    let all: EvidenceList
    /// Where in it stands what fits.
    private let places: [Int]
    let sandbox: Sandbox

    init(_ assertion: Assertion, all: EvidenceList, in sandbox: Sandbox) {
        self.assertion = assertion
        self.all = all
        places = all.indices.filter { assertion.fits(all[$0]) }
        self.sandbox = sandbox
    }

    /// What fits it.
    var fitting: some RandomAccessCollection<Evidence> { places.lazy.map { all[$0] } }

    func run(into verdict: inout Verdict) {
        verdict.checked += 1
        let found = Int64(fitting.count)
        let range = assertion.count
        if !range.contains(found) {
            verdict.failures.append(range.atLeast.map { found < $0 } == true ? tooFew() : tooMany())
        } else if range.atMost != nil, let remark {
            verdict.warnings.append("\(assertion.path) holds as far as is known: \(remark)")
        }
        if let range = assertion.range(of: .charges), range.contains(0) || !isMissing(from: verdict) {
            checkCharges(range, into: &verdict)
        }
        if let range = assertion.range(of: .total) { checkTotal(range, into: &verdict) }
    }

    /// Whether it has been said that no payment of the order is there, so that its charges go without saying.
    private func isMissing(from verdict: Verdict) -> Bool {
        verdict.failures.last?.path == assertion.path && chosenOrders.isEmpty
    }

    /// What a log that was cut leaves open; nil when it is whole.
    var remark: String? {
        switch assertion.subject {
        case .requests where sandbox.requests.forgotten > 0:
            "the log has forgotten the oldest \(counted(sandbox.requests.forgotten, "request")), --history keeps more"
        case .webhooks where sandbox.webhooks.forgotten > 0:
            "the log has forgotten the oldest \(counted(sandbox.webhooks.forgotten, "delivery", "deliveries"))"
        default: nil
        }
    }

    private var countPath: String {
        assertion.range(of: .count) == nil ? assertion.path : "\(assertion.path).count"
    }

    private func tooMany() -> VerificationFailure {
        let count = Int64(fitting.count)
        let wanted = assertion.count.atMost == 0 ? "none" : "\(assertion.count)"
        return VerificationFailure(
            at: countPath,
            "\(assertion.phrase(count)), \(wanted) expected",
            expected: "\(assertion.count)",
            found: "\(count)",
            near: fitting.suffix(NearMiss.most).map { $0.details() }
        )
    }

    private func tooFew() -> VerificationFailure {
        let misses = NearMiss.among(all, of: assertion)
        // When one is there and not as expected, that says more than why there may be none.
        let isThere = misses.first?.unmet.allSatisfy { $0.role == .expectation } ?? false
        let near = isThere ? misses.map(\.text) + reasons : reasons + misses.map(\.text) + guesses
        guard fitting.isEmpty else {
            let count = Int64(fitting.count)
            return VerificationFailure(
                at: countPath,
                "\(assertion.phrase(count)), \(assertion.count) expected",
                expected: "\(assertion.count)",
                found: "\(count)",
                near: near.isEmpty ? fitting.suffix(NearMiss.most).map { $0.details() } : near,
                remark: remark
            )
        }
        let wanted = assertion.count == CountRange(atLeast: 1) ? nil : ", \(assertion.count) expected"
        let head = "no \(assertion.phrase())\(wanted ?? "")"
        // When only one expected value is wrong, that member is what failed.
        if let miss = misses.first, miss.unmet.count == 1, let member = miss.unmet.first, member.role == .expectation {
            let range = assertion.range(of: member)
            return VerificationFailure(
                at: "\(assertion.path).\(member.rawValue)",
                head,
                expected: assertion.pattern(of: member) ?? range.map { "\($0)" } ?? "",
                found: miss.evidence.texts(of: member).first
                    ?? miss.evidence.number(of: member).map { "\($0)" } ?? "none",
                near: near,
                remark: remark
            )
        }
        return VerificationFailure(
            at: countPath,
            head,
            expected: assertion.range(of: .count).map { "\($0)" } ?? "at least 1",
            found: "0",
            near: near.isEmpty ? [whatThereIs] : near,
            remark: remark
        )
    }

    /// What there is instead, when nothing of it is near.
    var whatThereIs: String {
        let noun: (String, String) =
            switch assertion.subject {
            case .payments: ("payment", "payments")
            case .requests: ("request", "requests")
            case .webhooks: ("webhook", "webhooks")
            case .ledger: ("ledger entry", "ledger entries")
            }
        guard !all.isEmpty else { return "there is no \(noun.0) at all" }
        var orders: [String] = []
        for evidence in all.suffix(1_000) {
            if let orderId = evidence.texts(of: .orderId).first, !orders.contains(orderId) { orders.append(orderId) }
        }
        let count = "\(all.count == 1 ? "there is" : "there are") \(counted(all.count, noun.0, noun.1))"
        guard assertion.texts.contains(where: { $0.member == .orderId }), !orders.isEmpty else { return count }
        let shown = orders.suffix(NearMiss.most).joined(separator: ", ")
        return "\(count), of \(shown)\(orders.count > NearMiss.most ? " and others" : "")"
    }
}
