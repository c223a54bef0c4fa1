import Database
import HTTPServer
import JSON
import Locking
import SandboxCore
import SandboxServer
import Scenarios
import TestSupport
import Testing
import TossAPI

/// A data folder in process: what leaves when, and what becomes of a disk that is full.
@Suite(.timeLimit(.minutes(3))) struct DataFolderTests {
    private static let hook = #"""
        {"name":"n","description":"d","webhooks":{"endpoints":[{"url":"http://127.0.0.1:1/"}]}}
        """#

    private static func application(
        _ data: DataStore,
        send: @escaping @Sendable (Transmission) -> Void = { _ in }
    ) throws -> Application {
        var configuration = Tossbox.Configuration()
        configuration.hub.scenario = try #require(Scenario.read(Array(hook.utf8)).scenario)
        let outside = SandboxCell.Outside(send: { transmission, _ in send(transmission) }, ring: { _, _ in })
        let application = try Application(configuration, outside: outside, data: data)
        application.start()
        return application
    }

    private static func answer(_ application: Application, _ request: Request) async throws -> Answer {
        let pending = PendingAnswer()
        application.handle(request, Exchange(reportingTo: { pending.settle($0) }))
        return try await pending.answer()
    }

    private static func visit(_ orderId: String) -> Request {
        .toss(.post, "/sandbox/payments", #"{"orderId":"\#(orderId)","amount":1000}"#)
    }

    private static func emission(_ orderId: String) -> Request {
        .toss(.post, "/sandbox/webhooks/emit", #"{"eventType":"PAYMENT_STATUS_CHANGED","orderId":"\#(orderId)"}"#)
    }

    @Test func `nothing that leaves overtakes what was caused before it`() async throws {
        let folder = TemporaryFolder()
        let data = try DataStore(folder.path)
        let sent = Locked<[String]>([])
        let (isUnderWay, isOver) = (Latch(), Latch())
        let application = try Self.application(data) { transmission in
            let orderId = (try? JSONNode(parsing: transmission.body))?["data"]?["orderId"]?.string ?? ""
            if orderId == "order-1" {
                isUnderWay.open()
                isOver.wait(atMost: .seconds(60))
            }
            sent.withLock { $0.append(orderId) }
        }
        for number in 1...2 { #expect(try await Self.answer(application, Self.visit("order-\(number)")).status == 201) }
        // Waiting needs threads of its own.
        _ = detachThread { application.handle(Self.emission("order-1"), Exchange(reportingTo: { _ in })) }
        await withCheckedContinuation { continuation in
            _ = detachThread {
                isUnderWay.wait(atMost: .seconds(60))
                continuation.resume()
            }
        }
        let second = PendingAnswer()
        application.handle(Self.emission("order-2"), Exchange(reportingTo: { second.settle($0) }))
        #expect(sent.withLock { $0 }.isEmpty)
        isOver.open()
        _ = try await second.answer()
        #expect(sent.withLock { $0 } == ["order-1", "order-2"])
    }

    @Test func `a full disk is told to everybody who waits, and nothing is called kept that is not`() async throws {
        let folder = TemporaryFolder()
        let reasons = Locked<[String]>([])
        let sent = Locked<[String]>([])
        let fail: @Sendable (String) -> Void = { reason in reasons.withLock { $0.append(reason) } }
        let data = try DataStore(folder.path, onFailure: fail, largest: 40)
        let application = try Self.application(data) { transmission in
            sent.withLock { $0.append(transmission.deliveryId) }
        }
        let answers = try await withThrowingTaskGroup(of: (String, Answer).self) { group in
            for number in 1...400 {
                group.addTask {
                    ("order-\(number)", try await Self.answer(application, Self.visit("order-\(number)")))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        data.finish()
        let kept = answers.filter { $0.1.status == 201 }
        let lost = answers.filter { $0.1.status == 500 }
        #expect(kept.count + lost.count == 400)
        #expect(!kept.isEmpty && !lost.isEmpty)
        #expect(lost.allSatisfy { $0.1.code == "DATA_NOT_WRITTEN" && $0.1.message?.isEmpty == false })
        #expect(reasons.withLock { $0 }.count == 1)
        #expect(reasons.withLock { $0 }.first?.contains("full") == true)
        // From now on as well.
        let told = sent.withLock { $0 }
        let key = try #require(kept.first?.1.text("paymentKey"))
        let confirm = Request.toss(.post, "/v1/payments/confirm", Gateway.confirmBody(key, kept[0].0, 1000))
        let refused = try await Self.answer(application, confirm)
        #expect(refused.status == 500)
        #expect(refused.code == "FAILED_INTERNAL_SYSTEM_PROCESSING")
        #expect(sent.withLock { $0 } == told)
    }

    @Test func `what was kept on a disk that got full is there when it has room again`() async throws {
        let folder = TemporaryFolder()
        var kept: Set<String> = []
        do {
            let data = try DataStore(folder.path, largest: 40)
            let application = try Self.application(data)
            for number in 1...400 {
                let answer = try await Self.answer(application, Self.visit("order-\(number)"))
                guard answer.status == 201 else { break }
                kept.insert("order-\(number)")
            }
            data.finish()
        }
        #expect(kept.count < 400)
        let application = try Self.application(try DataStore(folder.path))
        let list = try await Self.answer(application, .toss(.get, "/sandbox/payments?limit=1000"))
        #expect(Set((list["items"]?.array ?? []).compactMap { $0["orderId"]?.string }) == kept)
    }

    @Test func `an adoption that was cut in half is finished by the next start`() async throws {
        let folder = TemporaryFolder()
        let key: String
        do {
            let data = try DataStore(folder.path)
            let application = try Self.application(data)
            let body = Array(#"{"orderId":"order-1","amount":1000}"#.utf8)
            let request = Request(method: .post, target: "/sandbox/payments?key=test_ck_other", body: body)
            key = try #require(try await Self.answer(application, request).text("paymentKey"))
            #expect(try await Self.answer(application, Self.visit("order-0")).status == 201)
            data.finish()
        }
        // The key was bound, and then the server died.
        let connection = try Connection.open(path: folder.path + "/tossbox.sqlite")
        let owner = try #require(
            try connection.query("SELECT id FROM sandbox WHERE name = 'other'") { try $0.integer(0) }.first
        )
        let checksum = JournalSchema.binding("test_ck_other", sandbox: "gateway", heirOf: owner)
        try connection.execute(
            "INSERT INTO binding VALUES ('test_ck_other', 'gateway', ?1, ?2)",
            [.integer(owner), .integer(checksum)]
        )
        let sum = try connection.query("SELECT checksum FROM folder") { try $0.integer(0) }
        try connection.execute("UPDATE folder SET checksum = ?1", [.integer(try #require(sum.first) &+ checksum)])
        for _ in 1...2 {
            let data = try DataStore(folder.path)
            let application = try Self.application(data)
            let payment = try await Self.answer(application, .toss(.get, "/v1/payments/\(key)"))
            #expect(payment.text("status") == "IN_PROGRESS")
            let list = try await Self.answer(application, .toss(.get, "/sandbox/payments"))
            #expect(list["items"]?.array?.count == 2)
            data.finish()
        }
        let names = try connection.query("SELECT name FROM sandbox ORDER BY name") { try $0.text(0) }
        #expect(names == ["gateway"])
    }
}
