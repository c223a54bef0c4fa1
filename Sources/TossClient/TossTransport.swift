internal import Encodings
internal import HTTPClient
internal import JSON

/// Sends one call and sorts what comes back; it knows paths and headers, not payments.
struct TossTransport: Sendable {
    let configuration: TossClient.Configuration
    let client: Client
    let observe: (@Sendable (TossCallRecord) -> Void)?

    /// Sends a call whose success is an object; `isOurs` checks that it is about what was asked.
    ///
    /// A repeated idempotency key brings the first call's answer back, whatever the body says now, so an answer about
    /// another payment is possible, and is no answer.
    func send<Object: TossObject>(
        _ request: TossRequest,
        reading: Object.Type,
        isOurs: (Object) -> Bool
    )
        async throws(TossFailure) -> Object
    {
        let answer = try await exchange(request)
        guard let node = try? JSONNode(parsing: answer.body), let object = Object(node) else {
            throw report(request, answer, .unknownOutcome("the answer \(answer.status) is no \(Object.name)"))
        }
        guard isOurs(object) else {
            let reason = "the answer \(answer.status) is about another \(Object.name) than the one asked for"
            throw report(request, answer, .unknownOutcome(reason))
        }
        report(request, answer)
        return object
    }

    /// Sends a call whose success needs no body.
    func send(_ request: TossRequest) async throws(TossFailure) {
        report(request, try await exchange(request))
    }

    private func exchange(_ request: TossRequest) async throws(TossFailure) -> ClientResponse {
        let answer: ClientResponse
        do {
            answer = try await client.send(try clientRequest(for: request))
        } catch let error as ClientError {
            throw report(request, nil, TossFailure(error))
        } catch let failure as TossFailure {
            throw report(request, nil, failure)
        } catch {
            throw report(request, nil, .unknownOutcome("\(error)"))
        }
        guard (200..<300).contains(answer.status) else {
            throw report(request, answer, TossFailure(status: answer.status, body: answer.body))
        }
        return answer
    }

    private func clientRequest(for request: TossRequest) throws(TossFailure) -> ClientRequest {
        var url = configuration.baseURL
        while url.hasSuffix("/") { url.removeLast() }
        url += "/v1"
        for segment in request.path {
            // A key comes from a browser. These would make another path of it, here or in a proxy on the way.
            guard !segment.isEmpty, segment != ".", segment != ".." else {
                throw .ourMistake(status: nil, code: nil, message: "\(segment.debugDescription) is no key")
            }
            url += "/" + percentEncoded(segment)
        }
        // The password is empty, the colon is not.
        var headers = [("Authorization", "Basic " + base64(Array("\(configuration.secretKey):".utf8)))]
        if !request.body.isEmpty { headers.append(("Content-Type", "application/json")) }
        if let key = request.idempotencyKey { headers.append(("Idempotency-Key", key)) }
        return ClientRequest(
            method: request.method,
            url: url,
            headers: headers,
            body: request.body,
            timeout: configuration.timeout,
            connectTimeout: configuration.connectTimeout
        )
    }

    private func report(_ request: TossRequest, _ answer: ClientResponse?, _ failure: TossFailure) -> TossFailure {
        observe?(record(request, answer, failure))
        return failure
    }

    private func report(_ request: TossRequest, _ answer: ClientResponse) { observe?(record(request, answer, nil)) }

    private func record(_ request: TossRequest, _ answer: ClientResponse?, _ failure: TossFailure?) -> TossCallRecord {
        TossCallRecord(
            action: request.action,
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
