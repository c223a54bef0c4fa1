package import TossAPI

/// Every payment of a sandbox, with the two ways to find one.
///
/// Payments keep their place for ever, so that timers and deliveries name them by a number.
package struct PaymentStore: Sendable {
    private struct OrderKey: Hashable {
        let merchant: MerchantKind
        let orderId: String
    }

    /// In the order in which they began.
    package private(set) var payments = SegmentedArray<Payment>()
    private var placeByKey: [String: Int] = [:]
    private var placesByOrder: [OrderKey: [Int]] = [:]

    package init() {}

    package var isEmpty: Bool { payments.isEmpty }
    package var count: Int { payments.count }

    package subscript(place: Int) -> Payment {
        _read { yield payments[place] }
        _modify { yield &payments[place] }
    }

    /// The place of the payment with this key, whoever's it is; nil when there is none or it was used up.
    package func place(of paymentKey: String) -> Int? {
        guard let place = placeByKey[paymentKey], payments[place].state != .usedForBilling else { return nil }
        return place
    }

    /// Whether this store ever held a payment with this key.
    package func knows(_ paymentKey: String) -> Bool { placeByKey[paymentKey] != nil }

    /// The place of an order's payment: the first one that was charged, else the newest that was not used up for a
    /// billing key.
    package func place(ofOrder orderId: String, merchant: MerchantKind) -> Int? {
        let places = placesByOrder[OrderKey(merchant: merchant, orderId: orderId)] ?? []
        return places.first { payments[$0].isCharged } ?? places.last { payments[$0].state != .usedForBilling }
    }

    /// Every payment of an order that a buyer made, whichever key pair it belongs to, oldest first.
    func all(ofOrder orderId: String) -> [Payment] {
        MerchantKind.allCases.flatMap { placesByOrder[OrderKey(merchant: $0, orderId: orderId)] ?? [] }.sorted()
            .map { payments[$0] }.filter { $0.state != .usedForBilling }
    }

    /// Whether money was taken for this order already.
    package func isPaid(orderId: String, merchant: MerchantKind) -> Bool {
        place(ofOrder: orderId, merchant: merchant).map { payments[$0].isCharged } ?? false
    }

    mutating func add(_ payment: Payment) -> Int {
        let place = payments.count
        payments.append(payment)
        placeByKey[payment.paymentKey] = place
        placesByOrder[OrderKey(merchant: payment.merchant, orderId: payment.terms.orderId), default: []].append(place)
        return place
    }
}
