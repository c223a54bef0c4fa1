import HTTPServer
import JSON
import Locking
import SandboxCore
import SandboxServer
import Scenarios
import TossAPI

/// Both APIs in process, in a world that stands still until the test moves it.
///
/// Nothing here waits for real time: the wall clock is a value, sleepers sleep until they are woken, and webhooks stay
/// where they are until the test says what became of them.
final class Gateway: Sendable {
    static let key = "test_sk_gateway"
    static let basic = authorization("\(key):")

    let application: Application
    let sleeper = Sleeper()
    let post = Post()
    private let wall: Locked<Instant>

    init(
        token: String? = nil,
        scenario: String? = nil,
        configure: (inout Tossbox.Configuration) -> Void = { _ in }
    ) throws {
        let wall = Locked(Instant("2026-01-05T09:00:00+09:00") ?? .earliest)
        self.wall = wall
        var configuration = Tossbox.Configuration()
        configuration.token = token
        let sleeper = sleeper
        configuration.world = World(now: { wall.withLock { $0 } }, sleep: { try await sleeper.sleep($0) })
        if let scenario {
            let reading = Scenario.read(Array(scenario.utf8))
            guard let scenario = reading.scenario else { throw BadScenario(problems: reading.problems.map(\.message)) }
            configuration.hub.scenario = scenario
        }
        configure(&configuration)
        let post = post
        application = try Application(
            configuration,
            outside: SandboxCell.Outside(send: { post.take($0, from: $1) }, ring: { _, _ in })
        )
    }

    deinit { sleeper.giveUp() }

    /// Lets so much time pass on the wall clock; nobody is woken by it.
    func pass(_ time: Duration) { wall.withLock { $0 = $0 + time } }

    /// Hands a request in, and does not wait for its answer.
    func start(_ request: Request) -> PendingAnswer {
        let pending = PendingAnswer()
        let exchange = Exchange(
            reportingTo: { pending.settle($0) },
            writingTo: { pending.take($0) },
            isAbandoned: { pending.isAbandoned.withLock { $0 } }
        )
        application.handle(request, exchange)
        return pending
    }

    /// Hands a request in and waits for its answer.
    func answer(_ request: Request) async throws -> Answer { try await start(request).answer() }

    /// Calls the Toss API with the gateway's secret key; `headers` come first, so that they can replace the usual ones.
    func toss(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> Answer {
        try await answer(.toss(method, path, body, headers: headers))
    }

    /// Calls the control API for the gateway's sandbox.
    func control(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> Answer {
        try await answer(.toss(method, "/sandbox" + path, body, headers: headers))
    }

    /// Ends every webhook under way, and those that follow, with this status; says which there were.
    @discardableResult
    func deliver(status: Int = 200) -> [Transmission] {
        var delivered: [Transmission] = []
        while let (transmission, cell) = post.next() {
            delivered.append(transmission)
            cell.end(transmission, status: status)
        }
        return delivered
    }

    /// Ends the webhook that has been under way for longest.
    func deliverOne(status: Int = 200) {
        if let (transmission, cell) = post.next() { cell.end(transmission, status: status) }
    }

    /// Ends every webhook with 200 as soon as it is sent, for calls that wait for their webhooks.
    func deliverFromNowOn() {
        post.isAutomatic.withLock { $0 = true }
        deliver()
    }
}

extension SandboxCell {
    /// Reports what became of a webhook.
    fileprivate func end(_ transmission: Transmission, status: Int) {
        apply(
            DeliveryOutcome(
                delivery: transmission.delivery,
                epoch: transmission.epoch,
                status: status,
                error: nil,
                durationMilliseconds: 1
            )
        )
    }
}

struct BadScenario: Error { let problems: [String] }

/// A `Basic` header around any text.
func authorization(_ text: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var encoded: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let part = Array(rest.prefix(3))
        rest = rest.dropFirst(3)
        let bits = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
        for index in 0..<4 {
            encoded.append(index <= part.count ? alphabet[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
        }
    }
    return "Basic " + String(decoding: encoded, as: UTF8.self)
}

extension Request {
    /// A request as a merchant's backend sends it.
    static func toss(
        _ method: HTTPMethod,
        _ target: String,
        _ body: String? = nil,
        headers: HTTPHeaders = [:]
    ) -> Request {
        toss(method, target, bytes: body.map { Array($0.utf8) } ?? [], headers: headers)
    }

    static func toss(
        _ method: HTTPMethod,
        _ target: String,
        bytes: [UInt8],
        headers: HTTPHeaders = [:]
    ) -> Request {
        var all = headers
        if headers["Authorization"] == nil { all.add("Authorization", Gateway.basic) }
        if headers["Content-Type"] == nil, !bytes.isEmpty { all.add("Content-Type", "application/json") }
        return Request(method: method, target: target, headers: all, body: bytes)
    }

    func without(_ name: String) -> Request {
        var kept = HTTPHeaders()
        for field in headers where field.name != name { kept.add(field.name, field.value) }
        return Request(method: method, target: target, headers: kept, body: body)
    }
}

/// An answer, with its body as JSON when it is JSON.
struct Answer: Sendable, CustomStringConvertible {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]
    let json: JSONNode?

    init(_ response: Response) {
        status = response.status
        headers = response.headers
        body = response.body
        json = try? JSONNode(parsing: response.body)
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var code: String? { json?["code"]?.string }
    var message: String? { json?["message"]?.string }
    var description: String { "\(status) \(text.prefix(400))" }

    subscript(name: String) -> JSONNode? { json?[name] }

    func text(_ name: String) -> String? { json?[name]?.string }
    func number(_ name: String) -> Int64? { json?[name]?.integer }
}

/// An answer that may come later.
final class PendingAnswer: Sendable {
    private enum State: Sendable {
        case open
        case awaited(CheckedContinuation<Exchange.Outcome, Never>)
        case settled(Exchange.Outcome)
    }
    struct ConnectionReset: Error {}

    struct ConnectionClosed: Error {}

    private let state = Locked(State.open)
    private let bytes = Locked<[[UInt8]]>([])
    /// Whether the client has left.
    let isAbandoned = Locked(false)

    /// What was written to the connection so far, write by write.
    var written: [[UInt8]] { bytes.withLock { $0 } }

    func take(_ part: [UInt8]) -> Bool {
        bytes.withLock { $0.append(part) }
        return !isAbandoned.withLock { $0 }
    }

    /// Whether the answer is there.
    var isThere: Bool { state.withLock { if case .settled = $0 { true } else { false } } }

    func settle(_ outcome: Exchange.Outcome) {
        let waiting = state.withLock { state -> CheckedContinuation<Exchange.Outcome, Never>? in
            defer { state = .settled(outcome) }
            if case .awaited(let continuation) = state { return continuation } else { return nil }
        }
        waiting?.resume(returning: outcome)
    }

    func outcome() async -> Exchange.Outcome {
        await withCheckedContinuation { continuation in
            let outcome = state.withLock { state -> Exchange.Outcome? in
                if case .settled(let outcome) = state { return outcome }
                state = .awaited(continuation)
                return nil
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    func answer() async throws -> Answer {
        switch await outcome() {
        case .response(let response): return Answer(response)
        case .reset: throw ConnectionReset()
        case .close: throw ConnectionClosed()
        }
    }
}

/// Webhooks under way.
final class Post: Sendable {
    private struct State: Sendable {
        var waiting: [(Transmission, SandboxCell)] = []
        var all: [Transmission] = []
    }

    private let state = Locked(State())
    let isAutomatic = Locked(false)

    /// Everything handed over so far.
    var sent: [Transmission] { state.withLock { $0.all } }

    func take(_ transmission: Transmission, from cell: SandboxCell) {
        let endsAtOnce = isAutomatic.withLock { $0 }
        state.withLock { state in
            state.all.append(transmission)
            if !endsAtOnce { state.waiting.append((transmission, cell)) }
        }
        if endsAtOnce { cell.end(transmission, status: 200) }
    }

    func next() -> (Transmission, SandboxCell)? {
        state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
    }
}

extension Transmission {
    /// The status of the payment that the webhook tells of.
    var paymentStatus: String? { (try? JSONNode(parsing: body))?["data"]?["status"]?.string }
    var eventType: String? { (try? JSONNode(parsing: body))?["eventType"]?.string }
}
