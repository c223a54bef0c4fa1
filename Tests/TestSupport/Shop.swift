internal import Foundation
internal import Locking

/// A merchant with a sandbox of its own: a secret key, and the calls a shop and its tests make.
package struct Shop: Sendable {
    package let tossbox: LiveTossbox
    package let secretKey: String

    package init(at tossbox: LiveTossbox, secretKey: String) {
        self.tossbox = tossbox
        self.secretKey = secretKey
    }

    private static let count = Locked(0)

    /// A shop nobody has used before, at the shared process.
    package static func open() async throws -> Shop { Shop(at: try await SharedTossbox.get()) }

    /// A shop nobody has used before.
    package init(at tossbox: LiveTossbox) {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        self.init(at: tossbox, secretKey: "test_sk_shop\(number)")
    }

    package var clientKey: String { secretKey.replacing("_sk_", with: "_ck_").replacing("_gsk_", with: "_gck_") }
    package var basic: String { Data((secretKey + ":").utf8).base64EncodedString() }

    /// A call with this shop's key; a header given here wins.
    package func call(
        _ method: String,
        _ path: String,
        _ json: JSONText = .absent,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        let own = ["Authorization": "Basic \(basic)"].merging(headers) { $1 }
        let body = json == .absent ? nil : Array(json.description.utf8)
        return try await tossbox.call(method, path, headers: own, body: body)
    }

    /// A control call that has to work.
    @discardableResult
    package func control(_ method: String, _ path: String, _ json: JSONText = .absent) async throws -> JSONText {
        let answer = try await call(method, "/sandbox" + path, json)
        guard (200...299).contains(answer.status) else {
            throw TestFailure("\(method) /sandbox\(path): \(answer.status) \(answer.text)")
        }
        return answer.json
    }

    /// A buyer pays by card in the window; the payment then waits for `confirm`.
    package func pay(
        _ orderId: String,
        _ amount: Int,
        card: String = "4242424242424242",
        more: JSONText = [:]
    ) async throws -> String {
        let body: JSONText = ["orderId": .string(orderId), "amount": JSONText(amount), "cardNumber": .string(card)]
        let answer = try await control("POST", "/payments", .merged(body, more))
        guard let key = answer.paymentKey.text else { throw TestFailure("no paymentKey in \(answer)") }
        return key
    }

    package func confirm(
        _ paymentKey: String,
        _ orderId: String,
        _ amount: Int,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        try await call(
            "POST",
            "/v1/payments/confirm",
            ["paymentKey": .string(paymentKey), "orderId": .string(orderId), "amount": JSONText(amount)],
            headers: headers
        )
    }

    /// A payment that went through.
    @discardableResult
    package func paid(_ orderId: String, _ amount: Int, more: JSONText = [:]) async throws -> JSONText {
        let answer = try await confirm(try await pay(orderId, amount, more: more), orderId, amount)
        guard answer.status == 200 else { throw TestFailure("confirm: \(answer.status) \(answer.text)") }
        return answer.json
    }

    package func payment(_ paymentKey: String) async throws -> JSONText {
        let answer = try await call("GET", "/v1/payments/\(paymentKey)")
        guard answer.status == 200 else { throw TestFailure("look-up: \(answer.status) \(answer.text)") }
        return answer.json
    }

    package func cancel(_ paymentKey: String, _ json: JSONText, headers: [String: String] = [:]) async throws -> Answer
    {
        try await call("POST", "/v1/payments/\(paymentKey)/cancel", json, headers: headers)
    }

    /// Stops the clock at `now`.
    @discardableResult
    package func stopClock(at now: String = "2026-01-05T09:00:00+09:00") async throws -> JSONText {
        try await control("PUT", "/clock", ["mode": "manual", "now": .string(now)])
    }

    @discardableResult
    package func advance(by length: String) async throws -> JSONText {
        try await control("POST", "/clock/advance", ["by": .string(length)])
    }

    /// Waits until nothing is under way.
    @discardableResult
    package func settle() async throws -> JSONText { try await control("POST", "/settle", ["timeout": "PT20S"]) }

    /// Waits until a request is held before its commit, and throws when it was answered before anybody looked.
    package func waitForHeldRequest() async throws {
        try await waitForRequest()
        let answer = try await call("POST", "/sandbox/settle", ["timeout": "PT0S"])
        guard answer.json.pending.list.contains(where: { $0.kind == "request" }) else {
            throw TestFailure("the request is not held any more: \(answer.text)")
        }
    }

    /// Waits until the log has a request, answered or not.
    package func waitForRequest() async throws {
        while try await control("GET", "/requests").items.list.isEmpty { try Task.checkCancellation() }
    }

    @discardableResult
    package func load(_ scenario: JSONText) async throws -> JSONText {
        try await control("PUT", "/scenario", .merged(["name": "test", "description": "Made by a test."], scenario))
    }

    /// Has this sandbox's webhooks sent to `url`, and returns the endpoint's id.
    @discardableResult
    package func listen(at url: String, more: JSONText = [:]) async throws -> String {
        let endpoint = try await control("POST", "/webhooks/endpoints", .merged(["url": .string(url)], more))
        guard let id = endpoint.id.text else { throw TestFailure("no id in \(endpoint)") }
        return id
    }

    /// The text of a request as it goes over a socket.
    package func rawRequest(
        _ method: String,
        _ path: String,
        _ json: JSONText,
        headers: [String: String] = [:]
    )
        -> String
    {
        let body = json == .absent ? "" : json.description
        let more = headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        return """
            \(method) \(path) HTTP/1.1\r
            Host: 127.0.0.1:\(tossbox.port)\r
            Authorization: Basic \(basic)\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \(more)\r
            \(body)
            """
    }
}
