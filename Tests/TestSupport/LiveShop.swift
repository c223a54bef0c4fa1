internal import Foundation
internal import Locking

/// The merchant's backend as a process beside a sandbox of its own, on that sandbox's clock.
package final class LiveShop: Sendable {
    /// The sandbox, called as the merchant's own tools would call it.
    package let sandbox: Shop
    /// The path of the SQLite file.
    package let database: String

    package static let webhookSecret = "the webhook secret of the tests"
    package static let adminEmail = "admin@shop.example"
    package static let password = "a good password"

    private let running: Locked<LiveServer>
    private let isAlive = Locked(true)

    private init(sandbox: Shop, database: String, merchant: LiveServer) {
        self.sandbox = sandbox
        self.database = database
        running = Locked(merchant)
    }

    package var merchant: LiveServer { running.withLock { $0 } }

    fileprivate static func open(_ sandbox: Shop, in directory: URL) async throws -> LiveShop {
        try await sandbox.stopClock()
        let database = directory.appending(path: "merchant.sqlite").path
        let merchant = try await start(sandbox, database, port: 0)
        return LiveShop(sandbox: sandbox, database: database, merchant: merchant)
    }

    private static func start(_ sandbox: Shop, _ database: String, port: UInt16) async throws -> LiveServer {
        try await LiveServer.start(
            ["--mode", "development", "--database", database, "--clock", sandbox.tossbox.url],
            of: Program.merchant,
            port: port,
            environment: [
                "TOSS_API_BASE_URL": sandbox.tossbox.url,
                "TOSS_CLIENT_KEY": sandbox.clientKey,
                "TOSS_SECRET_KEY": sandbox.secretKey,
                "TOSS_WEBHOOK_SECRET": webhookSecret,
                "MERCHANT_ADMIN_EMAIL": adminEmail,
                "MERCHANT_ADMIN_PASSWORD": password,
            ]
        )
    }

    /// Has the sandbox send Toss's own events to the merchant.
    package func listen() async throws {
        try await sandbox.listen(at: merchant.url + "/api/payments/webhook")
    }

    /// Has the sandbox send signed events of the older guide, of billing charges too, to Pro billing.
    package func listenForBilling() async throws {
        try await sandbox.listen(
            at: merchant.url + "/api/billing/toss/webhook",
            more: ["profile": "legacy", "secret": .string(Self.webhookSecret)]
        )
    }

    /// Ends the merchant in the middle of whatever it does.
    package func kill() async {
        guard takeLife() else { return }
        merchant.signal(SIGKILL)
        _ = await merchant.exitStatus()
    }

    /// Asks the merchant to end, and throws when it does not end well.
    package func stop() async throws {
        guard takeLife() else { return }
        merchant.signal(SIGTERM)
        let status = await merchant.exitStatus()
        guard status == 0 else {
            throw TestFailure("the merchant ended with \(status); standard error: \(merchant.errors)")
        }
    }

    /// Whether the process was running, and is now about to be ended.
    private func takeLife() -> Bool {
        isAlive.withLock { isAlive in
            defer { isAlive = false }
            return isAlive
        }
    }

    /// Starts the merchant again, on the same database and port.
    package func restart() async throws {
        let merchant = try await Self.start(sandbox, database, port: merchant.port)
        running.withLock { $0 = merchant }
        isAlive.withLock { $0 = true }
    }

    /// Starts a second merchant beside the first: the same database and sandbox, and a port of its own.
    package func another() async throws -> LiveServer {
        try await Self.start(sandbox, database, port: 0)
    }

    /// A call to the merchant.
    package func call(
        _ method: String,
        _ path: String,
        _ json: JSONText = .absent,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        let body = json == .absent ? nil : Array(json.description.utf8)
        return try await merchant.call(method, path, headers: headers, body: body)
    }

    /// Waits until webhooks have arrived and the merchant has done all that is due by now.
    package func settle() async throws {
        try await sandbox.settle()
        let answer = try await call("POST", "/test/drain")
        guard answer.status == 200 else { throw TestFailure("drain: \(answer.status) \(answer.text)") }
        try await sandbox.settle()
    }

    /// The instant at which a job has had itself called, once it has.
    package func alarm(of job: String) async throws -> String {
        while true {
            let alarms = try await sandbox.control("GET", "/clock/alarms").items.list
            if let at = alarms.first(where: { $0.id.text?.hasSuffix("-\(job)") == true })?.at.text { return at }
            try Task.checkCancellation()
        }
    }

    /// Moves the clock, and waits for what that has set off.
    @discardableResult
    package func advance(by length: String) async throws -> JSONText {
        let answer = try await sandbox.advance(by: length)
        try await settle()
        return answer
    }

    /// Moves the clock to an instant, and waits for what that has set off.
    @discardableResult
    package func advance(to instant: String) async throws -> JSONText {
        let answer = try await sandbox.control("POST", "/clock/advance", ["to": .string(instant)])
        try await settle()
        return answer
    }
}

/// Runs `body` with both programs, then stops them and asks that both ended well.
///
/// The clock stands at 2026-01-05T09:00:00+09:00, and the sandbox sends Toss's events to the merchant unless
/// `isListening` is false.
package func withShop<Result>(
    isListening: Bool = true,
    _ body: (LiveShop) async throws -> Result
) async throws -> Result {
    await Places.take()
    defer { Places.give() }
    return try await withTossbox(arguments: ["--quiet"]) { tossbox in
        let directory = FileManager.default.temporaryDirectory.appending(path: "shop-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let shop = try await LiveShop.open(Shop(at: tossbox), in: directory)
        let result: Result
        do {
            if isListening { try await shop.listen() }
            result = try await body(shop)
        } catch {
            await shop.kill()
            throw error
        }
        try await shop.stop()
        return result
    }
}

/// Room for a few shops at a time: dozens of processes at once would run into each other's time-outs.
private enum Places {
    private struct State: Sendable {
        var free = 6
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private static let state = Locked(State())

    static func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    static func give() {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
