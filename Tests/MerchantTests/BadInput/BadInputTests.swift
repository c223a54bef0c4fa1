import Encodings
import Crypto
import HTTPServer
import JSON
import Locking
import Merchant
import Testing
import TossAPI

/// Every endpoint against everything that can be wrong with a request: a refusal that says why, and nothing changed.
@Suite struct BadInputTests {
    @Test(arguments: BadInputRow.all.filter { !$0.fields.isEmpty })
    func `a wrong member is refused`(row: BadInputRow) async throws {
        let counter = try await Counter.open()
        for (why, body) in row.wrongMembers {
            let bytes = Array(counter.fill(body).utf8)
            try await counter.expectRefusal(row.method, row.path, bytes: bytes, as: row.login, why)
        }
        counter.expectDiscretion()
    }

    @Test(arguments: BadInputRow.all.filter { $0.takesBody && !$0.isEvent })
    func `a member that the call does not know is refused by name`(row: BadInputRow) async throws {
        let counter = try await Counter.open()
        let known = Set(row.fields.map(\.name))
        let names = [
            "coupon", "promotionCode", "Amount", "order_id ", "__proto__", "constructor", "", "안", "amount\\u0000",
        ]
        for name in names where !known.contains(name) {
            for value in ["1", "null", "\"WELCOME\"", "{}"] {
                let member = "\"\(name)\":\(value)"
                let body = counter.fill(row.body() == "{}" ? "{\(member)}" : "{\(member),\(row.body().dropFirst())")
                let why = "\(member) is not known"
                try await counter.expectRefusal(
                    row.method,
                    row.path,
                    bytes: Array(body.utf8),
                    as: row.login,
                    statuses: [400],
                    why
                )
                let answer = await counter.send(row.method, row.path, bytes: Array(body.utf8), as: row.login)
                if !name.contains("u0000") { #expect(answer.body["error"]?.string?.contains("\"\(name)\"") == true) }
            }
        }
        let long = String(repeating: "9", count: 50_000)
        let answer = await counter.send(row.method, row.path, "{\"\(long)\":1}", as: row.login)
        #expect(answer.status == 400 && answer.text.utf8.count < 1_000)
    }

    @Test(
        arguments: [
            "item_name", "prompt_title", "buyer_name", "buyer_email", "buyer_phone",
        ]
    )
    func `a member that guides send and that means nothing is taken, unless it has parts`(name: String) async throws {
        let counter = try await Counter.open()
        for value in ["\"x\"", "7", "null", "true"] {
            let body = "{\"prompt_id\":\"1\",\"\(name)\":\(value)}"
            #expect(await counter.send(.post, "/api/payment/prepare", body, as: .customer).status == 200)
        }
        for value in ["{}", "[]"] {
            let body = Array("{\"prompt_id\":\"1\",\"\(name)\":\(value)}".utf8)
            try await counter.expectRefusal(
                .post,
                "/api/payment/prepare",
                bytes: body,
                as: .customer,
                statuses: [400],
                value
            )
        }
    }

    @Test(arguments: ["/api/payments/webhook", "/api/payment/webhook", "/api/billing/toss/webhook"])
    func `an event of more than 64 KiB is refused before anything else`(path: String) async throws {
        let counter = try await Counter.open()
        let start = Array(#"{"data":{"orderId":"none"},"padding":""#.utf8)
        func body(_ count: Int) -> [UInt8] {
            start + [UInt8](repeating: 0x78, count: count - start.count - 2) + Array("\"}".utf8)
        }
        try await counter.expectRefusal(.post, path, bytes: body(65_537), statuses: [413], "a byte too much")
        let most = body(65_536)
        let code = HMAC.authenticate(most, key: Counter.webhookSecret.bytes, using: .sha256)
        let signed: HTTPHeaders = ["TossPayments-Signature": hex(code)]
        #expect(await counter.send(.post, path, bytes: most, headers: signed).status == 200)
    }

    @Test(arguments: BadInputRow.all.filter(\.takesBody))
    func `a body that is no object is refused`(row: BadInputRow) async throws {
        let counter = try await Counter.open()
        for (why, body) in row.wrongBodies {
            let bytes = Array(counter.fill(String(decoding: body, as: UTF8.self)).utf8)
            // What is not UTF-8 must stay so.
            let sent = why == "invalid UTF-8" ? body : bytes
            try await counter.expectRefusal(
                row.method,
                row.path,
                bytes: sent,
                as: row.login,
                headers: row.signature(of: sent),
                why
            )
        }
        counter.expectDiscretion()
    }

    @Test(arguments: BadInputRow.all.filter(\.takesBody))
    func `a body that is said to be something else is refused`(row: BadInputRow) async throws {
        let counter = try await Counter.open()
        let body = Array(counter.fill(row.body()).utf8)
        for type in [
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp",
            "text/json", "", "json",
        ] {
            var headers = row.signature(of: body)
            headers.add("Content-Type", type)
            try await counter.expectRefusal(
                row.method,
                row.path,
                bytes: body,
                as: row.login,
                headers: headers,
                statuses: [415],
                "it is said to be '\(type)'"
            )
        }
        var twice = row.signature(of: body)
        for _ in 0..<2 { twice.add("Content-Type", "application/json") }
        for headers in [row.signature(of: body), twice] {
            try await counter.expectRefusal(
                row.method,
                row.path,
                bytes: body,
                as: row.login,
                headers: headers,
                statuses: [415],
                saysJSON: false,
                "nothing is said about it, or two things"
            )
        }
    }

    /// What a browser adds to what a page of somebody else has it send.
    static let foreign: [HTTPHeaders] = [
        ["Origin": "https://evil.example"], ["Origin": "null"], ["Origin": "http://127.0.0.1:9"], ["Origin": ""],
        ["Origin": "http://shop", "Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "cross-site"],
        ["Host": "evil.example:7773"], ["Host": "evil.example", "Origin": "http://evil.example"],
        ["Host": "127.evil.example"], ["Host": "a b"],
    ]

    @Test(arguments: BadInputRow.all.filter { $0.method != .get })
    func `what a foreign page sends is refused, with a body and without`(row: BadInputRow) async throws {
        let counter = try await Counter.open()
        for headers in Self.foreign {
            for body in [Array(counter.fill(row.body()).utf8), []] {
                var all = row.signature(of: body)
                for field in headers { all.add(field.name, field.value) }
                try await counter.expectRefusal(
                    row.method,
                    row.path,
                    bytes: body,
                    as: row.login,
                    headers: all,
                    statuses: [403],
                    "\(headers.fields)"
                )
            }
        }
    }

    @Test(arguments: BadInputRow.all)
    func `another method is refused and the right one named`(row: BadInputRow) async throws {
        let counter = try await Counter.open()
        let known = Set(BadInputRow.all.filter { $0.path == row.path }.map(\.method))
        for method in [HTTPMethod.get, .post, .put, .patch, .delete] where !known.contains(method) {
            try await counter.expectRefusal(
                method,
                row.path,
                bytes: Array(counter.fill(row.body()).utf8),
                as: row.login,
                statuses: [405],
                isPage: row.isPage,
                "the method"
            )
        }
    }

    @Test(arguments: BadInputRow.all.filter(\.readsToken))
    func `a bad token is refused`(row: BadInputRow) async throws {
        let counter = try await Counter.open()
        let good = try #require(counter.tokens[row.login == .nobody ? .customer : row.login])
        let parts = good.split(separator: ".").map(String.init)
        let none = base64(Array(#"{"alg":"none","typ":"JWT"}"#.utf8), .urlSafe)
        let foreign = base64(
            HMAC.authenticate(Array("\(parts[0]).\(parts[1])".utf8), key: Array("another".utf8), using: .sha256),
            .urlSafe
        )
        let promoted = base64(Array(#"{"sub":"1","jti":"a","epoch":0,"iat":0,"exp":99999999999}"#.utf8), .urlSafe)
        let bad = [
            "", " ", "Bearer", "Bearer ", "Bearer garbage", "Bearer a.b.c", "Bearer ..",
            "Basic \(base64(Array("a:b".utf8)))",
            "Bearer \(parts[0]).\(parts[1])", "Bearer \(parts[0]).\(parts[1]).",
            "Bearer \(parts[0]).\(parts[1]).\(foreign)",
            "Bearer \(none).\(parts[1]).", "Bearer \(none).\(parts[1]).\(parts[2])",
            "Bearer \(parts[0]).\(promoted).\(parts[2])", "Bearer \(good)A", "Bearer  \(good)x", "\(good)",
            "Bearer \(String(repeating: "A", count: 10_000))", "Bearer \(Counter.password)", "Bearer 토큰",
            "Bearer \(try #require(counter.tokens[.loggedOut]))",
        ]
        for field in bad {
            try await counter.expectRefusal(
                row.method,
                row.path,
                bytes: Array(counter.fill(row.body()).utf8),
                headers: ["Authorization": field],
                statuses: [401],
                "Authorization is '\(field.prefix(30))'"
            )
        }
        counter.test.clock.advance(by: .seconds(7 * 86_400))
        try await counter.expectRefusal(
            row.method,
            row.path,
            bytes: Array(counter.fill(row.body()).utf8),
            as: row.login,
            statuses: [401],
            "the token is too old"
        )
        counter.expectDiscretion()
    }

    @Test(arguments: BadInputRow.all.filter(\.readsToken))
    func `nobody and the wrong role are refused`(row: BadInputRow) async throws {
        let counter = try await Counter.open()
        let body = Array(counter.fill(row.body()).utf8)
        // Guests may buy, but not what an account has ordered; preparing is for everybody.
        if row.path != "/api/payment/prepare", row.login != .nobody {
            let statuses = ["/api/payment/confirm", "/api/payment/complete"].contains(row.path) ? [403] : [401]
            try await counter.expectRefusal(row.method, row.path, bytes: body, statuses: statuses, "nobody")
        }
        for role in row.wrongRoles {
            try await counter.expectRefusal(row.method, row.path, bytes: body, as: role, statuses: [403], "\(role)")
        }
    }

    @Test(arguments: ["/api/payment/confirm", "/api/payment/complete", "/api/payment/{{paid}}/refund"])
    func `what belongs to somebody else is refused`(path: String) async throws {
        let counter = try await Counter.open()
        let row = try #require(BadInputRow.all.first { $0.path == path })
        let body = Array(counter.fill(row.body()).utf8)
        try await counter.expectRefusal(.post, path, bytes: body, as: .support, statuses: [403], "support")
    }

    @Test(
        arguments: [
            "/", "/api", "/api/", "/api/payment", "/api/payment/prepare/", "/api/payments/\(BadInputRow.card)", "//",
            "/%00",
            "/%FF", "/../etc/passwd", "/api/payment//refund", "/api/payment/a/b/refund", "/test/alarms/",
            "/API/AUTH/ME", "/api/billing/\(Counter.password)", "*", "", "/api/payment/x/refund/",
        ]
    )
    func `an unknown path is refused`(path: String) async throws {
        let counter = try await Counter.open()
        for method in [HTTPMethod.get, .post, .delete] {
            try await counter.expectRefusal(method, path, as: .customer, statuses: [400, 404, 405], "the path")
        }
    }

    @Test(
        arguments: [
            "ORDER_none", "a", "%00%00%00%00%00%00", "%FF%FE%FF%FE%FF%FE", "..%2F..%2Fconfirm", "{{order}}",
            "{{monthly}}", String(repeating: "A", count: 4_000), BadInputRow.card, "'%20OR%201=1%20--", "%zz",
        ]
    )
    func `a refund of what cannot be refunded is refused`(order: String) async throws {
        let counter = try await Counter.open()
        for login in [Counter.Login.customer, .admin] {
            try await counter.expectRefusal(
                .post,
                "/api/payment/\(order)/refund",
                bytes: Array(#"{"reason":"x"}"#.utf8),
                as: login,
                "the order"
            )
        }
        counter.expectDiscretion()
    }

    @Test(arguments: ["", " ", "a b", "키", String(repeating: "k", count: 301)])
    func `a refund's key must be one`(key: String) async throws {
        let counter = try await Counter.open()
        try await counter.expectRefusal(
            .post,
            "/api/payment/{{paid}}/refund",
            bytes: Array(#"{"reason":"x"}"#.utf8),
            as: .customer,
            headers: ["Idempotency-Key": key],
            statuses: [400],
            "the key is '\(key.prefix(20))'"
        )
    }

    @Test(arguments: ["access=", "access", "access=x", "access=%FF", "access=x&access=y", "access=\(BadInputRow.card)"])
    func `a purchase is not shown for a link that is no good`(query: String) async throws {
        let counter = try await Counter.open()
        for order in ["{{paid}}", "{{guest}}", "{{monthly}}", "ORDER_none", "%00", "..%2Fx"] {
            try await counter.expectRefusal(.get, "/api/purchases/\(order)?\(query)", statuses: [403], query)
        }
        counter.expectDiscretion()
    }

    @Test(
        arguments: [
            "status=paid", "status=COMPLETED", "status=%FF", "status=completed&status=failed", "user=x", "user=-1",
            "user=0",
            "user=0.5", "user=9223372036854775808", "user=%FF", "user=%zz", "user=7&user=8", "from=yesterday",
            "from=2026-13-01", "from=2026-02-30", "to=0", "to=%00", "page=0", "page=-1", "page=x", "page=1000001",
            "page=9223372036854775807", "limit=0", "limit=201", "limit=-1", "limit=1e3", "limit=%20",
        ]
    )
    func `a list is not shown for what cannot be read`(query: String) async throws {
        let counter = try await Counter.open()
        try await counter.expectRefusal(.get, "/api/admin/payments?\(query)", as: .support, statuses: [400], query)
    }

    @Test(
        arguments: [
            "/payment/success", "/payment/success?", "/payment/success?paymentKey=k&orderId=ORDER_1",
            "/payment/success?paymentKey=&orderId=ORDER_1&amount=1", "/payment/success?paymentKey=k&orderId=&amount=1",
            "/payment/success?paymentKey=k&orderId=ORDER_1&amount=",
            "/payment/success?paymentKey=k&orderId=ORDER_1&amount=0",
            "/payment/success?paymentKey=k&orderId=ORDER_1&amount=-5",
            "/payment/success?paymentKey=k&orderId=ORDER_1&amount=0.5",
            "/payment/success?paymentKey=k&orderId=ORDER_1&amount=9223372036854775808",
            "/payment/success?paymentKey=k&orderId=ORDER_1&amount=%2B5",
            "/payment/success?paymentKey=k&orderId=a&amount=5",
            "/payment/success?paymentKey=k&orderId=%3Cscript%3E&amount=5",
            "/payment/success?paymentKey=%FF&orderId=ORDER_1&amount=5",
            "/payment/success?paymentKey=a%2Fb&orderId=ORDER_1&amount=5",
            "/payment-success?paymentKey=k&orderId=ORDER_1", "/billing/success", "/billing/success?authKey=a",
            "/billing/success?authKey=&customerKey=c", "/billing/success?customerKey=c",
            "/billing/success?authKey=%FF&customerKey=c",
            "/billing/success?authKey=\(String(repeating: "a", count: 301))&customerKey=c",
        ]
    )
    func `a return page says what is missing`(target: String) async throws {
        let counter = try await Counter.open()
        try await counter.expectRefusal(.get, target, statuses: [400], isPage: true, "the query")
    }

    @Test(arguments: ["", "00", "zz", String(repeating: "0", count: 64), String(repeating: "0", count: 10_000), "서명"])
    func `a webhook of Pro billing needs its signature`(signature: String) async throws {
        let counter = try await Counter.open()
        let body = Array(counter.fill(#"{"eventType":"PAYMENT_APPROVED","data":{"orderId":"{{monthly}}"}}"#).utf8)
        let path = "/api/billing/toss/webhook"
        let headers: HTTPHeaders = ["TossPayments-Signature": signature]
        try await counter.expectRefusal(.post, path, bytes: body, headers: headers, statuses: [400], "the signature")
        try await counter.expectRefusal(.post, path, bytes: body, statuses: [400], "no signature")
        let right = HMAC.authenticate(body, key: Counter.webhookSecret.bytes, using: .sha256)
        let signed: HTTPHeaders = ["TossPayments-Signature": hex(right)]
        try await counter.expectRefusal(
            .post,
            path,
            bytes: body + [0x20],
            headers: signed,
            statuses: [400],
            "a byte more"
        )
    }

    @Test(arguments: ["", " ", "a b", "안", String(repeating: "a", count: 201)])
    func `a webhook's transmission id must be one`(id: String) async throws {
        let counter = try await Counter.open()
        for path in ["/api/payments/webhook", "/api/payment/webhook"] {
            try await counter.expectRefusal(
                .post,
                path,
                bytes: Array(#"{"eventType":"PAYMENT_STATUS_CHANGED"}"#.utf8),
                headers: ["tosspayments-webhook-transmission-id": id],
                statuses: [400],
                "the id is '\(id.prefix(20))'"
            )
        }
    }

    @Test(
        arguments: [
            "{}", #"{"data":null}"#, #"{"data":[]}"#, #"{"data":{"orderId":7}}"#, #"{"data":{"orderId":null}}"#,
            #"{"data":{"orderId":""}}"#, #"{"data":{"orderId":"ORDER_none"}}"#, #"{"data":{"orderId":"' OR 1=1 --"}}"#,
            #"{"eventType":7,"data":{"orderId":"{{order}}","status":"DONE"}}"#,
            #"{"eventType":"PAYMENT_STATUS_CHANGED","data":{"orderId":"{{order}}","status":"DONE","totalAmount":25000}}"#,
            #"{"eventType":"PAYMENT_STATUS_CHANGED","data":{"orderId":"{{paid}}","status":"CANCELED"}}"#,
            #"{"eventType":"PAYMENT_APPROVED","data":{"orderId":"{{monthly}}"}}"#,
            #"{"orderId":"{{order}}","status":"DONE"}"#, #"{"orderId":"\#(BadInputRow.card)"}"#,
        ]
    )
    func `an event is stored, and what it says changes nothing`(event: String) async throws {
        let counter = try await Counter.open()
        let before = try await counter.dumpWithoutInbox()
        for path in ["/api/payments/webhook", "/api/billing/toss/webhook"] {
            let body = Array(counter.fill(event).utf8)
            let code = HMAC.authenticate(body, key: Counter.webhookSecret.bytes, using: .sha256)
            let headers: HTTPHeaders = ["TossPayments-Signature": hex(code)]
            #expect(await counter.send(.post, path, bytes: body, headers: headers).status == 200)
        }
        try await counter.test.scheduler.drain()
        #expect(try await counter.test.count("inbox WHERE outcome IS NULL") == 0)
        #expect(try await counter.dumpWithoutInbox() == before)
        counter.expectDiscretion()
    }

    @Test(arguments: [#""wrong""#, #""""#])
    func `a deposit callback with a wrong secret is refused`(secret: String) async throws {
        let counter = try await Counter.open()
        for order in ["{{order}}", "{{paid}}", "ORDER_none"] {
            let body = counter.fill(#"{"orderId":"\#(order)","status":"DONE","secret":\#(secret)}"#)
            try await counter.expectRefusal(
                .post,
                "/api/payments/webhook",
                bytes: Array(body.utf8),
                statuses: [400],
                order
            )
        }
    }

    @Test func `real flows leave no secret in the log`() async throws {
        let counter = try await Counter.open()
        let order = try #require(counter.names["order"])
        counter.test.toss.add("key-1", order, 25_000)
        let logIn = #"{"email":"customer@shop.example","password":"\#(Counter.password)"}"#
        let signedIn = await counter.send(.post, "/api/auth/login", logIn)
        let token = try #require(signedIn.body["token"]?.string)
        let confirm = #"{"paymentKey":"key-1","orderId":"{{order}}","amount":25000}"#
        #expect(await counter.send(.post, "/api/payment/confirm", confirm, as: .customer).status == 200)
        let refund = #"{"reason":"card \#(BadInputRow.card)"}"#
        #expect(await counter.send(.post, "/api/payment/{{order}}/refund", refund, as: .customer).status == 200)
        let authorize = #"{"authKey":"\#(BadInputRow.authKey)","customerKey":"{{customerKey}}"}"#
        #expect(await counter.send(.post, "/api/billing/authorize", authorize, as: .customer).status == 200)
        let success = "/billing/success?authKey=\(BadInputRow.authKey)&customerKey={{customerKey}}"
        #expect(await counter.send(.get, success).status == 200)
        #expect(await counter.send(.post, "/api/billing/cancel", "{}", as: .customer).status == 200)
        try await counter.test.scheduler.drain()
        let sink = LogSink(log: counter.log)
        for effect in counter.test.sink.effects { try await sink.deliver(effect) }
        #expect(counter.lines.withLock { $0 }.contains("\"event\":\"effect\""))
        counter.expectDiscretion([token, "billing-\(counter.names["customerKey"] ?? "")"])
        let rows = try await counter.dump()
        for secret in [Counter.password, BadInputRow.authKey, "billing-\(counter.names["customerKey"] ?? "")", token] {
            #expect(!rows.contains(secret), "the database holds \(secret.prefix(6))… as it is")
        }
    }
}

extension Counter {
    fileprivate func dumpWithoutInbox() async throws -> String {
        try await dump().split(separator: "\n", omittingEmptySubsequences: false)
            .reduce(into: (lines: [Substring](), isSkipping: false)) { result, line in
                if !line.hasPrefix(" ") {
                    result.isSkipping = ["inbox", "look_up_budgets", "sqlite_sequence"].contains(line)
                }
                if !result.isSkipping { result.lines.append(line) }
            }
            .lines.joined(separator: "\n")
    }
}
