internal import CommandLineProgram
internal import HTTPClient
internal import JSON

/// Calls the control API of a running sandbox.
struct ControlClient {
    /// Options that every command with a client has.
    static let options: [CommandForm.Option] = [
        .init("url", "URL", "The sandbox (default $TOSSBOX_URL or http://127.0.0.1:7772)"),
        .init("key", "KEY", "Client or secret key whose sandbox is meant (default: the default one)"),
        .init("token", "TOKEN", "The token the sandbox was started with (default $TOSSBOX_TOKEN)"),
        .init("json", nil, "Print the answer as it came"),
    ]

    private let url: String
    private let key: String?
    private let token: String?

    init(_ arguments: Arguments) {
        let url = arguments["url"] ?? environment("TOSSBOX_URL") ?? "http://127.0.0.1:7772"
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        key = arguments["key"]
        token = arguments["token"] ?? environment("TOSSBOX_TOKEN")
    }

    /// Posts a body and returns the answer; what the sandbox refuses is a complaint, not an answer.
    func post(_ path: String, body: [UInt8]) -> Result<(text: String, node: JSONNode), Complaint> {
        send("POST", path, body: body).map { (String(decoding: $0, as: UTF8.self), Self.node($0)) }
    }

    /// Gets an answer, to the byte.
    func get(_ path: String) -> Result<[UInt8], Complaint> { send("GET", path, body: []) }

    private static func node(_ body: [UInt8]) -> JSONNode { (try? JSONNode(parsing: body)) ?? JSONNode(.null) }

    /// Makes any call, to the byte.
    func call(_ method: String, _ path: String, body: [UInt8]) -> Result<[UInt8], Complaint> {
        send(method, path, body: body)
    }

    private func send(_ method: String, _ path: String, body: [UInt8]) -> Result<[UInt8], Complaint> {
        var headers = body.isEmpty ? [] : [("Content-Type", "application/json")]
        if let token { headers.append(("Tossbox-Token", token)) }
        let query = key.map { "key=\($0.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) })" }
        let separator = path.contains("?") ? "&" : "?"
        let target = url + path + (query.map { separator + $0 } ?? "")
        let request = ClientRequest(method: method, url: target, headers: headers, body: body, timeout: .seconds(660))
        let response: ClientResponse
        do throws(ClientError) {
            // A bundle is the longest answer there is.
            response = try Client(Client.Configuration(maximumResponseSize: 1 << 30)).sendAndWait(request)
        } catch {
            return .failure(Complaint("no answer from \(url): \(error)\nIs it running? tossbox serve starts it."))
        }
        guard (200...299).contains(response.status) else {
            let text = Self.node(response.body)["message"]?.string ?? String(decoding: response.body, as: UTF8.self)
            return .failure(Complaint("\(response.status) \(text)"))
        }
        return .success(response.body)
    }

    struct Complaint: Error {
        let message: String

        init(_ message: String) { self.message = message }
    }
}
