import Scenarios

/// A piece of evidence that an assertion does not fit, and what keeps it from fitting.
struct NearMiss {
    let evidence: Evidence
    let unmet: [Assertion.Member]
    /// `there was one for order-l (1 letter differs): amount 15000, answered 200`.
    let text: String
    /// Smaller is nearer.
    private let distance: Int

    /// Nil when it is not near: another order's, say, or wrong in more than two ways.
    private init?(_ evidence: Evidence, of assertion: Assertion) {
        let unmet = assertion.unmet(by: evidence)
        guard (1...2).contains(unmet.count) else { return nil }
        var distance = unmet.count * 100
        var clauses: [String] = []
        for member in unmet {
            guard let found = evidence.texts(of: member).first ?? evidence.number(of: member).map({ "\($0)" }) else {
                // A thing without a name is another thing; without a rule or a key it may be the one that was meant.
                guard !member.isName || Self.isOptional(member) else { return nil }
                clauses.append(assertion.lack(of: member))
                distance += 60
                continue
            }
            guard member.isName else {
                clauses.append(assertion.clause(member, found))
                // What is expected is missed more easily than what is chosen.
                distance += member.role == .choice ? 50 : 0
                continue
            }
            guard let demand = assertion.texts.first(where: { $0.member == member }), demand.isPlain,
                let slip = difference(found, from: demand.pattern)
            else {
                guard Self.isOptional(member) else { return nil }
                clauses.append(assertion.clause(member, found))
                distance += 60
                continue
            }
            distance += slip.letters
            clauses.append("\(assertion.clause(member, found)) (\(slip.words))")
        }
        let verb = assertion.subject == .payments || assertion.subject == .ledger ? "is" : "was"
        self.evidence = evidence
        self.unmet = unmet
        self.distance = distance
        text = "there \(verb) one \(clauses.joined(separator: " ")): \(evidence.details(without: unmet))"
    }

    /// Whether a thing can do without it, and another value of it is an answer by itself.
    private static func isOptional(_ member: Assertion.Member) -> Bool { member == .rule || member == .idempotencyKey }

    /// How many pieces of evidence are looked at, newest first: nobody waits for a search of a million.
    static let reach = 5_000
    /// How many are told.
    static let most = 3

    /// The nearest ones, nearest first; among equals the older one.
    static func among(_ evidence: some BidirectionalCollection<Evidence>, of assertion: Assertion) -> [NearMiss] {
        let found = evidence.suffix(reach).compactMap { NearMiss($0, of: assertion) }
        let sorted = found.enumerated().sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
        return sorted.prefix(most).map(\.element)
    }
}
