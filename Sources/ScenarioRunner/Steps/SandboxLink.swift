internal import HTTPClient
internal import JSON

/// The control API of one file's sandbox.
struct SandboxLink: Sendable {
    let client: Client
    /// Without a slash at its end.
    let url: String
    let keys: RunKeys
    let token: String?

    /// One call; an answer that does not come is a failure that names the call.
    func call(
        _ method: String,
        _ path: String,
        _ body: [UInt8] = [],
        timeout: Duration = .seconds(70)
    ) async throws(StepFailure) -> HTTPReply {
        var headers = [("Authorization", "Basic \(keys.basic)")]
        if !body.isEmpty { headers.append(("Content-Type", "application/json")) }
        if let token { headers.append(("Tossbox-Token", token)) }
        let request = ClientRequest(method: method, url: url + path, headers: headers, body: body, timeout: timeout)
        do throws(ClientError) {
            let response = try await client.send(request)
            return HTTPReply(status: response.status, body: response.body)
        } catch {
            throw StepFailure("\(method) \(path) of the sandbox at \(url) was not answered: \(error)")
        }
    }

    /// One call whose answer must be a success.
    @discardableResult func succeed(
        _ method: String,
        _ path: String,
        _ body: [UInt8] = []
    ) async throws(StepFailure) -> HTTPReply {
        let reply = try await call(method, path, body)
        guard reply.isSuccess else {
            throw StepFailure("\(method) \(path) was answered with \(reply.status)", reply.complaint)
        }
        return reply
    }
}
