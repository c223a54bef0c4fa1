package import Database
internal import TossAPI

/// Double-entry books in whole won: every booking is of lines that sum to nothing.
///
/// A debit is positive, a credit negative. Booked in the transaction that changes the state it stands for, and never
/// changed: what was wrong is booked the other way round. What was refunded and what is reserved for refunds are sums
/// over these lines and stand nowhere else.
///
///     sale              receivable  +amount   sales            -amount
///     fee               fees        +fee      receivable       -fee
///     refund begun      refunds     +amount   refunds payable  -amount
///     refund done       payable     +amount   receivable       -amount
///     refund released   payable     +amount   refunds          -amount
///     fee returned      receivable  +fee      fees             -fee
package struct LedgerTable {
    /// Where money stands.
    package enum Account: String, CaseIterable, Sendable {
        /// What the provider owes the shop.
        case receivable
        /// What was sold.
        case sales
        /// What was given back, or is about to be.
        case refunds
        /// What was promised to buyers, and nobody knows yet that it has gone.
        case refundsPayable = "refunds_payable"
        /// What the provider keeps.
        case fees
    }

    let db: Session

    fileprivate init(_ db: Session) { self.db = db }

    /// The refunds of an order that have gone through, as SQL beside `orders`.
    static let refunded = """
        COALESCE((SELECT CAST(sum(amount) AS BIGINT) FROM ledger WHERE ledger.order_id = orders.order_id
            AND account IN ('refunds', 'refunds_payable')), 0)
        """
    /// The refunds of an order that are under way, as SQL beside `orders`.
    static let reserved = """
        COALESCE((SELECT CAST(-sum(amount) AS BIGINT) FROM ledger WHERE ledger.order_id = orders.order_id
            AND account = 'refunds_payable'), 0)
        """

    /// A payment came in, and the provider takes its fee.
    func bookSale(of payment: OrderPayment, means: ProviderPayment.Means, now: Instant) throws {
        let amount = payment.order.amount
        try book("sale", of: payment, [(.receivable, amount.amount), (.sales, -amount.amount)], now)
        let fee = ProviderFee(means: means).fee(on: amount).amount
        try book("fee", of: payment, [(.fees, fee), (.receivable, -fee)], now)
    }

    /// Money is promised to a buyer.
    func bookRefundBegun(_ amount: Won, of payment: OrderPayment, refund: Int64, now: Instant) throws {
        let lines: [(Account, Int64)] = [(.refunds, amount.amount), (.refundsPayable, -amount.amount)]
        try book("refund/\(refund)/begun", of: payment, lines, now)
    }

    /// Promised money has gone.
    func bookRefundDone(_ amount: Won, of payment: OrderPayment, refund: Int64, now: Instant) throws {
        let lines: [(Account, Int64)] = [(.refundsPayable, amount.amount), (.receivable, -amount.amount)]
        try book("refund/\(refund)/done", of: payment, lines, now)
        try returnFee(on: payment, refund, now)
    }

    /// Promised money stays.
    func bookRefundReleased(_ amount: Won, of payment: OrderPayment, refund: Int64, now: Instant) throws {
        let lines: [(Account, Int64)] = [(.refundsPayable, amount.amount), (.refunds, -amount.amount)]
        try book("refund/\(refund)/released", of: payment, lines, now)
    }

    /// Money has gone that was promised elsewhere, such as in the provider's dashboard.
    func bookForeignRefund(_ amount: Won, of payment: OrderPayment, refund: Int64, now: Instant) throws {
        let lines: [(Account, Int64)] = [(.refunds, amount.amount), (.receivable, -amount.amount)]
        try book("refund/\(refund)/done", of: payment, lines, now)
        try returnFee(on: payment, refund, now)
    }

    /// What an account holds for an order, or in all.
    package func balance(_ account: Account, of orderID: String? = nil) throws -> Int64 {
        guard let orderID else {
            let sql = "SELECT CAST(sum(amount) AS BIGINT) FROM ledger WHERE account = ?1"
            return try db.number(sql, [.text(account.rawValue)]) ?? 0
        }
        return try db.number(
            "SELECT CAST(sum(amount) AS BIGINT) FROM ledger WHERE account = ?1 AND order_id = ?2",
            [.text(account.rawValue), .text(orderID)]
        ) ?? 0
    }

    /// The fee falls with what is left of the sale (assumed: providers return the fee of what was given back).
    private func returnFee(on payment: OrderPayment, _ refund: Int64, _ now: Instant) throws {
        let id = payment.order.id
        let fees = try balance(.fees, of: id)
        let kept =
            payment.order.amount.amount - (try balance(.refunds, of: id)) - (try balance(.refundsPayable, of: id))
        let due = try fullFee(payment) * kept / payment.order.amount.amount
        try book("fee/\(refund)/returned", of: payment, [(.receivable, fees - due), (.fees, due - fees)], now)
    }

    private func fullFee(_ payment: OrderPayment) throws -> Int64 {
        try db.number(
            "SELECT amount FROM ledger WHERE booking = ?1 AND account = ?2",
            [.text("fee/\(payment.order.id)"), .text(Account.fees.rawValue)]
        ) ?? 0
    }

    /// Writes the lines of a booking; the database refuses a second one of the same name.
    private func book(_ what: String, of payment: OrderPayment, _ lines: [(Account, Int64)], _ now: Instant) throws {
        guard lines.reduce(0, { $0 + $1.1 }) == 0 else { throw ShopError.corrupt("a booking that does not balance") }
        for (account, amount) in lines where amount != 0 {
            try db.execute(
                """
                INSERT INTO ledger (booking, account, amount, order_id, booked_at) VALUES (?1, ?2, ?3, ?4, ?5)
                """,
                [
                    .text("\(what)/\(payment.order.id)"), .text(account.rawValue), .integer(amount),
                    .text(payment.order.id), .instant(now),
                ]
            )
        }
    }
}

extension Session {
    /// The books.
    package var ledger: LedgerTable { LedgerTable(self) }
}

/// What a provider keeps of a payment.
struct ProviderFee: Sendable, Hashable {
    /// In thousandths of the amount.
    let rate: Int64

    /// 2.9 % of cards and easy pay, 1.9 % of transfers and deposits.
    init(means: ProviderPayment.Means) {
        rate =
            switch means {
            case .card, .easyPay, .other: 29
            case .transfer: 19
            }
    }

    /// Rounded down to the won.
    func fee(on amount: Won) -> Won { Won(amount.amount * rate / 1_000) }
}
