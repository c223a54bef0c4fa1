package import TossAPI

/// A payment as everybody sees it, whichever API it was made by.
package struct PaymentRecord: Sendable, Equatable {
    package let orderId: String
    package let paymentKey: String
    package let customerKey: String?
    /// In the API's words.
    package let status: String
    package let amount: Won
    /// What can still be cancelled.
    package let balance: Won
    /// The code of the failure that ended it.
    package let failure: String?
    /// Whether it still waits for somebody: a buyer, or the merchant's confirm.
    package let isWaiting: Bool

    package init(
        orderId: String,
        paymentKey: String,
        customerKey: String? = nil,
        status: String,
        amount: Won,
        balance: Won,
        failure: String? = nil,
        isWaiting: Bool = false
    ) {
        self.orderId = orderId
        self.paymentKey = paymentKey
        self.customerKey = customerKey
        self.status = status
        self.amount = amount
        self.balance = balance
        self.failure = failure
        self.isWaiting = isWaiting
    }
}

/// Payments of an API, each described when it is looked at: there may be a million of them.
package struct PaymentRecords: RandomAccessCollection, Sendable {
    package let endIndex: Int
    private let describe: @Sendable (Int) -> PaymentRecord

    package init(count: Int, _ describe: @escaping @Sendable (Int) -> PaymentRecord) {
        endIndex = count
        self.describe = describe
    }

    package var startIndex: Int { 0 }
    package subscript(index: Int) -> PaymentRecord { describe(index) }
}

extension Sandbox {
    /// The payments of an order, whichever API they were made by.
    func payments(ofOrder orderId: String) -> [PaymentRecord] {
        apis.apis.flatMap { $0.payments(ofOrder: orderId, in: self) }
    }

    /// The payment with a key, whichever API gave it out.
    func paymentRecord(_ paymentKey: String) -> PaymentRecord? {
        for api in apis.apis {
            if let payment = api.payment(paymentKey, in: self) { return payment }
        }
        return nil
    }
}
