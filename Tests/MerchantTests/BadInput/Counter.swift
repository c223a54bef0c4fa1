import Crypto
import Database
import HTTPServer
import JSON
import Locking
import Merchant
import Testing
import TossAPI
import TossClient

/// Every door of a shop that has sold something, called without a socket, with all its log lines kept.
struct Counter: Sendable {
    static let password = "opensesame-7f3a"
    static let jwtSecret = Secret("a secret that signs logins in tests")
    static let webhookSecret = Secret("whsec_of_the_tests")

    let test: TestShop
    let application: MerchantApplication
    let log: Log
    let lines: Locked<String>
    /// The tokens of a customer, of support, of an admin, and of a login that was ended.
    let tokens: [Login: String]
    /// What `{{names}}` in the table stand for.
    let names: [String: String]

    enum Login: String, Sendable { case nobody, customer, support, admin, loggedOut }

    static func open() async throws -> Counter {
        let test = try await TestShop.make()
        let lines = Locked("")
        let log = Log(
            now: { TestShop.start },
            minimum: .debug,
            mask: Mask(secrets: [jwtSecret, webhookSecret]),
            sink: { bytes in lines.withLock { $0 += String(decoding: bytes, as: UTF8.self) } }
        )
        let store = test.shop.context.store
        let accounts = Accounts(store: store, clock: test.clock.clock, secret: jwtSecret, cost: .forTests)
        let application = try MerchantApplication(
            doors: test.shop.doors(
                clientKey: "test_ck_1",
                webhookSecret: webhookSecret,
                linkSecret: jwtSecret,
                publicURL: "http://shop"
            ) + [
                AccountDoor(accounts).door, ServiceDoor(store: store, version: "1").door,
                TestDoor(scheduler: test.scheduler, time: .manual(test.clock)).door,
            ],
            identify: { try await accounts.identify($0) },
            security: SecurityHeaders(
                sandbox: try #require(ServiceOrigin("http://127.0.0.1:7772")),
                isBehindTLS: false
            ),
            log: log
        )
        for login in [Login.customer, .support, .admin] {
            _ = try await accounts.register(
                Accounts.Registration(
                    email: try #require(EmailAddress("\(login.rawValue)@shop.example")),
                    password: Secret(password),
                    name: "Somebody"
                )
            )
            try await store.write { db in
                _ = try db.execute(
                    "UPDATE users SET role = ?1 WHERE email = ?1 || '@shop.example'",
                    [.text(login.rawValue)]
                )
            }
        }
        var tokens: [Login: String] = [:]
        for (login, name) in [
            (Login.customer, "customer"), (.support, "support"), (.admin, "admin"), (.loggedOut, "customer"),
        ] {
            tokens[login] = try await accounts.logIn(email: "\(name)@shop.example", password: Secret(password))
        }
        let ended = Request(
            method: .post,
            target: "/",
            headers: ["Authorization": "Bearer \(try #require(tokens[.loggedOut]))"]
        )
        try await accounts.logOut(ended)
        var counter = Counter(test: test, application: application, log: log, lines: lines, tokens: tokens, names: [:])
        counter = Counter(
            test: test,
            application: application,
            log: log,
            lines: lines,
            tokens: tokens,
            names: try await counter.sell()
        )
        return counter
    }

    /// One order waits, one is paid, and a subscription has been begun.
    private func sell() async throws -> [String: String] {
        var names: [String: String] = [:]
        for name in ["order", "paid"] {
            let prepared = await send(.post, "/api/payment/prepare", #"{"prompt_id":"1"}"#, as: .customer)
            names[name] = try #require(prepared.body["order_id"]?.string)
        }
        let paid = try #require(names["paid"])
        test.toss.add("key-paid", paid, 25_000)
        let confirm = #"{"paymentKey":"key-paid","orderId":"\#(paid)","amount":25000}"#
        #expect(await send(.post, "/api/payment/confirm", confirm, as: .customer).status == 200)
        let prepared = await send(.post, "/api/payment/prepare", #"{"prompt_id":"1"}"#)
        let guest = try #require(prepared.body["order_id"]?.string)
        names["guest"] = guest
        test.toss.add("key-guest", guest, 50_000)
        let confirmGuest = #"{"paymentKey":"key-guest","orderId":"\#(guest)","amount":50000}"#
        let confirmed = await send(.post, "/api/payment/confirm", confirmGuest)
        let link = try #require(confirmed.body["access_url"]?.string)
        names["access"] = link.split(separator: "=").last.map(String.init)
        let created = await send(.post, "/api/billing/create", as: .customer)
        names["customerKey"] = try #require(created.body["customerKey"]?.string)
        names["monthly"] = try #require(created.body["orderId"]?.string)
        try await test.scheduler.drain()
        return names
    }

    /// The text with the names filled in.
    func fill(_ text: String) -> String {
        names.reduce(text) { text, name in
            text.split(separator: "{{\(name.key)}}", omittingEmptySubsequences: false).joined(separator: name.value)
        }
    }

    func send(
        _ method: HTTPMethod,
        _ target: String,
        _ body: String = "",
        as login: Login = .nobody,
        headers: HTTPHeaders = [:]
    ) async -> CounterAnswer {
        await send(method, target, bytes: Array(fill(body).utf8), as: login, headers: headers)
    }

    func send(
        _ method: HTTPMethod,
        _ target: String,
        bytes: [UInt8],
        as login: Login = .nobody,
        headers: HTTPHeaders = [:],
        saysJSON: Bool = true
    ) async -> CounterAnswer {
        var headers = headers
        if let token = tokens[login], headers["Authorization"] == nil {
            headers.add("Authorization", "Bearer \(token)")
        }
        if !bytes.isEmpty, headers["Content-Type"] == nil, saysJSON { headers.add("Content-Type", "application/json") }
        let request = Request(method: method, target: fill(target), headers: headers, body: bytes)
        return CounterAnswer(await application.respond(to: request))
    }

    /// Every row of every table but the count of forgeries, which refusals are there to add to.
    func dump() async throws -> String {
        try await test.shop.context.store.read { db in
            var text = ""
            let tables = try db.query(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'forgeries' ORDER BY name"
            ) { try $0.text(0) }
            for table in tables {
                let columns = try db.query("SELECT name FROM pragma_table_info('\(table)')") { try $0.text(0) }
                let row = columns.map { "quote(\($0))" }.joined(separator: " || '|' || ")
                let rows = try db.query("SELECT \(row) FROM \(table) ORDER BY 1") { try $0.text(0) }
                text += "\(table)\n" + rows.map { "  \($0)\n" }.joined()
            }
            return text
        }
    }

    /// That nothing was changed, nothing asked of Toss, and the refusal is in the door's shape.
    func expectRefusal(
        _ method: HTTPMethod,
        _ target: String,
        bytes: [UInt8] = [],
        as login: Login = .nobody,
        headers: HTTPHeaders = [:],
        statuses: [Int] = [],
        isPage: Bool = false,
        saysJSON: Bool = true,
        _ why: String
    ) async throws {
        let before = try await dump()
        let calls = test.toss.state.withLock { $0.calls.count }
        let clock = test.clock.now
        let answer = await send(method, target, bytes: bytes, as: login, headers: headers, saysJSON: saysJSON)
        let about = "\(method.rawValue) \(target.prefix(120)), \(why): \(answer.status) \(answer.text.prefix(300))"
        #expect(statuses.isEmpty ? (400..<500).contains(answer.status) : statuses.contains(answer.status), "\(about)")
        if isPage {
            #expect(answer.text.contains("<h1>") && !answer.text.contains("<script"), "\(about)")
        } else {
            #expect((answer.body["error"]?.string ?? "").utf8.count > 8, "\(about)")
            #expect(answer.body["code"]?.string?.isEmpty == false, "\(about)")
        }
        #expect(try await dump() == before, "\(about)")
        #expect(test.toss.state.withLock { $0.calls.count } == calls, "\(about)")
        #expect(test.clock.now == clock, "\(about)")
    }

    /// That no line holds what no log may hold.
    func expectDiscretion(_ more: [String] = []) {
        let text = lines.withLock { $0 }
        let signed = tokens.values.compactMap { $0.split(separator: ".").last.map(String.init) }
        let forbidden =
            [
                Self.password, Self.jwtSecret.text, Self.webhookSecret.text, BadInputRow.card, BadInputRow.authKey,
                "ps_secret", names["access"] ?? "no link",
            ] + signed
            + more
        #expect(text.contains("\"event\":\"request\""))
        for secret in forbidden {
            #expect(!text.contains(secret), "a log line holds \(secret.prefix(6))…")
        }
        #expect(
            !text.contains("request.failed"),
            "\(text.split(separator: "\n").first { $0.contains("failed") } ?? "")"
        )
    }
}

/// What came back.
struct CounterAnswer: Sendable {
    let status: Int
    let text: String
    let body: JSONNode

    init(_ response: Response) {
        status = response.status
        text = String(decoding: response.body, as: UTF8.self)
        body = (try? JSONNode(parsing: response.body)) ?? JSONNode(.null)
    }
}
