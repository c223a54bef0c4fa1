import HTTPServer
import JSON
import Testing

/// What a sandbox was opened with is what it goes back to.
@Suite struct FirstScenarioTests {
    private static let first = #"""
        {"name":"first","description":"d","webhooks":{"endpoints":[{"url":"http://127.0.0.1:1/first"}]}}
        """#

    @Test(
        arguments: [
            (HTTPMethod.delete, "/scenario", nil), (.post, "/reset", #"{"to":"empty"}"#),
        ] as [(HTTPMethod, String, String?)]
    )
    func `taking its scenario away returns to the first one, endpoints included`(
        method: HTTPMethod,
        path: String,
        body: String?
    ) async throws {
        let gateway = try Gateway(scenario: Self.first)
        let other = #"{"name":"other","description":"d","webhooks":{"endpoints":[{"url":"http://127.0.0.1:1/other"}]}}"#
        #expect(try await gateway.control(.put, "/scenario", other).text("name") == "other")
        #expect(try await gateway.control(method, path, body).status == 200)
        #expect(try await gateway.control(.get, "/scenario").text("name") == "first")
        let endpoints = try await gateway.control(.get, "/webhooks/endpoints")
        #expect(endpoints["items"]?.array?.compactMap { $0["url"]?.string } == ["http://127.0.0.1:1/first"])
    }

    @Test(arguments: [
        (#"{"rate":2}"#, 400), (#"{"mode":"manual","rate":2}"#, 400), (#"{"mode":"system","rate":1}"#, 400),
        (#"{"mode":"scaled","rate":2}"#, 200), (#"{"mode":"scaled"}"#, 200),
    ])
    func `a rate is for a scaled clock only`(body: String, status: Int) async throws {
        #expect(try await Gateway().control(.put, "/clock", body).status == status)
    }

    @Test func `of very many problems the first thousand are listed`() async throws {
        let members = (0..<5000).map { #""x\#($0)":1"# }.joined(separator: ",")
        let answer = try await Gateway().control(
            .post,
            "/scenario/check",
            #"{"name":"n","description":"d",\#(members)}"#
        )
        let problems = answer["problems"]?.array ?? []
        #expect(problems.count == 1001)
        #expect(problems.last?["message"]?.string?.contains("4000 problems more") == true)
    }
}
