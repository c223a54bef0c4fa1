package import TossAPI

/// What a buyer does not have to pay.
package struct Discount: Sendable, Hashable {
    /// In per cent of the price.
    package let rate: Int

    /// Nothing for guests, 50 % for those who became members less than three hours ago, 30 % for other members.
    package init(memberSince: Instant?, now: Instant) {
        rate =
            switch memberSince {
            case nil: 0
            case let since? where now - since < .seconds(3 * 3_600): 50
            case .some: 30
            }
    }

    /// What is left to pay, rounded down to the won but never below 100.
    package func price(of price: Won) -> Won { max(100, Won(price.amount * Int64(100 - rate) / 100)) }
}
