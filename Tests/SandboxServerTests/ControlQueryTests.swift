import HTTPServer
import JSON
import Testing

@Suite(.timeLimit(.minutes(3))) struct ControlQueryTests {
    /// A malformed key is 400 on /sandbox; a key that cannot be read must not mean the default sandbox.
    @Test(arguments: ["GET /sandbox/payments?key=%zz", "DELETE /sandbox?key=test_sk_a%", "GET /sandbox/clock?key=%ff"])
    func `a key whose escapes are broken is refused`(call: String) async throws {
        let parts = call.split(separator: " ").map(String.init)
        let request = Request(method: HTTPMethod(rawValue: parts[0]), target: parts[1])
        let answer = try await Gateway().answer(request)
        #expect(answer.status == 400, "\(answer)")
        #expect(answer.code == "INVALID_REQUEST")
    }

    @Test(arguments: ["limit=%zz", "after=%zz", "orderId=%zz", "status=%zz"])
    func `a filter whose escapes are broken is refused and not ignored`(query: String) async throws {
        #expect(try await Gateway().control(.get, "/payments?\(query)").status == 400)
    }

    /// "durations ISO 8601": one of months has no fixed length, and was taken as the default of 5 s.
    @Test(arguments: ["P1Y", "P1M", "P1MT1S"])
    func `a timeout in months is refused and not replaced`(timeout: String) async throws {
        let answer = try await Gateway().control(.post, "/settle", #"{"timeout":"\#(timeout)"}"#)
        #expect(answer.status == 400, "\(answer)")
    }
}
