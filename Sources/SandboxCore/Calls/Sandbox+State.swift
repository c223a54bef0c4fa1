import Scenarios
package import TossAPI
import ValueList

/// What an API may do in a sandbox.
extension Sandbox {
    /// What an API knows.
    package func state<API: PaymentAPI>(of api: API.Type) -> API.State { life.states.box(of: API.State.self).value }

    /// Changes what an API knows, as part of a commit.
    package mutating func change<API: PaymentAPI>(_ api: API.Type, _ change: (inout API.State) -> Void) {
        change(&life.states.ownBox(of: API.State.self).value)
    }

    /// Enters a movement of money into the ledger, as part of a commit.
    package mutating func enter(
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
        life.ledger.add(
            kind,
            of: amount,
            orderId: orderId,
            paymentKey: paymentKey,
            mId: mId,
            balance: balance,
            transactionKey: transactionKey,
            causedBy: request,
            at: now
        )
    }
}

extension Sandbox {
    /// Whether this sandbox ever gave out a key.
    package func knows(_ issued: IssuedKey) -> Bool {
        apis.api(called: issued.api)?.knows(issued.kind, issued.key, in: self) ?? false
    }

    /// Says that a key was given out, as part of a commit: other sandboxes are told from this one by it.
    package mutating func issue(_ key: IssuedKey) { life.issued.append(key) }
}
