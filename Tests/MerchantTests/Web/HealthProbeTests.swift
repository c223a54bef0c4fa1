import Database
import HTTPServer
import JSON
import Locking
import Merchant
import Testing
import TossAPI

@Suite(.timeLimit(.minutes(1))) struct HealthProbeTests {
    /// The answer of `GET /health`.
    static func health(_ probe: HealthProbe) async throws -> (status: Int, body: JSONNode) {
        let application = try MerchantApplication(
            doors: [ServiceDoor(probe, version: "1").door],
            identify: { _ in nil },
            security: SecurityHeaders(sandbox: try #require(ServiceOrigin("http://x")), isBehindTLS: false),
            log: .silent
        )
        let answer = await application.respond(to: Request(method: .get, target: "/health"))
        return (answer.status, try JSONNode(parsing: answer.body))
    }

    static let troubles: [(error: ShopError, why: String)] = [
        (.storage(.sqlite(code: 13, message: "database or disk is full")), "full"),
        (.storage(.sqlite(code: 5, message: "database is locked")), "locked"),
        (.storage(.sqlite(code: 8, message: "attempt to write a readonly database")), "only be read"),
        (.storage(.sqlite(code: 8 | 4 << 8, message: "the file was moved")), "only be read"),
        (.storage(.sqlite(code: 10, message: "disk I/O error")), "cannot be written"),
        (.corrupt("/secret/path"), "does not do what it should"),
    ]

    @Test(arguments: troubles) func `a database that cannot be written is 503 with the reason`(
        error: ShopError,
        why: String
    ) async throws {
        let (status, body) = try await Self.health(HealthProbe { () async throws(ShopError) in throw error })
        #expect(status == 503 && body["status"]?.string == "degraded")
        #expect(body["why"]?.string?.contains(why) == true && body["why"]?.string?.contains("secret") == false)
    }

    @Test(arguments: [13, 8, 5]) func `what cannot be written down now may be tried again`(code: Int32) {
        let problem = Problem(ShopError.storage(.sqlite(code: code, message: "")))
        #expect(problem.code == .unavailable)
    }

    @Test func `a store that is only read shows, and heals`() async throws {
        let store = try await Store.open(path: ":memory:")
        let time = Locked(Duration.zero)
        let probe = HealthProbe(store, clock: SteadyClock { time.withLock { $0 } })
        #expect(try await Self.health(probe).status == 200)
        _ = try await store.read { try $0.query("PRAGMA query_only = ON", []) { _ in } }
        // It is not asked again for a while, whoever comes.
        #expect(try await Self.health(probe).status == 200)
        time.withLock { $0 = .seconds(5) }
        let (status, body) = try await Self.health(probe)
        #expect(status == 503 && body["why"]?.string == "the database can only be read")
        _ = try await store.read { try $0.query("PRAGMA query_only = OFF", []) { _ in } }
        time.withLock { $0 = .seconds(10) }
        #expect(try await Self.health(probe).body["status"]?.string == "ok")
    }

    @Test func `a thousand questions are one write`() async throws {
        let writes = Locked(0)
        let probe = HealthProbe(clock: SteadyClock { .zero }) { () async throws(ShopError) in
            writes.withLock { $0 += 1 }
        }
        for _ in 0..<1000 { #expect(await probe.trouble() == nil) }
        #expect(writes.withLock { $0 } == 1)
    }
}
