internal import Database
internal import Foundation
internal import TestSupport
import Testing

/// `tossbox serve --data DIR`: what a start finds again, and when it refuses to.
@Suite(.timeLimit(.minutes(3))) struct DataTests {
    private static func start(_ folder: TemporaryFolder, _ arguments: [String] = []) async throws -> LiveTossbox {
        try await LiveTossbox.start(["--quiet", "--data", folder.path] + arguments, environment: [:])
    }

    private static func kill(_ tossbox: LiveTossbox) async {
        tossbox.signal(SIGKILL)
        _ = await tossbox.exitStatus()
    }

    /// Runs `first`, kills the server, and runs `second` against the next one.
    private static func across<Value>(
        _ arguments: [String] = [],
        then later: [String]? = nil,
        first: (LiveTossbox) async throws -> Value,
        second: (LiveTossbox, Value) async throws -> Void
    ) async throws {
        let folder = TemporaryFolder()
        let one = try await start(folder, arguments)
        let value = try await first(one)
        await kill(one)
        let two = try await start(folder, later ?? arguments)
        do { try await second(two, value) } catch {
            await kill(two)
            throw error
        }
        two.signal(SIGTERM)
        #expect(await two.exitStatus() == 0)
    }

    @Test func `a clock that stands goes on standing, and sandboxes stay apart`() async throws {
        try await Self.across { tossbox in
            let shops = ["a", "b"].map { Shop(at: tossbox, secretKey: "test_sk_\($0)") }
            try await shops[0].stopClock()
            return [try await shops[0].paid("order-1", 1000), try await shops[1].paid("order-1", 2000)]
        } second: { tossbox, paid in
            for (name, before) in zip(["a", "b"], paid) {
                let shop = Shop(at: tossbox, secretKey: "test_sk_\(name)")
                #expect(try await shop.payment(before.paymentKey.text ?? "") == before)
                let list = try await shop.control("GET", "/payments").items.list
                #expect(list.count == 1)
            }
            let clock = try await Shop(at: tossbox, secretKey: "test_sk_a").control("GET", "/clock")
            #expect(clock.now == "2026-01-05T09:00:00+09:00")
            #expect(clock.mode == "manual")
            #expect(try await Shop(at: tossbox, secretKey: "test_sk_b").control("GET", "/clock").mode == "system")
        }
    }

    @Test func `a sandbox that was forgotten or started over is so after a start`() async throws {
        try await Self.across { tossbox in
            for name in ["gone", "reset", "empty"] {
                let shop = Shop(at: tossbox, secretKey: "test_sk_\(name)")
                try await shop.load(["seed": 7])
                try await shop.paid("order-1", 1000)
                let pair: JSONText = ["clientKey": .string("test_ck_\(name)2"), "secretKey": .string(shop.secretKey)]
                try await shop.control("POST", "/keys", pair)
            }
            try await Shop(at: tossbox, secretKey: "test_sk_gone").control("DELETE", "")
            try await Shop(at: tossbox, secretKey: "test_sk_reset").control("POST", "/reset", [:])
            try await Shop(at: tossbox, secretKey: "test_sk_empty").control("POST", "/reset", ["to": "empty"])
        } second: { tossbox, _ in
            for (name, scenario, isBound) in [
                ("gone", "standard", false), ("reset", "test", true), ("empty", "standard", false),
            ] {
                let shop = Shop(at: tossbox, secretKey: "test_sk_\(name)")
                #expect(try await shop.control("GET", "/payments").items.list.isEmpty)
                #expect(try await shop.control("GET", "/scenario").name == .string(scenario), "\(name)")
                let visit = try await tossbox.call(
                    "POST",
                    "/sandbox/payments?key=test_ck_\(name)2",
                    body: Array(#"{"orderId":"order-2","amount":1000}"#.utf8)
                )
                #expect(visit.status == 201)
                #expect(try await shop.control("GET", "/payments").items.list.count == (isBound ? 1 : 0), "\(name)")
            }
        }
    }

    @Test func `an adopted payment and its key stay with their heir`() async throws {
        func visit(_ tossbox: LiveTossbox, _ order: String) async throws -> String {
            let body = Array(#"{"orderId":"\#(order)","amount":1000}"#.utf8)
            let answer = try await tossbox.call("POST", "/sandbox/payments?key=test_ck_other", body: body)
            return answer.json.paymentKey.text ?? ""
        }
        try await Self.across { tossbox in
            let shop = Shop(at: tossbox, secretKey: "test_sk_heir")
            let first = try await visit(tossbox, "order-1")
            let second = try await visit(tossbox, "order-2")
            #expect(try await shop.confirm(first, "order-1", 1000).status == 200)
            return second
        } second: { tossbox, second in
            let shop = Shop(at: tossbox, secretKey: "test_sk_heir")
            #expect(try await shop.confirm(second, "order-2", 1000).status == 200)
            let third = try await visit(tossbox, "order-3")
            #expect(try await shop.payment(third).status == "IN_PROGRESS")
        }
    }

    @Test(arguments: ["before-commit", "after-commit"])
    func `a request that waited when the server died is over`(phase: String) async throws {
        try await Self.across { tossbox in
            let shop = Shop(at: tossbox, secretKey: "test_sk_a")
            let delay: JSONText = ["delay": "PT50S", "phase": .string(phase)]
            try await shop.load(["rules": [["on": "payments.confirm", "times": 1, "then": delay]]])
            let key = try await shop.pay("order-1", 1000)
            let asked = Task { try? await shop.confirm(key, "order-1", 1000, headers: ["Idempotency-Key": "k"]) }
            try await shop.waitForRequest()
            return (key, asked)
        } second: { tossbox, value in
            let shop = Shop(at: tossbox, secretKey: "test_sk_a")
            #expect(await value.1.value == nil)
            let isPaid = phase == "after-commit"
            #expect(try await shop.payment(value.0).status == (isPaid ? "DONE" : "IN_PROGRESS"))
            let again = try await shop.confirm(value.0, "order-1", 1000, headers: ["Idempotency-Key": "k"])
            #expect(again.status == 200)
            #expect(again.json.status == "DONE")
            let replayed = try await shop.control("GET", "/requests").items.list.last?.replayed
            #expect(replayed == .bool(isPaid))
        }
    }

    @Test func `a webhook and an alarm under way are sent again`() async throws {
        try await WebhookReceiver.serving(answering: { index, _ in index < 2 ? .never : .status(200) }) { receiver in
            try await Self.across { tossbox in
                let shop = Shop(at: tossbox, secretKey: "test_sk_a")
                try await shop.stopClock()
                try await shop.listen(at: receiver.url)
                let alarm: JSONText = ["id": "a", "at": "2026-01-05T09:01:00+09:00", "url": .string(receiver.url)]
                try await shop.control("POST", "/clock/alarms", alarm)
                let now: JSONText = ["now": "2026-01-05T09:02:00+09:00"]
                try await shop.control("PUT", "/clock", now)
                try await shop.paid("order-1", 1000)
                _ = try await receiver.deliveries(2)
            } second: { tossbox, _ in
                let shop = Shop(at: tossbox, secretKey: "test_sk_a")
                let all = try await receiver.deliveries(4)
                _ = try await shop.settle()
                #expect(Set(all.prefix(2).map(\.body)) == Set(all.dropFirst(2).map(\.body)))
                let delivery = try #require(try await shop.control("GET", "/webhooks/deliveries").items.list.first)
                #expect(delivery.state == "succeeded")
                #expect(delivery.attempts.list.map(\.error) == ["interrupted", .null])
            }
        }
    }

    @Test func `another history and other webhooks at a later start change nothing that was`() async throws {
        try await WebhookReceiver.serving { receiver in
            try await Self.across(
                ["--history", "2", "--webhook", "http://127.0.0.1:9/"],
                then: ["--webhook", receiver.url]
            ) { tossbox in
                let shop = Shop(at: tossbox, secretKey: "test_sk_a")
                return try await shop.paid("order-1", 1000)
            } second: { tossbox, paid in
                let shop = Shop(at: tossbox, secretKey: "test_sk_a")
                #expect(try await shop.payment(paid.paymentKey.text ?? "") == paid)
                let endpoints = try await shop.control("GET", "/webhooks/endpoints").items.list
                #expect(endpoints.map(\.url) == [.string(receiver.url)])
                try await shop.paid("order-2", 2000)
                #expect(try await receiver.delivery(1).json.data.orderId == "order-2")
                let bundle = try await shop.call("GET", "/sandbox/bundle").text
                let ending = try await Program.run(["replay", "-"], input: bundle)
                #expect(ending.status == 0, "\(ending)")
            }
        }
    }

    @Test func `an imported sandbox is there after a start`() async throws {
        try await Self.across { tossbox in
            let shop = Shop(at: tossbox, secretKey: "test_sk_a")
            let paid = try await shop.paid("order-1", 1000)
            let bundle = try TemporaryFile(try await shop.call("GET", "/sandbox/bundle").text)
            let other = Shop(at: tossbox, secretKey: "test_sk_b")
            try await other.paid("order-before", 5000)
            let ending = try await Program.run(["import", bundle.path, "--url", tossbox.url, "--key", other.secretKey])
            #expect(ending.status == 0, "\(ending)")
            try await other.paid("order-2", 2000)
            return paid
        } second: { tossbox, paid in
            let other = Shop(at: tossbox, secretKey: "test_sk_b")
            #expect(try await other.payment(paid.paymentKey.text ?? "") == paid)
            let list = try await other.control("GET", "/payments").items.list
            #expect(list.map(\.orderId) == ["order-1", "order-2"])
        }
    }

    @Test func `commands that found a forgotten sandbox are dropped by the next start, and no others`() async throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/tossbox.sqlite"
        let one = try await Self.start(folder)
        for name in ["a", "b", "c"] { try await Shop(at: one, secretKey: "test_sk_\(name)").paid("order-1", 1000) }
        try await Shop(at: one, secretKey: "test_sk_b").control("DELETE", "")
        await Self.kill(one)
        for id in [0, 99] {
            try Connection.open(path: path).execute(
                "INSERT INTO entry VALUES (\(id), 3, 1, 0, NULL, 0, '{}', NULL)"
            )
        }
        let two = try await Self.start(folder)
        two.signal(SIGTERM)
        #expect(await two.exitStatus() == 0)
        let left = try Connection.open(path: path).query(
            """
            SELECT name, count(number) FROM entry LEFT JOIN progress ON progress.journal = entry.journal
            LEFT JOIN sandbox ON id = sandbox GROUP BY entry.journal ORDER BY name
            """
        ) { row in "\(row.value(0)) \(row.value(1))" }
        #expect(left == [#"text("a") integer(2)"#, #"text("c") integer(2)"#])
    }

    @Test func `two servers do not share a folder`() async throws {
        let folder = TemporaryFolder()
        let one = try await Self.start(folder)
        let ending = try await Program.run(["serve", "--port", "0", "--data", folder.path])
        #expect(ending.status == 1)
        #expect(ending.output.isEmpty)
        #expect(ending.errors.contains("another tossbox uses \(folder.path)"))
        await Self.kill(one)
        let two = try await Self.start(folder)
        await Self.kill(two)
    }

    @Test func `a fork outlives its source, a kill and the next start`() async throws {
        let folder = TemporaryFolder()
        let one = try await Self.start(folder)
        let source = Shop(at: one, secretKey: "test_sk_source")
        let copy = Shop(at: one, secretKey: "test_sk_copy")
        _ = try await source.pay("order-1", 1000)
        try await source.control("POST", "/snapshots", ["name": "base"])
        _ = try await source.pay("order-2", 1000)
        _ = try await copy.pay("order-3", 1000)
        try await source.control("POST", "/snapshots/base/fork", ["key": "test_sk_copy"])
        try await source.control("DELETE", "")
        _ = try await copy.pay("order-4", 1000)
        await Self.kill(one)
        let two = try await Self.start(folder)
        let after = Shop(at: two, secretKey: "test_sk_copy")
        #expect(try await after.control("GET", "/payments").items.list.map(\.orderId) == ["order-1", "order-4"])
        #expect(try await after.control("GET", "/snapshots").items[0].name == "base")
        await Self.kill(two)
    }

    @Test(arguments: [
        ("PRAGMA user_version = 99", "written by a newer Tossbox"),
        ("PRAGMA user_version = 1", "written by an older Tossbox"),
        ("UPDATE entry SET command = '{\"kind\":\"fly\"}' WHERE number = 2", "sandbox \"a\" is damaged: entry 2"),
        ("UPDATE entry SET command = x'00FF' WHERE number = 1", "sandbox \"a\" is damaged: entry 1"),
        ("UPDATE entry SET command = replace(command, 'order-', 'ordeR-')", "it is not as it was written"),
        ("UPDATE entry SET at = at + 1 WHERE number = 2", "it is not as it was written"),
        ("DELETE FROM entry WHERE number = 1", "sandbox \"a\" is damaged: entry 1"),
        ("UPDATE entry SET outcome_checksum = 1 WHERE number = 2", "it is not as it was written"),
        ("UPDATE entry SET outcome_checksum = NULL", "it is not as it was written"),
        ("DELETE FROM entry WHERE number = 2", "entry 2 cannot be read (it is missing; 2 commands were written)"),
        ("UPDATE sandbox SET opening = '{}'", "sandbox \"a\" is damaged: the opening"),
        (
            "UPDATE sandbox SET opening = replace(opening, '\"openedAt\":1', '\"openedAt\":2')",
            "the opening cannot be read"
        ),
        ("UPDATE sandbox SET has_secret = 0", "the opening cannot be read"),
        ("UPDATE sandbox SET name = 'c'", "the opening cannot be read"),
        ("UPDATE sandbox SET id = 9; UPDATE progress SET sandbox = 9", "the opening cannot be read"),
        ("DELETE FROM sandbox", "the list of sandboxes and keys"),
        ("UPDATE progress SET count = 1", "how far it goes"), ("DELETE FROM progress", "how far it goes"),
        ("UPDATE binding SET sandbox = 'b'", "a key bound to it"),
        ("UPDATE binding SET heir_of = 1", "a key bound to it"),
        ("DELETE FROM binding", "the list of sandboxes and keys"),
        ("DELETE FROM folder", "the list of sandboxes and keys"),
        ("DROP TABLE binding", "no such table: binding"),
    ])
    func `a file that cannot be understood stops the start and stays as it is`(
        sql: String,
        message: String
    ) async throws {
        let folder = TemporaryFolder()
        let one = try await Self.start(folder)
        let shop = Shop(at: one, secretKey: "test_sk_a")
        try await shop.paid("order-1", 1000)
        try await shop.control("POST", "/keys", ["clientKey": "test_ck_other", "secretKey": "test_sk_a"])
        one.signal(SIGTERM)
        #expect(await one.exitStatus() == 0)
        let path = folder.path + "/tossbox.sqlite"
        try Connection.open(path: path).execute(sql)
        let before = try Self.content(of: path)
        let ending = try await Program.run(["serve", "--port", "0", "--data", folder.path])
        #expect(ending.status == 1)
        #expect(ending.output.isEmpty)
        #expect(ending.errors.contains(message), "\(ending.errors)")
        #expect(try Self.content(of: path) == before)
    }

    private static func content(of path: String) throws -> [String] {
        try Connection.open(path: path).query("SELECT number, at, command, outcome FROM entry ORDER BY number") { row in
            "\(row.value(0)) \(row.value(1)) \(row.value(2)) \(row.value(3))"
        }
    }

    @Test func `a file that cannot be written ends the server, and what it could not keep nobody hears of`()
        async throws
    {
        try await WebhookReceiver.serving { receiver in
            let folder = TemporaryFolder()
            let tossbox = try await Self.start(folder, ["--webhook", receiver.url])
            let shop = Shop(at: tossbox, secretKey: "test_sk_a")
            let key = try await shop.pay("order-1", 1000)
            // Somebody else writes, and does not end.
            let connection = try Connection.open(path: folder.path + "/tossbox.sqlite")
            try connection.execute("BEGIN IMMEDIATE")
            let answer = try await shop.confirm(key, "order-1", 1000)
            #expect(answer.status == 500)
            #expect(answer.json.code == "FAILED_INTERNAL_SYSTEM_PROCESSING")
            #expect(await tossbox.exitStatus() == 1)
            #expect(tossbox.errors.contains("cannot write the journal"))
            #expect(receiver.deliveries.isEmpty)
            try connection.execute("ROLLBACK")
            let next = try await Self.start(folder, ["--webhook", receiver.url])
            #expect(try await Shop(at: next, secretKey: "test_sk_a").payment(key).status == "IN_PROGRESS")
            await Self.kill(next)
        }
    }

    @Test(arguments: ["tossbox.sqlite", "tossbox.sqlite-wal", "lock", ""])
    func `a file that is taken away is noticed with the next command`(name: String) async throws {
        let folder = TemporaryFolder()
        let tossbox = try await Self.start(folder)
        let shop = Shop(at: tossbox, secretKey: "test_sk_a")
        let key = try await shop.pay("order-1", 1000)
        let path = name.isEmpty ? folder.path : folder.path + "/" + name
        let kept = folder.path + "-kept"
        try FileManager.default.moveItem(atPath: path, toPath: kept)
        defer { try? FileManager.default.removeItem(atPath: kept) }
        #expect(try await shop.confirm(key, "order-1", 1000).status == 500)
        let later = try? await shop.control("GET", "/payments")
        #expect(later.map { $0.code == "DATA_NOT_WRITTEN" } ?? true)
        #expect(await tossbox.exitStatus() == 1)
        #expect(tossbox.errors.contains("was taken away or replaced while it was in use"))
    }

    @Test func `what waits for a write that fails is told so, and streams end`() async throws {
        let folder = TemporaryFolder()
        let tossbox = try await Self.start(folder)
        let shop = Shop(at: tossbox, secretKey: "test_sk_a")
        try await shop.load(["rules": [["on": "payments.confirm", "times": 1, "then": ["delay": "PT4S"]]]])
        let key = try await shop.pay("order-1", 1000)
        let held = Task { try await shop.confirm(key, "order-1", 1000) }
        try await shop.waitForRequest()
        let stream = Task { try await shop.call("GET", "/sandbox/events") }
        try FileManager.default.removeItem(atPath: folder.path + "/tossbox.sqlite")
        let visit = try await shop.call("POST", "/sandbox/payments", ["orderId": "order-2", "amount": 1000])
        #expect(visit.status == 500)
        #expect(visit.json.code == "DATA_NOT_WRITTEN")
        #expect(try await held.value.status == 500)
        _ = try? await stream.value
        #expect(await tossbox.exitStatus() == 1)
    }

    @Test func `its files are for their owner alone, whatever the umask and the folder allow`() async throws {
        let folder = TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        func rights() throws -> [String: Int] {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            return try names.reduce(into: [:]) { rights, name in
                let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
                rights[name] = attributes[.posixPermissions] as? Int
            }
        }
        let all = ["lock": 0o600, "tossbox.sqlite": 0o600, "tossbox.sqlite-shm": 0o600, "tossbox.sqlite-wal": 0o600]
        let one = try await Self.start(folder)
        try await Shop(at: one, secretKey: "test_sk_a").paid("order-1", 1000)
        #expect(try rights() == all)
        await Self.kill(one)
        for name in all.keys {
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.path + "/" + name)
        }
        let two = try await Self.start(folder)
        #expect(try rights() == all)
        #expect(two.errors.contains("tossbox.sqlite; it is for its owner alone from now on."))
        await Self.kill(two)
    }

    @Test func `look-ups take little room, and a reset gives it back`() async throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/tossbox.sqlite"
        func size() throws -> Int64 {
            let pages = try Connection.open(path: path).query("PRAGMA page_count") { row in try row.integer(0) }
            return (pages.first ?? 0) << 12
        }
        let tossbox = try await Self.start(folder)
        let shop = Shop(at: tossbox, secretKey: "test_sk_a")
        let empty = try size()
        var keys: [String] = []
        for number in 1...100 {
            keys.append(try await shop.paid("order-\(number)", 1000).paymentKey.text ?? "")
        }
        let before = try size()
        for round in 1...5 {
            for (number, key) in keys.enumerated() {
                let path = round.isMultiple(of: 2) ? "orders/order-\(number + 1)" : key
                #expect(try await shop.call("GET", "/v1/payments/\(path)").status == 200)
            }
        }
        let each = Double(try size() - before) / 500
        #expect(each < 100)
        try await shop.control("POST", "/reset", [:])
        tossbox.signal(SIGTERM)
        #expect(await tossbox.exitStatus() == 0)
        let file = try FileManager.default.attributesOfItem(atPath: path)
        #expect(file[.size] as? Int64 ?? .max < empty + (70 << 12))
        #expect(before > empty + (70 << 12))
        let next = try await Self.start(folder)
        #expect(try await Shop(at: next, secretKey: "test_sk_a").control("GET", "/payments").items.list.isEmpty)
        await Self.kill(next)
    }

    @Test func `look-ups are in the log and in the bundle after a start, and what follows is the same`() async throws {
        func drive(_ shop: Shop, _ orders: ClosedRange<Int>) async throws {
            for number in orders {
                let key = try await shop.paid("order-\(number)", 1000).paymentKey.text ?? ""
                for path in [key, key, "orders/order-\(number)", "orders/nothing"] {
                    _ = try await shop.call("GET", "/v1/payments/\(path)")
                }
            }
        }
        func traces(_ shop: Shop) async throws -> [String] {
            let list = try await shop.control("GET", "/requests").items.list
            return list.map { "\($0.id) \($0.path) \($0.status)" }
        }
        let scenario: JSONText = ["seed": 7, "clock": ["mode": "manual", "start": "2026-01-05T09:00:00+09:00"]]
        let straight = try await Shop.open()
        try await straight.load(scenario)
        try await drive(straight, 1...4)
        let (last, expected) = (try await straight.pay("order-9", 1000), try await traces(straight))
        try await Self.across { tossbox in
            let shop = Shop(at: tossbox, secretKey: "test_sk_a")
            try await shop.load(scenario)
            try await drive(shop, 1...2)
        } second: { tossbox, _ in
            let shop = Shop(at: tossbox, secretKey: "test_sk_a")
            try await drive(shop, 3...4)
            #expect(try await shop.pay("order-9", 1000) == last)
            #expect(try await traces(shop) == expected)
            let bundle = try await shop.call("GET", "/sandbox/bundle").text
            let ending = try await Program.run(["replay", "-"], input: bundle)
            #expect(ending.output == "-: 25 commands, every answer and webhook the same\n", "\(ending)")
        }
    }

    @Test func `bundles taken while scenarios change are of one moment`() async throws {
        let folder = TemporaryFolder()
        let tossbox = try await Self.start(folder)
        let shop = Shop(at: tossbox, secretKey: "test_sk_a")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 1...3 {
                group.addTask {
                    for number in 1...40 {
                        switch client {
                        case 1: try await shop.load(["seed": .number("\(number)")])
                        case 2: try await shop.load(["name": .string("n\(number)")])
                        default: _ = try? await shop.paid("order-\(number)", 1000)
                        }
                    }
                }
            }
            for _ in 1...2 {
                group.addTask {
                    for _ in 1...20 {
                        let answer = try await shop.call("GET", "/sandbox/bundle")
                        guard answer.status == 200 else {
                            #expect(answer.text.contains("again and again"), "\(answer.text)")
                            continue
                        }
                        let replay = try await tossbox.call("POST", "/sandbox/replay", body: answer.body)
                        #expect(replay.json.identical == true, "\(replay.text)")
                    }
                }
            }
            try await group.waitForAll()
        }
        await Self.kill(tossbox)
    }

    @Test(arguments: ["/dev/null", "/dev/null/x", "/proc/nothing"])
    func `a folder that cannot be made is told so`(path: String) async throws {
        let ending = try await Program.run(["serve", "--port", "0", "--data", path])
        #expect(ending.status == 1)
        #expect(ending.errors.contains(path) || ending.errors.contains("/dev/null"))
    }
}
