import HTTPServer
import JSON
import SandboxCore
import SandboxServer
import Testing

/// How much the logs of one sandbox, and of all of them, may hold.
@Suite(.timeLimit(.minutes(3))) struct MemoryTests {
    private func headers(_ name: String, _ more: HTTPHeaders = [:]) -> HTTPHeaders {
        var headers = more
        headers.add("Authorization", authorization("test_sk_\(name):"))
        return headers
    }

    /// Calls with a long body that is refused, and kept under its key.
    private func fill(_ gateway: Gateway, _ name: String, calls: Int, bytes: Int) async throws {
        let body = #"{"paymentKey":"\#(String(repeating: "a", count: bytes))"}"#
        for number in 1...calls {
            let answer = try await gateway.toss(
                .post,
                "/v1/payments/confirm",
                body,
                headers: headers(name, ["Idempotency-Key": "k\(number)"])
            )
            #expect(answer.status == 400)
        }
    }

    private func entries(_ gateway: Gateway, _ name: String) async throws -> [JSONNode] {
        let list = try await gateway.control(.get, "/requests?limit=1000", headers: headers(name))
        return try #require(list["items"]?.array)
    }

    @Test func `a sandbox forgets its oldest long requests, and its answers stay under their keys`() async throws {
        let gateway = try Gateway { $0.hub.limits.requestBytes = 1 << 20 }
        try await fill(gateway, "long", calls: 40, bytes: 100_000)
        let ids = try await entries(gateway, "long").compactMap { $0["id"]?.integer }
        #expect(ids.count <= 10)
        #expect(ids.last == 40)
        // The bodies are not what a key keeps.
        let replay = try await gateway.toss(
            .post,
            "/v1/payments/confirm",
            "{}",
            headers: headers("long", ["Idempotency-Key": "k1"])
        )
        #expect(replay.headers["x-tosspayments-trace-id"]?.contains(", ") == true)
        let note = try await entries(gateway, "long").last?["note"]?.string
        #expect(note?.contains("although the body differs") == true)
    }

    /// Sandboxes, how many times each is filled, and the budget: long logs and short ones.
    @Test(arguments: [(8, 5, 2 << 20), (40, 1, 1 << 20)])
    func `all sandboxes together hold no more than the budget`(sandboxes: Int, rounds: Int, budget: Int) async throws {
        let gateway = try Gateway { $0.hub.logBytes = budget }
        let names = (1...sandboxes).map { "shop\($0)" }
        for round in 1...rounds {
            for name in names { try await fill(gateway, name, calls: round, bytes: 100_000) }
        }
        let cells = try names.map { try #require(gateway.application.hub.cell(named: $0)) }
        // Relief comes from a thread of its own.
        var total = Int.max
        for _ in 1...1_000_000 where total > budget {
            total = cells.reduce(0) { sum, cell in sum + cell.read { sandbox, _ in sandbox.logWeight } }
            await Task.yield()
        }
        #expect(total <= budget)
        // What is asked from then on is remembered as before.
        for name in names {
            try await fill(gateway, name, calls: 1, bytes: 100)
            #expect(try await entries(gateway, name).last?["id"]?.integer == Int64((1...rounds).reduce(1, +)))
        }
    }

    /// A scenario of so many bytes, and half of what it takes.
    private static func scenario(_ name: String, bytes: Int = 50_000) -> String {
        let start = #"{"name":"\#(name)","description":""#
        return start + String(repeating: "d", count: bytes - start.utf8.count - 2) + "\"}"
    }

    private func load(_ gateway: Gateway, into name: String) async throws -> Answer {
        try await gateway.control(.put, "/scenario", Self.scenario(name), headers: headers(name))
    }

    @Test func `scenarios beyond the budget of all sandboxes are refused, and nothing is lost`() async throws {
        let gateway = try Gateway { $0.hub.scenarioBytes = 2 * 3 * 50_000 + 1000 }
        for name in ["one", "two", "three"] { #expect(try await load(gateway, into: name).status == 200) }
        let small = #"{"name":"small","description":"d"}"#
        #expect(try await gateway.control(.put, "/scenario", small, headers: headers("four")).status == 200)
        let refusal = try await load(gateway, into: "four")
        #expect(refusal.status == 409)
        #expect(refusal.message?.contains("Nothing was changed") == true)
        #expect(try await gateway.control(.get, "/scenario", headers: headers("four")).text("name") == "small")
        // Neither does an import get in, and a copy of what is there takes no more.
        let bundle = try await gateway.control(.get, "/bundle", headers: headers("one")).text
        #expect(try await gateway.control(.post, "/bundle", bundle, headers: headers("four")).status == 409)
        #expect(try await gateway.control(.get, "/scenario", headers: headers("four")).text("name") == "small")
        let snapshot = try await gateway.control(.post, "/snapshots", #"{"name":"s"}"#, headers: headers("one"))
        #expect(snapshot.status == 201)
        let fork = #"{"key":"test_sk_five"}"#
        #expect(try await gateway.control(.post, "/snapshots/s/fork", fork, headers: headers("one")).status == 200)
        // As long as a snapshot or a fork holds it, it counts.
        #expect(try await gateway.control(.delete, "/scenario", headers: headers("one")).status == 200)
        #expect(try await load(gateway, into: "four").status == 409)
        #expect(try await gateway.control(.delete, "/snapshots/s", headers: headers("one")).status == 200)
        #expect(try await load(gateway, into: "four").status == 409)
        #expect(try await gateway.control(.delete, "", headers: headers("five")).status == 200)
        #expect(try await load(gateway, into: "four").status == 200)
        #expect(try await load(gateway, into: "six").status == 409)
    }

    /// Each scenario takes 100,000 bytes; the second has room for but one of the two.
    @Test(arguments: [(250_000, 200), (150_000, 409)])
    func `scenarios in the snapshots of an imported run count, each once`(budget: Int, status: Int) async throws {
        let gateway = try Gateway()
        #expect(try await load(gateway, into: "one").status == 200)
        for name in ["s", "t"] {
            let snapshot = #"{"name":"\#(name)"}"#
            _ = try await gateway.control(.post, "/snapshots", snapshot, headers: headers("one"))
        }
        let other = Self.scenario("other")
        #expect(try await gateway.control(.put, "/scenario", other, headers: headers("one")).status == 200)
        let bundle = try await gateway.control(.get, "/bundle", headers: headers("one")).text
        let copy = try Gateway { $0.hub.scenarioBytes = budget }
        let answer = try await copy.control(.post, "/bundle", bundle, headers: headers("one"))
        #expect(answer.status == status, "\(answer)")
        if status == 409 { #expect(answer.message?.contains("takes 100000, which is 50000 too many") == true) }
    }

    @Test func `the scenario that all sandboxes begin with counts for none`() async throws {
        let gateway = try Gateway(scenario: Self.scenario("all")) { $0.hub.scenarioBytes = 2 * 50_000 }
        for number in 1...5 {
            let shown = try await gateway.control(.get, "/scenario", headers: headers("shop\(number)"))
            #expect(shown.text("name") == "all")
        }
        #expect(try await load(gateway, into: "shop1").status == 200)
        #expect(try await load(gateway, into: "shop2").status == 409)
    }

    @Test func `a run that was trimmed is replayed to the byte`() async throws {
        let gateway = try Gateway()
        try await fill(gateway, "trimmed", calls: 10, bytes: 1000)
        let cell = try #require(gateway.application.hub.cell(named: "trimmed"))
        cell.apply(TrimLogs(bytes: 3000))
        try await fill(gateway, "trimmed", calls: 10, bytes: 1000)
        let bundle = try await gateway.control(.get, "/bundle", headers: headers("trimmed"))
        let replay = try await gateway.control(.post, "/replay", bundle.text, headers: headers("trimmed"))
        #expect(replay["identical"]?.bool == true, "\(replay)")
    }
}
