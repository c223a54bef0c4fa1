import HTTPServer
import Testing

/// Client keys without a secret key of their own, and the secret keys that turn out to be theirs.
@Suite(.timeLimit(.minutes(1))) struct AdoptionTests {
    private func pay(_ gateway: Gateway, _ clientKey: String, _ orderId: String) async throws -> String {
        let body = Array(#"{"orderId":"\#(orderId)","amount":1000}"#.utf8)
        let request = Request(method: .post, target: "/sandbox/payments?key=\(clientKey)", body: body)
        return try #require(try await gateway.answer(request).text("paymentKey"))
    }

    private func confirm(
        _ gateway: Gateway,
        _ key: String,
        _ orderId: String,
        with secretKey: String
    ) async throws -> Answer {
        try await gateway.confirm(key, orderId, 1000, headers: ["Authorization": authorization(secretKey + ":")])
    }

    @Test func `first confirms that meet all find their payment`() async throws {
        for round in 1...100 {
            let gateway = try Gateway()
            var keys: [String] = []
            for number in 1...8 { keys.append(try await pay(gateway, "test_ck_shop", "order-\(number)")) }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for (index, key) in keys.enumerated() {
                    group.addTask { try await confirm(gateway, key, "order-\(index + 1)", with: "test_sk_a").status }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(statuses == [200], "round \(round)")
        }
    }
}
