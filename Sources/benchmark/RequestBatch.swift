internal import Encodings

/// Requests as the bytes that go out, one behind the other.
struct RequestBatch {
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    func range(of index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    mutating func add(_ method: String, _ path: String, key: String, body: String = "") {
        add(Self.request(method, path, authorization: Self.basic(key), body: body))
    }

    mutating func add(_ request: [UInt8]) {
        bytes += request
        ends.append(bytes.count)
    }

    /// One request as it goes out.
    static func request(
        _ method: String,
        _ path: String,
        authorization: String? = nil,
        body: String = ""
    ) -> [UInt8] {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        if let authorization { text += "Authorization: \(authorization)\r\n" }
        if method != "GET" { text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        return Array((text + "\r\n" + body).utf8)
    }

    /// How a secret key is shown to the sandbox.
    static func basic(_ key: String) -> String { "Basic \(base64(Array("\(key):".utf8)))" }

    /// Buyers who pay; `first` numbers their orders.
    static func buyers(_ count: Int, from first: Int, key: String) -> RequestBatch {
        var batch = RequestBatch()
        for number in first..<(first + count) {
            let body = #"{"orderId":"order-\#(number)","amount":15000,"orderName":"benchmark"}"#
            batch.add("POST", "/sandbox/payments", key: key, body: body)
        }
        return batch
    }

    /// The confirms of payments that `buyers` made, in the same order.
    static func confirms(_ paymentKeys: [String], from first: Int, key: String) -> RequestBatch {
        var batch = RequestBatch()
        for (index, paymentKey) in paymentKeys.enumerated() {
            let body = #"{"paymentKey":"\#(paymentKey)","orderId":"order-\#(first + index)","amount":15000}"#
            batch.add("POST", "/v1/payments/confirm", key: key, body: body)
        }
        return batch
    }
}
