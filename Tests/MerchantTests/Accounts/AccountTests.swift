import Encodings
import Crypto
import Database
import HTTPServer
import JSON
import Merchant
import Testing
import TossAPI

@Suite struct AccountTests {
    /// The door of accounts over a store in memory, with a clock that stands.
    struct Fixture {
        static let secret = Secret("a secret of the tests, long enough to sign")

        let application: MerchantApplication
        let accounts: Accounts
        let store: Store
        let clock: ManualClock

        init(
            cost: PasswordHash.Cost = .forTests,
            randomBytes: @escaping @Sendable (Int) -> [UInt8] = { Crypto.randomBytes($0) }
        ) async throws {
            clock = ManualClock(try #require(Instant("2026-03-01T09:00:00+09:00")))
            store = try await Store.open(path: ":memory:")
            let accounts = Accounts(
                store: store,
                clock: clock.clock,
                secret: Self.secret,
                cost: cost,
                randomBytes: randomBytes
            )
            self.accounts = accounts
            let staff = Door(
                "staff",
                endpoints: AccessLevel.allCases.map { access in
                    Endpoint(.get, "/for/\(access.rawValue)", access) { call in
                        .json { $0.member("caller", call.caller?.email.description) }
                    }
                }
            )
            application = try MerchantApplication(
                doors: [AccountDoor(accounts).door, staff],
                identify: { try await accounts.identify($0) },
                security: SecurityHeaders(sandbox: try #require(ServiceOrigin("http://x")), isBehindTLS: false),
                log: .silent
            )
        }

        func call(
            _ method: HTTPMethod,
            _ target: String,
            _ body: String = "",
            token: String? = nil
        ) async throws -> (status: Int, body: JSONNode) {
            var headers: HTTPHeaders = [:]
            if let token { headers.add("Authorization", "Bearer \(token)") }
            if !body.isEmpty { headers.add("Content-Type", "application/json") }
            let answer = await application.respond(
                to: Request(method: method, target: target, headers: headers, body: Array(body.utf8))
            )
            return (answer.status, try JSONNode(parsing: answer.body))
        }

        func register(_ email: String = "kim@example.com", password: String = "correct horse") async throws {
            let answer = try await call(
                .post,
                "/api/auth/register",
                #"{"email":"\#(email)","password":"\#(password)","name":"김"}"#
            )
            #expect(answer.status == 201)
        }

        func logIn(_ email: String = "kim@example.com", password: String = "correct horse") async throws -> String {
            let answer = try await call(
                .post,
                "/api/auth/login",
                #"{"email":"\#(email)","password":"\#(password)"}"#
            )
            return try #require(answer.body["token"]?.string, "\(answer)")
        }
    }

    @Test func `somebody registers, signs in, is known, and signs out`() async throws {
        let desk = try await Fixture()
        let registered = try await desk.call(
            .post,
            "/api/auth/register",
            #"{"email":" Kim@Example.COM ","password":"correct horse","name":"김","phone":"010-1234-5678"}"#
        )
        #expect(registered.status == 201)
        #expect(registered.body["email"]?.string == "kim@example.com")
        let token = try await desk.logIn("KIM@example.com")
        let me = try await desk.call(.get, "/api/auth/me", token: token)
        #expect(me.status == 200)
        #expect(me.body["id"] == registered.body["id"] || me.body["id"]?.integer == registered.body["id"]?.integer)
        #expect(me.body["email"]?.string == "kim@example.com" && me.body["name"]?.string == "김")
        #expect(me.body["createdAt"]?.string == "2026-03-01T09:00:00+09:00")
        #expect(me.body["lastLogin"]?.string == "2026-03-01T09:00:00+09:00")
        #expect(me.body["isMember"]?.bool == true && me.body["role"]?.string == "customer")
        #expect(me.body["subscriptionTier"]?.string == "FREE" && me.body["subscription"]?.isNull == true)
        #expect(try await desk.call(.post, "/api/auth/logout", token: token).status == 200)
        #expect(try await desk.call(.get, "/api/auth/me", token: token).status == 401)
        #expect(try await desk.call(.post, "/api/auth/logout", token: token).status == 401)
        let again = try await desk.logIn()
        #expect(again != token)
        #expect(try await desk.call(.get, "/api/auth/me", token: again).status == 200)
    }

    @Test func `signing out ends one login and no other, also after a restart`() async throws {
        let desk = try await Fixture()
        try await desk.register()
        let (here, there) = (try await desk.logIn(), try await desk.logIn())
        #expect(try await desk.call(.post, "/api/auth/logout", token: here).status == 200)
        #expect(try await desk.call(.get, "/api/auth/me", token: here).status == 401)
        #expect(try await desk.call(.get, "/api/auth/me", token: there).status == 200)
        let restarted = Accounts(
            store: desk.store,
            clock: desk.clock.clock,
            secret: Fixture.secret,
            cost: .forTests
        )
        await #expect(throws: Problem.self) {
            try await restarted.identify(
                Request(method: .get, target: "/", headers: ["Authorization": "Bearer \(here)"])
            )
        }
        // What is too old anyhow is not remembered any longer.
        desk.clock.advance(by: .seconds(7 * 86_400))
        let late = try await desk.logIn()
        #expect(try await desk.call(.post, "/api/auth/logout", token: late).status == 200)
        #expect(try await desk.store.read { try $0.number("SELECT count(*) FROM ended_logins") } == 1)
    }

    static let refusals: [(body: String, status: Int, message: String)] = [
        (#"{"password":"correct horse","name":"a"}"#, 400, "email is required"),
        (#"{"email":"kim","password":"correct horse","name":"a"}"#, 400, "e-mail address"),
        (#"{"email":"a@b","password":"correct horse","name":"a"}"#, 400, "e-mail address"),
        (#"{"email":"a@b@c.d","password":"correct horse","name":"a"}"#, 400, "e-mail address"),
        (#"{"email":"a b@c.d","password":"correct horse","name":"a"}"#, 400, "e-mail address"),
        (#"{"email":"a@c..d","password":"correct horse","name":"a"}"#, 400, "e-mail address"),
        (#"{"email":7,"password":"correct horse","name":"a"}"#, 400, "email must be a string"),
        (#"{"email":"a@b.c","name":"a"}"#, 400, "password is required"),
        (#"{"email":"a@b.c","password":"short","name":"a"}"#, 400, "at least 8"),
        (#"{"email":"a@b.c","password":12345678,"name":"a"}"#, 400, "password must be a string"),
        (#"{"email":"a@b.c","password":"Password1!","name":"a"}"#, 400, "guesser"),
        (#"{"email":"someone@b.c","password":"someone1","name":"a"}"#, 400, "e-mail"),
        (#"{"email":"a@b.c","password":"correct horse"}"#, 400, "name is required"),
        (#"{"email":"a@b.c","password":"correct horse","name":""}"#, 400, "name must have"),
        (#"{"email":"a@b.c","password":"correct horse","name":"a","phone":"call me"}"#, 400, "phone must be"),
        (#"{"email":"KIM@example.com","password":"correct horse","name":"a"}"#, 409, "registered already"),
    ]

    @Test(arguments: refusals) func `a registration that cannot be is refused with its reason, and adds nobody`(
        body: String,
        status: Int,
        message: String
    ) async throws {
        let desk = try await Fixture()
        try await desk.register()
        let answer = try await desk.call(.post, "/api/auth/register", body)
        #expect(answer.status == status)
        #expect(answer.body["error"]?.string?.contains(message) == true, "\(answer.body)")
        #expect(answer.body["error"]?.string?.contains("12345678") != true)
        #expect(try await desk.store.read { try $0.number("SELECT count(*) FROM users") } == 1)
    }

    @Test func `a failed login does not tell which part was wrong`() async throws {
        let desk = try await Fixture()
        try await desk.register()
        var answers: [JSONNode] = []
        for (email, password) in [
            ("kim@example.com", "wrong password"), ("lee@example.com", "correct horse"),
            ("no address", "correct horse"), ("kim@example.com", "correct hors"), ("kim@example.com", "c"),
        ] {
            let body = #"{"email":"\#(email)","password":"\#(password)"}"#
            let answer = try await desk.call(.post, "/api/auth/login", body)
            #expect(answer.status == 401)
            answers.append(answer.body)
        }
        #expect(Set(answers.map { $0["error"]?.string }).count == 1)
    }

    @Test func `a failed login costs a hash, whether or not the address is known`() async throws {
        let desk = try await Fixture(cost: .standard)
        try await desk.register()
        func time(_ email: String) async throws -> Duration {
            let start = ContinuousClock.now
            _ = try await desk.call(.post, "/api/auth/login", #"{"email":"\#(email)","password":"wrong password"}"#)
            return ContinuousClock.now - start
        }
        // The hash takes tens of milliseconds; a login without one would take well under a millisecond.
        let known = try await time("kim@example.com")
        let unknown = try await time("lee@example.com")
        #expect(known > .milliseconds(8) && unknown > .milliseconds(8))
    }

    @Test func `a token counts for seven days by the shop's clock`() async throws {
        let desk = try await Fixture()
        try await desk.register()
        let token = try await desk.logIn()
        desk.clock.advance(by: .seconds(7 * 86_400 - 1))
        #expect(try await desk.call(.get, "/api/auth/me", token: token).status == 200)
        desk.clock.advance(by: .seconds(1))
        #expect(try await desk.call(.get, "/api/auth/me", token: token).status == 401)
    }

    @Test func `a token is a JWT that says who, from when, and until when`() async throws {
        let desk = try await Fixture()
        try await desk.register()
        let parts = try await desk.logIn().split(separator: ".").map(String.init)
        #expect(parts.count == 3)
        let header = try JSONNode(parsing: try #require(decodeBase64(parts[0], .urlSafe)))
        let payload = try JSONNode(parsing: try #require(decodeBase64(parts[1], .urlSafe)))
        #expect(header["alg"]?.string == "HS256")
        let account = try #require(payload["sub"]?.string.flatMap { Int64($0) })
        #expect((1_000_000_000...9_999_999_999).contains(account))
        #expect(payload["epoch"]?.string?.utf8.count == 32 && payload["jti"]?.string?.utf8.count == 32)
        let issued = try #require(payload["iat"]?.integer)
        #expect(issued == Instant("2026-03-01T09:00:00+09:00")?.unixSeconds)
        #expect(payload["exp"]?.integer == issued + 7 * 86_400)
    }

    @Test(arguments: [
        "no alg": #"{"alg":"none","typ":"JWT"}"#, "other alg": #"{"alg":"HS512","typ":"JWT"}"#,
        "own header": #"{"typ":"JWT","alg":"HS256"}"#,
    ]) func `a token with another header is refused, however it is signed`(name: String, header: String) async throws {
        let desk = try await Fixture()
        try await desk.register()
        let parts = try await desk.logIn().split(separator: ".").map(String.init)
        let text = "\(base64(Array(header.utf8), .urlSafe)).\(parts[1])"
        let signature = HMAC.authenticate(Array(text.utf8), key: Fixture.secret.bytes, using: .sha256)
        for end in ["", base64(signature, .urlSafe)] {
            #expect(try await desk.call(.get, "/api/auth/me", token: "\(text).\(end)").status == 401, "\(name)")
        }
    }

    @Test func `a token that was changed anywhere is refused`() async throws {
        let desk = try await Fixture()
        try await desk.register()
        let token = Array(try await desk.logIn().utf8)
        for index in stride(from: 0, to: token.count, by: 7) where token[index] != UInt8(ascii: ".") {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: changed, as: UTF8.self)
            #expect(try await desk.call(.get, "/api/auth/me", token: text).status == 401, "\(index)")
        }
        for text in ["", ".", "..", "...", "a.b.c", String(repeating: "a.", count: 9000)] {
            #expect(try await desk.call(.get, "/api/auth/me", token: text).status == 401)
        }
    }

    @Test func `a token signed with another secret is refused`() async throws {
        let desk = try await Fixture()
        try await desk.register()
        let parts = try await desk.logIn().split(separator: ".").map(String.init)
        let text = "\(parts[0]).\(parts[1])"
        let forged = HMAC.authenticate(Array(text.utf8), key: Array("another secret".utf8), using: .sha256)
        #expect(try await desk.call(.get, "/api/auth/me", token: "\(text).\(base64(forged, .urlSafe))").status == 401)
    }

    /// Who gets what where.
    static let matrix: [(access: AccessLevel, guest: Int, customer: Int, support: Int, admin: Int)] = [
        (.anyone, 200, 200, 200, 200), (.guest, 200, 200, 200, 200), (.account, 401, 200, 200, 200),
        (.staff, 401, 403, 200, 200), (.admin, 401, 403, 403, 200),
    ]

    @Test(arguments: matrix.map(\.access)) func `a role opens what it should and nothing else`(
        access: AccessLevel
    ) async throws {
        let desk = try await Fixture()
        let row = try #require(Self.matrix.first { $0.access == access })
        for (role, status) in [("customer", row.customer), ("support", row.support), ("admin", row.admin)] {
            try await desk.register("\(role)@example.com")
            _ = try await desk.store.write { connection in
                try connection.execute(
                    "UPDATE users SET role = ? WHERE email = ?",
                    [.text(role), .text("\(role)@example.com")]
                )
            }
            let token = try await desk.logIn("\(role)@example.com")
            #expect(try await desk.call(.get, "/for/\(access.rawValue)", token: token).status == status)
        }
        #expect(try await desk.call(.get, "/for/\(access.rawValue)").status == row.guest)
        let bad = try await desk.call(.get, "/for/\(access.rawValue)", token: "bad")
        #expect(bad.status == (access == .anyone ? 200 : 401))
    }

    @Test func `a guest's call knows whoever brings a token`() async throws {
        let desk = try await Fixture()
        try await desk.register()
        let token = try await desk.logIn()
        #expect(try await desk.call(.get, "/for/guest", token: token).body["caller"]?.string == "kim@example.com")
        #expect(try await desk.call(.get, "/for/guest").body["caller"]?.isNull == true)
    }

    @Test func `the configured admin exists after every start, with the configured password`() async throws {
        let desk = try await Fixture()
        let environment = ["MERCHANT_MODE": "development", "MERCHANT_ADMIN_EMAIL": "boss@example.com"]
        // Somebody was quicker with the address.
        try await desk.register("boss@example.com", password: "I was here first")
        let squatter = try await desk.logIn("boss@example.com", password: "I was here first")
        for password in ["first password", "first password", "second password"] {
            let variables = environment.merging(["MERCHANT_ADMIN_PASSWORD": password]) { $1 }
            try await desk.accounts.seed(try #require(try MerchantConfiguration.read(variables).configuration.admin))
            let token = try await desk.logIn("boss@example.com", password: password)
            #expect(try await desk.call(.get, "/for/admin", token: token).status == 200)
        }
        #expect(try await desk.call(.get, "/for/account", token: squatter).status == 401)
        let body = #"{"email":"boss@example.com","password":"I was here first"}"#
        #expect(try await desk.call(.post, "/api/auth/login", body).status == 401)
    }

    @Test func `a stored password is a salted hash with its parameters`() async throws {
        let desk = try await Fixture()
        try await desk.register("a@example.com")
        try await desk.register("b@example.com")
        let hashes = try await desk.store.read { connection in
            try connection.query("SELECT password_hash FROM users", []) { try $0.text(0) }
        }
        #expect(Set(hashes).count == 2)
        #expect(hashes.allSatisfy { $0.hasPrefix("scrypt$16$1$1$") && !$0.contains("correct horse") })
    }

    @Test func `of ten registrations of one address at a time, one wins`() async throws {
        let desk = try await Fixture()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<10 {
                group.addTask {
                    try await desk.call(
                        .post,
                        "/api/auth/register",
                        #"{"email":"kim@example.com","password":"correct horse","name":"\#(index)"}"#
                    ).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 201 } == 1 && statuses.count { $0 == 409 } == 9)
    }
}
