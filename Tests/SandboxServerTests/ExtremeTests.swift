import HTTPServer
import JSON
import Testing

/// Values that are allowed, or just not, at the ends of what a clock and a number can hold: none may end the process.
@Suite(.timeLimit(.minutes(3))) struct ExtremeTests {
    @Test(arguments: [
        #"{"mode":"scaled","rate":1e-300}"#, #"{"mode":"scaled","rate":5e-324}"#, #"{"mode":"scaled","rate":1000000}"#,
        #"{"mode":"scaled","rate":1e-9}"#, #"{"mode":"manual","now":"9999-12-31T23:59:59+09:00"}"#,
        #"{"mode":"system","now":"9999-12-31T23:59:59+09:00"}"#,
        #"{"mode":"scaled","rate":1000000,"now":"9999-12-31T00:00:00Z"}"#,
        #"{"now":"9999-12-31T23:59:59-23:59"}"#, #"{"mode":"scaled","rate":0.1}"#,
    ])
    func `a clock at its limits goes on answering`(body: String) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let answer = try await gateway.control(.put, "/clock", body)
        #expect((200...499).contains(answer.status), "\(answer)")
        #expect(try await gateway.control(.get, "/clock").status == 200)
        #expect(try await gateway.toss(.get, "/v1/payments/\(standing.done)").status == 200)
        gateway.pass(.seconds(3600 * 24 * 365))
        #expect(try await gateway.toss(.get, "/v1/payments/\(standing.waiting)").text("status") != nil)
        #expect(try await gateway.control(.get, "/clock").status == 200)
        _ = try await gateway.approvedPayment("order-new", 1_000)
    }

    @Test(arguments: [
        #"{"by":"P9999Y"}"#, #"{"by":"PT999999999999H"}"#, #"{"by":"P99999999999999999999D"}"#,
        #"{"by":"P9223372036854775807M"}"#,
        #"{"by":"PT0S"}"#, #"{"to":"9999-12-31T23:59:59+09:00"}"#, #"{"next":true}"#, #"{"by":"P1Y"}"#,
    ])
    func `an advance to the end of time ends`(body: String) async throws {
        let (gateway, standing) = try await Standing.gateway()
        #expect(try await gateway.control(.put, "/clock", #"{"mode":"manual"}"#).status == 200)
        // An advance waits for what it sends.
        gateway.deliverFromNowOn()
        let answer = try await gateway.control(.post, "/clock/advance", body)
        #expect((200...499).contains(answer.status), "\(answer)")
        #expect(try await gateway.toss(.get, "/v1/payments/\(standing.done)").text("status") == "DONE")
    }

    @Test func `an alarm at the end of time can be set and removed`() async throws {
        let gateway = try Gateway()
        let body = #"{"id":"end","at":"9999-12-31T23:59:59+09:00","url":"http://127.0.0.1:9/"}"#
        #expect(try await gateway.control(.post, "/clock/alarms", body).status == 201)
        #expect(try await gateway.control(.delete, "/clock/alarms/end").status == 200)
        #expect(try await gateway.control(.get, "/clock/alarms")["items"]?.array?.isEmpty == true)
    }

    @Test(arguments: [999_999_999_999, 100])
    func `the largest and the smallest amount are paid and cancelled`(amount: Int64) async throws {
        let gateway = try Gateway()
        let key = try await gateway.paidPayment("order-1", amount)
        #expect(try await gateway.cancel(key, #"{"cancelReason":"변심"}"#).text("status") == "CANCELED")
    }

    @Test func `many callers at once charge once`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let body = standing.fill(TossForm.confirm.body())
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...64 {
                group.addTask { try await gateway.toss(.post, "/v1/payments/confirm", body).status }
            }
            return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(statuses == [200: 1, 400: 63])
        #expect(gateway.deliver().compactMap(\.paymentStatus) == ["DONE"])
    }
}
