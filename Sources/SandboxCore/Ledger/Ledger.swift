package import Scenarios
package import TossAPI

/// One movement of money: what was taken from a card, or given back to it.
package struct LedgerEntry: Sendable, Equatable {
    /// Which way the money went.
    package typealias Kind = LedgerEntryKind

    /// Counts from 1.
    package let id: Int
    /// When it was committed, by the sandbox's clock.
    package let at: Instant
    /// Which way the money went.
    package let kind: Kind
    /// Of the payment.
    package let orderId: String
    package let paymentKey: String
    /// Whose money it is: the merchant id of the API.
    package let mId: String
    /// Always above 0; the kind says which way it went.
    package let amount: Won
    /// What can still be cancelled of the payment after it.
    package let balance: Won
    /// All charges so far less all cancels, this one included.
    package let total: Won
    /// What the API calls the movement.
    package let transactionKey: String
    /// The request that caused it; nil when nobody asked.
    package let request: Int?
}

/// Every movement of money in a sandbox, in the order of their commits.
package struct Ledger: Sendable {
    /// In that order; nothing is ever taken out.
    package private(set) var entries = SegmentedArray<LedgerEntry>()

    package init() {}

    /// All charges less all cancels.
    package var total: Won { entries.last?.total ?? 0 }

    mutating func add(
        _ kind: LedgerEntry.Kind,
        of amount: Won,
        orderId: String,
        paymentKey: String,
        mId: String,
        balance: Won,
        transactionKey: String,
        causedBy request: Int?,
        at now: Instant
    ) {
        let total =
            switch kind {
            case .charge: total + amount
            case .cancel: total - amount
            }
        entries.append(
            LedgerEntry(
                id: entries.count + 1,
                at: now,
                kind: kind,
                orderId: orderId,
                paymentKey: paymentKey,
                mId: mId,
                amount: amount,
                balance: balance,
                total: total,
                transactionKey: transactionKey,
                request: request
            )
        )
    }
}
