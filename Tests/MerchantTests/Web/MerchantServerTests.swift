import HTTPClient
import HTTPServer
import JSON
import Locking
import Merchant
import Testing
import TossAPI
import TossClient

@Suite(.timeLimit(.minutes(3))) struct MerchantServerTests {
    /// Runs the body with a whole backend on a port of its own.
    static func with<R>(
        _ variables: [String: String] = [:],
        time: @Sendable (Client) -> TimeSource = { _ in .system },
        equip: @Sendable (MerchantServer.Parts) async throws -> MerchantServer.Equipment = { try await .shop($0) },
        _ body: (_ url: String, _ client: Client, _ lines: Locked<String>) async throws -> R
    )
        async throws -> R
    {
        let defaults = [
            "MERCHANT_MODE": "development", "MERCHANT_PORT": "0", "MERCHANT_DATABASE": ":memory:",
            // Nothing listens there.
            "TOSS_API_BASE_URL": "http://127.0.0.1:1",
        ]
        let configuration = try MerchantConfiguration.read(defaults.merging(variables) { $1 }).configuration
        let lines = Locked("")
        let log = Log(now: { .earliest }, mask: Mask(secrets: configuration.secrets)) { bytes in
            lines.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
        let server = try await MerchantServer.start(
            configuration,
            time: time,
            log: log,
            cost: .forTests,
            equip: equip
        )
        let result: Result<R, any Error>
        do { result = .success(try await body(server.url, Client(), lines)) } catch { result = .failure(error) }
        await server.stop(grace: .zero)
        return try result.get()
    }

    static func post(_ url: String, _ body: [UInt8]) -> ClientRequest {
        ClientRequest(method: "POST", url: url, headers: [("Content-Type", "application/json")], body: body)
    }

    @Test func `the backend is healthy, and its admin can sign in`() async throws {
        let admin = ["MERCHANT_ADMIN_EMAIL": "boss@example.com", "MERCHANT_ADMIN_PASSWORD": "a password of the boss"]
        try await Self.with(admin) { url, client, lines in
            let health = try await client.send(ClientRequest(url: url + "/health"))
            #expect(try JSONNode(parsing: health.body)["status"]?.string == "ok")
            let body = #"{"email":"boss@example.com","password":"a password of the boss"}"#
            let answer = try await client.send(Self.post(url + "/api/auth/login", Array(body.utf8)))
            let token = try #require(try JSONNode(parsing: answer.body)["token"]?.string)
            let request = ClientRequest(url: url + "/api/auth/me", headers: [("Authorization", "Bearer \(token)")])
            let me = try await client.send(request)
            #expect(try JSONNode(parsing: me.body)["role"]?.string == "admin")
            let text = lines.withLock { $0 }
            #expect(text.contains("/api/auth/login"))
            #expect(!text.contains("a password of the boss") && !text.contains(token))
        }
    }

    @Test func `what breaks a limit of the server has the shape and the headers of any refusal`() async throws {
        try await Self.with { url, client, _ in
            let long = [UInt8](repeating: 0x20, count: 2 << 20)
            let answer = try await client.send(Self.post(url + "/api/auth/login", long))
            #expect(answer.status == 413)
            #expect(try JSONNode(parsing: answer.body)["code"]?.string == "body_too_large")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            let headers = ClientRequest(url: url, headers: [("X-Long", String(repeating: "a", count: 20_000))])
            #expect(try await client.send(headers).status == 431)
        }
    }

    @Test func `one trace leads from the request to the call to Toss`() async throws {
        let equip: @Sendable (MerchantServer.Parts) async throws -> MerchantServer.Equipment = { parts in
            let toss = parts.toss
            let endpoint = Endpoint(.get, "/ask", .anyone) { _ in
                _ = try? await toss.payment(orderId: "order-0001")
                return .json { $0.member("done", true) }
            }
            return MerchantServer.Equipment(doors: [Door("test", endpoints: [endpoint])])
        }
        try await Self.with(equip: equip) { url, client, lines in
            let request = ClientRequest(url: url + "/ask", headers: [("X-Trace-Id", "trace-of-mine")])
            #expect(try await client.send(request).header("X-Trace-Id") == "trace-of-mine")
            let events = try lines.withLock { $0 }.split(separator: "\n").map { try JSONNode(parsing: String($0)) }
            let mine = events.filter { $0["trace"]?.string == "trace-of-mine" }
            #expect(mine.compactMap { $0["event"]?.string } == ["toss", "request"])
            #expect(mine.first?["level"]?.string == "error" && mine.first?["operation"]?.string == "lookUp")
        }
    }

    @Test func `jobs begin after the doors are open and end after the last request`() async throws {
        let events = Locked<[String]>([])
        let equip: @Sendable (MerchantServer.Parts) async throws -> MerchantServer.Equipment = { parts in
            events.withLock { $0.append("equip \(parts.publicURL.hasPrefix("http://127.0.0.1:"))") }
            return MerchantServer.Equipment(
                start: { events.withLock { $0.append("start") } },
                stop: { events.withLock { $0.append("stop") } }
            )
        }
        try await Self.with(equip: equip) { _, _, _ in events.withLock { $0.append("serve") } }
        #expect(events.withLock { $0 } == ["equip true", "start", "serve", "stop"])
    }

    @Test func `a manual clock is moved in steps, and each job runs at its own instant`() async throws {
        let start = try #require(Instant("2026-03-01T00:00:00+09:00"))
        try await Self.with(time: { _ in .manual(ManualClock(start)) }) { url, client, _ in
            func clock(_ body: String) async throws -> (status: Int, now: String?) {
                let answer = try await client.send(Self.post(url + "/test/clock", Array(body.utf8)))
                return (answer.status, try JSONNode(parsing: answer.body)["now"]?.string)
            }
            let first = try await clock(#"{"by":"P1M"}"#)
            #expect(first.now?.hasPrefix("2026-04-01T00:00:00") == true)
            let last = try await clock(#"{"to":"2026-04-01T09:00:00+09:00"}"#)
            #expect(last.now?.hasPrefix("2026-04-01T09:00:00") == true)
            #expect(try await clock(#"{"to":"2026-03-01T09:00:00+09:00"}"#).status == 409)
            for body in ["{}", #"{"by":"soon"}"#, #"{"to":"x"}"#, #"{"by":"P1D","to":"2027-01-01T00:00:00+09:00"}"#] {
                #expect(try await clock(body).status == 400)
            }
            let drained = try await client.send(Self.post(url + "/test/drain", []))
            #expect(try JSONNode(parsing: drained.body)["ran"]?.integer == 0)
            let nobody = try await client.send(Self.post(url + "/test/alarms/nobody", []))
            #expect(nobody.status == 404)
        }
    }

    @Test func `two backends on one sandbox have alarms of different ids, each the same for ever`() async throws {
        let alarms = Locked<[String]>([])
        let (stream, rang) = AsyncStream.makeStream(of: Void.self)
        // As much of a sandbox as the jobs need.
        let sandbox = try Server.start(Server.Configuration(host: "127.0.0.1", port: 0)) { request, exchange in
            if let id = (try? JSONNode(parsing: request.body))?["id"]?.string, id.hasSuffix("-renewals") {
                alarms.withLock { $0.append(id) }
                rang.yield()
            }
            exchange.respond(.json { $0.member("now", "2026-01-05T12:00:00+09:00") })
        }
        defer { sandbox.stop(grace: .zero) }
        for port in ["1", "2", "1"] {
            try await Self.with(
                ["MERCHANT_PUBLIC_URL": "http://127.0.0.1:\(port)"],
                time: { .sandbox(SandboxClockClient(url: sandbox.url, secretKey: "test_sk_1", client: $0)) }
            ) { _, _, _ in _ = await stream.first { _ in true } }
        }
        let ids = alarms.withLock { $0 }
        #expect(ids.count == 3, "\(ids)")
        #expect(Set(ids).count == 2 && ids.first == ids.last, "\(ids)")
    }

    @Test func `production has no door for tests`() async throws {
        let production = MerchantConfigurationTests.good.merging(["MERCHANT_MODE": "production"]) { $1 }
        try await Self.with(production) { url, client, _ in
            for path in ["/test/drain", "/test/clock", "/test/alarms/janitor"] {
                let answer = try await client.send(Self.post(url + path, []))
                #expect(answer.status == 404)
            }
        }
    }

    /// What a start fails over: the setting that is named, its value, and a word of what is wrong.
    static let failures: [(variables: [String: String], setting: String, value: String?, problem: String)] = [
        (["MERCHANT_DATABASE": "/nowhere/m.sqlite"], "MERCHANT_DATABASE", "/nowhere/m.sqlite", "no folder /nowhere"),
        (["MERCHANT_DATABASE": "/tmp"], "MERCHANT_DATABASE", "/tmp", "it is a folder"),
        (["MERCHANT_DATABASE": "/etc/passwd/m.sqlite"], "MERCHANT_DATABASE", "/etc/passwd/m.sqlite", "no folder"),
        (["MERCHANT_DATABASE": "/proc/m.sqlite"], "MERCHANT_DATABASE", "/proc/m.sqlite", "/proc"),
        (["MERCHANT_DATABASE": "/etc/passwd"], "MERCHANT_DATABASE", "/etc/passwd", "no SQLite database"),
        (
            ["MERCHANT_HOST": "192.0.2.1", "JWT_SECRET": jwtSecret], "MERCHANT_HOST", "192.0.2.1",
            "not an address of this"
        ),
        (["MERCHANT_HOST": "shop.example", "JWT_SECRET": jwtSecret], "MERCHANT_HOST", "shop.example", "no IP address"),
    ]
    static let jwtSecret = "jK2v9QpX0sLr7TfYb3NcWm5ZaEd8GhUo"

    @Test(arguments: failures)
    func `a start that fails names the setting, what it says, what is wrong and what to do`(
        variables: [String: String],
        setting: String,
        value: String?,
        problem: String
    ) async throws {
        let failure = try #require(
            await #expect(throws: StartFailure.self) { try await Self.with(variables) { _, _, _ in } }
        )
        #expect(failure.setting.hasPrefix(setting) && failure.value == value, "\(failure)")
        #expect(failure.problem.contains(problem) && !failure.remedy.isEmpty, "\(failure)")
    }

    @Test func `a port that is taken is named, and freed again after a failed start`() async throws {
        let other = try Server.start(Server.Configuration()) { _, _ in }
        defer { other.stop(grace: .zero) }
        let taken = try #require(
            await #expect(throws: StartFailure.self) {
                try await Self.with(["MERCHANT_PORT": "\(other.port)"]) { _, _, _ in }
            }
        )
        #expect(taken.setting.hasPrefix("MERCHANT_PORT") && taken.value == "\(other.port)", "\(taken)")
        other.stop(grace: .zero)
        for database in ["/nowhere/m.sqlite", ":memory:"] {
            let variables = ["MERCHANT_PORT": "\(other.port)", "MERCHANT_DATABASE": database]
            do {
                try await Self.with(variables) { _, _, _ in #expect(database == ":memory:") }
            } catch is StartFailure {
                #expect(database != ":memory:")
            }
        }
    }

    @Test func `a sandbox that is away is named by the option that asked for its clock`() async throws {
        let away = "http://127.0.0.1:1"
        let failure = try #require(
            await #expect(throws: StartFailure.self) {
                try await Self.with(time: {
                    .sandbox(SandboxClockClient(url: away, secretKey: "test_sk_1", client: $0))
                }) { _, _, _ in }
            }
        )
        #expect(failure.setting == "--clock" && failure.value == away, "\(failure)")
    }

    @Test func `an encryption key that does not open what is stored is named and not told`() async throws {
        let equip: @Sendable (MerchantServer.Parts) async throws -> MerchantServer.Equipment = { _ in
            throw ShopError.secretUnreadable
        }
        let failure = try #require(
            await #expect(throws: StartFailure.self) { try await Self.with(equip: equip) { _, _, _ in } }
        )
        #expect(failure.setting == "ENCRYPTION_KEY" && failure.value == nil, "\(failure)")
    }

    @Test func `a caller is known by address, and guessers are held up by it`() async throws {
        try await Self.with { url, client, _ in
            let body = Array(#"{"email":"kim@example.com","password":"not the password"}"#.utf8)
            var statuses: [Int] = []
            for _ in 0..<6 {
                let answer = try await client.send(Self.post(url + "/api/auth/login", body))
                statuses.append(answer.status)
                if answer.status == 429 { #expect(answer.header("Retry-After") != nil) }
            }
            #expect(statuses == [401, 401, 401, 401, 401, 429])
        }
    }

    @Test(arguments: [
        ("Origin", "https://evil.example", 403), ("Origin", "null", 403), ("Sec-Fetch-Site", "cross-site", 403),
        ("Host", "evil.example", 403), ("Origin", "http://localhost:3000", 200), ("Sec-Fetch-Site", "none", 200),
        ("X-Anything", "x", 200), ("Host", "merchant:7773", 200), ("Sec-Fetch-Site", "same-origin", 200),
    ]) func `no foreign page moves the clock, and every program may`(
        name: String,
        value: String,
        status: Int
    ) async throws {
        let start = try #require(Instant("2026-03-01T00:00:00+09:00"))
        let clock = ManualClock(start)
        try await Self.with(time: { _ in .manual(clock) }) { url, client, _ in
            var request = Self.post(url + "/test/clock", Array(#"{"by":"P1D"}"#.utf8))
            request.headers.append((name, value))
            let answer = try await client.send(request)
            #expect(answer.status == status)
            #expect((clock.now == start) == (status != 200))
        }
    }
}
