internal import Encodings
package import HTTPClient
internal import JSON
package import TossAPI

/// The clock of a sandbox, read and given alarms over HTTP.
///
/// Which sandbox it is follows from the secret key, as everywhere.
package struct SandboxClockClient: Sendable {
    /// Where the sandbox is, without a slash at the end.
    package let url: String
    private let authorization: String
    private let client: Client

    /// Talks to the sandbox at `url`, which has no path.
    package init(url: String, secretKey: String, client: Client) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        authorization = "Basic " + base64(Array("\(secretKey):".utf8))
        self.client = client
    }

    /// This clock as the merchant takes it.
    package var clock: MerchantClock { MerchantClock { () async throws(ShopError) in try await self.now() } }

    /// What the sandbox's clock shows.
    package func now() async throws(ShopError) -> Instant {
        let answer = try await call("GET", "/sandbox/clock", [])
        guard let now = answer["now"]?.string.flatMap({ Instant($0) }) else {
            throw .clockUnreachable("the sandbox's clock answered without \"now\"")
        }
        return now
    }

    /// Has the sandbox call `callback` when its clock gets to `instant`, in place of an earlier alarm of that name.
    package func setAlarm(_ id: String, at instant: Instant, callback: String) async throws(ShopError) {
        let body = JSONWriter.bytes {
            $0.object { json in
                json.member("id", id)
                json.member("at", instant.preciseTimestamp)
                json.member("url", callback)
            }
        }
        _ = try await call("POST", "/sandbox/clock/alarms", body)
    }

    /// The alarms that are set there, by their names.
    package func alarms() async throws(ShopError) -> [String: Instant] {
        let answer = try await call("GET", "/sandbox/clock/alarms?limit=1000", [])
        guard let items = answer["items"]?.array else {
            throw .clockUnreachable("the sandbox's clock answered without a list of alarms")
        }
        var alarms: [String: Instant] = [:]
        for item in items {
            guard let id = item["id"]?.string, let at = item["at"]?.string.flatMap({ Instant($0) }) else { continue }
            alarms[id] = at
        }
        return alarms
    }

    private func call(_ method: String, _ path: String, _ body: [UInt8]) async throws(ShopError) -> JSONNode {
        var headers = [("Authorization", authorization)]
        if !body.isEmpty { headers.append(("Content-Type", "application/json")) }
        let request = ClientRequest(
            method: method,
            url: url + path,
            headers: headers,
            body: body,
            timeout: .seconds(10)
        )
        let response: ClientResponse
        do throws(ClientError) { response = try await client.send(request) } catch {
            throw .clockUnreachable("\(error)")
        }
        guard (200..<300).contains(response.status), let node = try? JSONNode(parsing: response.body) else {
            throw .clockUnreachable("\(method) \(path) was answered with \(response.status)")
        }
        return node
    }
}
