/// From the start of the shop's process to its ready line, with a database that has orders.
func measureMerchantStart(_ options: Options, _ report: inout Report) throws(Failure) {
    try withTossbox(options) { (tossbox) throws(Failure) in
        try withTemporaryDirectory { (directory) throws(Failure) in
            try withMerchant(options, tossbox, in: directory) { (merchant) throws(Failure) in
                try merchant.sell(options.orders)
            }
            var milliseconds: [Double] = []
            for _ in 0..<options.starts {
                let start = nanoseconds()
                try withMerchant(options, tossbox, in: directory) { (_) throws(Failure) in
                    milliseconds.append(Double(nanoseconds() - start) / 1e6)
                }
            }
            report.add(
                "merchant-start",
                "Start of the shop with \(options.orders) paid orders: process to ready line, \(options.starts) times",
                [
                    .init("milliseconds", median(milliseconds), digits: 1, unit: "ms (goal: at most 30)"),
                    .init("slowestMilliseconds", milliseconds.max(), digits: 1, unit: "ms"),
                ]
            )
        }
    }
}

extension Merchant {
    /// Guests who buy the cheapest product, as fast as it goes.
    fileprivate func sell(_ count: Int) throws(Failure) {
        let orders = try collect(
            "order_id",
            "/api/payment/prepare",
            Array(repeating: (nil, #"{"prompt_id":"5"}"#), count: count)
        )
        let keys = try tossbox.collect(
            "paymentKey",
            "/sandbox/payments",
            orders.map { #"{"orderId":"\#($0)","amount":100}"# }
        )
        let confirmations = zip(orders, keys).map { order, key in
            (token: String?.none, body: #"{"paymentKey":"\#(key)","orderId":"\#(order)","amount":100}"#)
        }
        _ = try collect("order_id", "/api/payment/confirm", confirmations)
    }
}
