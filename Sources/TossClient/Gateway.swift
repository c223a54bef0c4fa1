internal import Encodings
internal import HTTPClient
internal import JSON

/// Sends one call and sorts what comes back; it knows paths and headers, not payments.
struct Gateway: Sendable {
    let configuration: TossClient.Configuration
    let client: Client
    let observe: (@Sendable (TossCall) -> Void)?

    struct Call {
        let operation: TossCall.Operation
        let method: String
        /// What follows `/v1`, not yet percent-encoded.
        let path: [String]
        let idempotencyKey: String?
        let body: [UInt8]

        init(
            _ operation: TossCall.Operation,
            _ method: String,
            _ path: [String],
            idempotencyKey: String? = nil,
            body: [UInt8] = []
        ) {
            self.operation = operation
            self.method = method
            self.path = path
            self.idempotencyKey = idempotencyKey
            self.body = body
        }
    }

    /// Sends a call whose success is an object; `isOurs` checks that it is about what was asked.
    ///
    /// A repeated idempotency key brings the first call's answer back, whatever the body says now, so an answer about
    /// another payment is possible, and is no answer.
    func send<Object: TossObject>(
        _ call: Call,
        reading: Object.Type,
        isOurs: (Object) -> Bool
    )
        async throws(TossFailure) -> Object
    {
        let answer = try await exchange(call)
        guard let node = try? JSONNode(parsing: answer.body), let object = Object(node) else {
            throw report(call, answer, .unknownOutcome("the answer \(answer.status) is no \(Object.name)"))
        }
        guard isOurs(object) else {
            let reason = "the answer \(answer.status) is about another \(Object.name) than the one asked for"
            throw report(call, answer, .unknownOutcome(reason))
        }
        report(call, answer)
        return object
    }

    /// Sends a call whose success needs no body.
    func send(_ call: Call) async throws(TossFailure) {
        report(call, try await exchange(call))
    }

    private func exchange(_ call: Call) async throws(TossFailure) -> ClientResponse {
        let answer: ClientResponse
        do {
            answer = try await client.send(try request(for: call))
        } catch let error as ClientError {
            throw report(call, nil, TossFailure(error))
        } catch let failure as TossFailure {
            throw report(call, nil, failure)
        } catch {
            throw report(call, nil, .unknownOutcome("\(error)"))
        }
        guard (200..<300).contains(answer.status) else {
            throw report(call, answer, TossFailure(status: answer.status, body: answer.body))
        }
        return answer
    }

    private func request(for call: Call) throws(TossFailure) -> ClientRequest {
        var url = configuration.baseURL
        while url.hasSuffix("/") { url.removeLast() }
        url += "/v1"
        for segment in call.path {
            // A key comes from a browser. These would make another path of it, here or in a proxy on the way.
            guard !segment.isEmpty, segment != ".", segment != ".." else {
                throw .ourMistake(status: nil, code: nil, message: "\(segment.debugDescription) is no key")
            }
            url += "/" + percentEncoded(segment)
        }
        // The password is empty, the colon is not.
        var headers = [("Authorization", "Basic " + base64(Array("\(configuration.secretKey):".utf8)))]
        if !call.body.isEmpty { headers.append(("Content-Type", "application/json")) }
        if let key = call.idempotencyKey { headers.append(("Idempotency-Key", key)) }
        return ClientRequest(
            method: call.method,
            url: url,
            headers: headers,
            body: call.body,
            timeout: configuration.timeout,
            connectTimeout: configuration.connectTimeout
        )
    }

    private func report(_ call: Call, _ answer: ClientResponse?, _ failure: TossFailure) -> TossFailure {
        observe?(record(call, answer, failure))
        return failure
    }

    private func report(_ call: Call, _ answer: ClientResponse) { observe?(record(call, answer, nil)) }

    private func record(_ call: Call, _ answer: ClientResponse?, _ failure: TossFailure?) -> TossCall {
        TossCall(
            operation: call.operation,
            status: answer?.status,
            traceId: answer?.header("x-tosspayments-trace-id"),
            failure: failure
        )
    }
}

/// An object of the API as this client reads it: what is not known is left aside.
protocol TossObject {
    /// What messages call it.
    static var name: String { get }
    /// Nil when something is missing that no shop can do without.
    init?(_ node: JSONNode)
}
