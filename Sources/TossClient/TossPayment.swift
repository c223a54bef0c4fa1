package import JSON
package import TossAPI

/// A payment as Toss answered it, in won.
package struct TossPayment: Sendable, Equatable {
    /// Where a payment stands; a status of tomorrow survives.
    package struct Status: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The status as on the wire.
        package let rawValue: String

        /// Takes any text.
        package init(rawValue: String) { self.rawValue = rawValue }
        /// One of those that exist today.
        package init(_ status: PaymentStatus) { rawValue = status.rawValue }

        /// Created; the buyer has not authenticated.
        package static let ready = Status(.ready)
        /// Authenticated; the shop has yet to confirm.
        package static let inProgress = Status(.inProgress)
        /// A virtual account without its deposit.
        package static let waitingForDeposit = Status(.waitingForDeposit)
        /// Approved.
        package static let done = Status(.done)
        /// Cancelled in full in one step.
        package static let canceled = Status(.canceled)
        /// Cancelled in part; it stays so when nothing is left.
        package static let partialCanceled = Status(.partialCanceled)
        /// The approval failed.
        package static let aborted = Status(.aborted)
        /// Not authenticated or not confirmed in time.
        package static let expired = Status(.expired)

        /// The status when it is one of today's.
        package var known: PaymentStatus? { PaymentStatus(rawValue: rawValue) }
        /// The status as on the wire.
        package var description: String { rawValue }
    }

    /// One cancel, oldest first in the payment.
    package struct Cancel: Sendable, Equatable {
        /// Toss's key of this cancel.
        package let transactionKey: String
        /// What went back.
        package let amount: Won
        /// When it went back.
        package let canceledAt: Instant
        /// What the shop said; empty when Toss left it out.
        package let reason: String
        /// The balance after this cancel.
        package let refundableAmount: Won?
    }

    /// Why a payment was aborted or expired.
    package struct Failure: Sendable, Equatable {
        /// Toss's error code.
        package let code: String
        /// Toss's text.
        package let message: String
    }

    /// Toss's key of the payment, the same through its whole life.
    package let paymentKey: String
    /// The shop's key of the order.
    package let orderId: String
    /// What the buyer read; empty when Toss left it out.
    package let orderName: String
    /// Where it stands.
    package let status: Status
    /// Toss's Korean name, such as `카드`; nil until the buyer has chosen.
    package let method: String?
    /// What was asked for; it never changes.
    package let totalAmount: Won
    /// What can still be cancelled.
    package let balanceAmount: Won
    /// When it was created.
    package let requestedAt: Instant
    /// Nil until approved; for a virtual account, until the deposit.
    package let approvedAt: Instant?
    /// Key of the newest approval or cancel.
    package let lastTransactionKey: String?
    /// What a deposit callback proves itself with; compare it in constant time and never print it.
    package let secret: String?
    /// The card, when one was used.
    package let card: TossCard?
    /// What was cancelled, oldest first.
    package let cancels: [Cancel]
    /// Set when aborted or expired.
    package let failure: Failure?
    /// Where the buyer finds the receipt.
    package let receiptUrl: String?
    /// The whole answer, with the members that this type leaves aside.
    package let raw: JSONNode
}

extension TossPayment: TossObject {
    static let name = "payment"

    /// Reads a payment, also one out of a webhook or a store; nil when a member is missing that no shop can do without.
    package init?(_ node: JSONNode) {
        guard let paymentKey = node["paymentKey"]?.string, !paymentKey.isEmpty,
            let orderId = node["orderId"]?.string, !orderId.isEmpty,
            let status = node["status"]?.string, !status.isEmpty,
            let totalAmount = node.won("totalAmount"), let balanceAmount = node.won("balanceAmount"),
            let requestedAt = node.instant("requestedAt")
        else { return nil }
        // Money that went back is not to be read by halves.
        var cancels: [Cancel] = []
        for entry in node["cancels"]?.array ?? [] {
            guard let cancel = Cancel(entry) else { return nil }
            cancels.append(cancel)
        }
        self.paymentKey = paymentKey
        self.orderId = orderId
        orderName = node["orderName"]?.string ?? ""
        self.status = Status(rawValue: status)
        method = node["method"]?.string
        self.totalAmount = totalAmount
        self.balanceAmount = balanceAmount
        self.requestedAt = requestedAt
        approvedAt = node.instant("approvedAt")
        lastTransactionKey = node["lastTransactionKey"]?.string
        secret = node["secret"]?.string
        card = node["card"].flatMap(TossCard.init)
        self.cancels = cancels
        failure = node["failure"].flatMap(Failure.init)
        receiptUrl = node["receipt"]?["url"]?.string
        raw = node
    }
}

extension TossPayment.Cancel {
    fileprivate init?(_ node: JSONNode) {
        guard let transactionKey = node["transactionKey"]?.string, let amount = node.won("cancelAmount"),
            let canceledAt = node.instant("canceledAt")
        else { return nil }
        self.transactionKey = transactionKey
        self.amount = amount
        self.canceledAt = canceledAt
        reason = node["cancelReason"]?.string ?? ""
        refundableAmount = node.won("refundableAmount")
    }
}

extension TossPayment.Failure {
    fileprivate init?(_ node: JSONNode) {
        guard let code = node["code"]?.string else { return nil }
        self.code = code
        message = node["message"]?.string ?? ""
    }
}

extension JSONNode {
    /// A whole, non-negative number of won no larger than any payment's.
    func won(_ name: String) -> Won? {
        guard let amount = self[name]?.integer, (0...Won.largest.amount).contains(amount) else { return nil }
        return Won(amount)
    }

    func instant(_ name: String) -> Instant? { self[name]?.string.flatMap { Instant($0) } }
}

extension TossPayment: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Names the payment and where it stands, not its secret.
    package var description: String { "\(paymentKey) of \(orderId): \(status), \(balanceAmount) of \(totalAmount) won" }
    /// The same as `description`.
    package var debugDescription: String { description }
    /// Without the secret, so that `dump` does not show it.
    package var customMirror: Mirror {
        Mirror(self, children: ["paymentKey": paymentKey, "orderId": orderId, "status": status.rawValue])
    }
}
