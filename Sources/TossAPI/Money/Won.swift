/// An amount of money in whole won.
package struct Won: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    package let amount: Int64

    package init(_ amount: Int64) { self.amount = amount }
    package init(integerLiteral amount: Int64) { self.amount = amount }

    /// The largest amount any request may name, in won (assumed: Toss publishes no number).
    ///
    /// Far below the edge of 64 bits, so that sums of many payments cannot overflow.
    package static let largest: Won = 999_999_999_999

    package var description: String { "\(amount)" }

    package static func < (left: Won, right: Won) -> Bool { left.amount < right.amount }
    package static func + (left: Won, right: Won) -> Won { Won(left.amount + right.amount) }
    package static func - (left: Won, right: Won) -> Won { Won(left.amount - right.amount) }
}

/// What of an amount is net, tax, and outside of tax.
///
/// Toss rounds `(amount - tax free) / 11` to the nearest won, and recomputes all of it after a cancel
/// (documented; checked against captured bodies).
package struct TaxBreakdown: Hashable, Sendable {
    package let suppliedAmount: Won
    package let vat: Won
    package let taxFreeAmount: Won
    package let taxExemptionAmount: Won

    /// Splits `amount`, which includes tax; the two untaxed parts must not exceed it together.
    package init(of amount: Won, taxFree: Won = 0, taxExemption: Won = 0) {
        let base = (amount - taxFree - taxExemption).amount
        // A whole number divided by 11 never ends in exactly one half, so adding 5 rounds to the nearest.
        vat = Won((base + 5) / 11)
        suppliedAmount = Won(base) - vat
        taxFreeAmount = taxFree
        taxExemptionAmount = taxExemption
    }
}
