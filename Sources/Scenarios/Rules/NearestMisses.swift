import TossAPI

/// The calls or events that missed a rule by the fewest conditions, so that a rule that never fired can say why.
///
/// Words are made only for one that is nearer than those before it, or among the first few that are as near.
package struct NearestMisses: Sendable, Equatable {
    /// One of the rule's kinds that did not meet its conditions.
    package struct Miss: Sendable, Equatable {
        /// Which kind of call or event it was.
        package let subject: String
        /// The place in the request log of the call that it is, or that caused it.
        package let request: Int?
        package let orderId: String?
        package let reasons: [ConditionReason]
    }

    /// In the order they came; each misses by as many conditions as the others.
    package private(set) var misses: [Miss] = []
    /// How many missed in all.
    package private(set) var count = 0
    private static let capacity = 20

    package init() {}

    mutating func add(_ unmet: [RuleConditions.Condition], of facts: some RuleFacts) {
        count += 1
        if let first = misses.first {
            guard unmet.count <= first.reasons.count else { return }
            if unmet.count < first.reasons.count { misses.removeAll() }
        }
        guard misses.count < Self.capacity else { return }
        misses.append(
            Miss(
                subject: "\(facts.subject)",
                request: facts.request,
                orderId: facts.orderId,
                reasons: unmet.map { $0.reason(for: facts) }.sorted { $0.subject < $1.subject }
            )
        )
    }

    /// The one whose values differ in the fewest letters from what was wanted.
    package var nearest: Miss? {
        misses.enumerated().min { left, right in
            let (near, far) = (distance(left.element), distance(right.element))
            return near == far ? left.offset < right.offset : near < far
        }?.element
    }

    private func distance(_ miss: Miss) -> Int {
        miss.reasons.reduce(0) { sum, reason in
            guard let found = reason.found else { return sum + reason.wanted.utf8.count }
            return sum + editDistance(from: Array(found.utf8), to: Array(reason.wanted.utf8))
        }
    }
}
