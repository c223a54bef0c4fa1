import TossAPI

/// The calls that missed a rule by the fewest conditions, so that a rule that never fired can say why.
///
/// Words are made only for a call that is nearer than those before it, or among the first few that are as near.
package struct NearestMisses: Sendable, Equatable {
    /// A call of the rule's operation that did not meet its conditions.
    package struct Miss: Sendable, Equatable {
        package let operation: Operation
        /// The call's place in the request log.
        package let request: Int?
        package let orderId: String?
        package let reasons: [ConditionReason]
    }

    /// In the order they came; each misses by as many conditions as the others.
    package private(set) var misses: [Miss] = []
    /// How many calls missed in all.
    package private(set) var count = 0
    private static let capacity = 20

    package init() {}

    mutating func add(_ unmet: [RuleConditions.Condition], of call: CallFacts) {
        count += 1
        if let first = misses.first {
            guard unmet.count <= first.reasons.count else { return }
            if unmet.count < first.reasons.count { misses.removeAll() }
        }
        guard misses.count < Self.capacity else { return }
        misses.append(
            Miss(
                operation: call.operation,
                request: call.request,
                orderId: call.orderId,
                reasons: unmet.map { $0.reason(for: call) }.sorted { $0.subject < $1.subject }
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
