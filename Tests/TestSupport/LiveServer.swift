package import Foundation

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

/// A running process that serves HTTP: the sandbox, or the merchant.
package final class LiveServer: Sendable {
    package let url: String
    package let port: UInt16
    private let session: URLSession
    private let program: RunningProgram

    private init(url: String, port: UInt16, program: RunningProgram) {
        self.url = url
        self.port = port
        self.program = program
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 32
        configuration.timeoutIntervalForRequest = 50
        session = URLSession(configuration: configuration)
    }

    /// Starts a process and waits for its ready line; it may be allowed fewer open files than usual.
    package static func start(
        _ arguments: [String],
        of executable: URL = Program.executable,
        port: UInt16 = 0,
        descriptors: Int? = nil,
        environment: [String: String]
    ) async throws -> LiveServer {
        let arguments = ["serve", "--port", "\(port)"] + arguments
        let program = try RunningProgram(
            descriptors.map { Program.limited(executable, to: $0, arguments) } ?? arguments,
            of: descriptors == nil ? executable : Program.shell,
            environment: environment
        )
        let line = try await program.output.firstLine()
        let json = (try? JSONText(parsing: line)) ?? .absent
        guard json.ready == true, let url = json.url.text, let port = URL(string: url)?.port else {
            program.signal(SIGKILL)
            _ = await program.exitStatus()
            throw TestFailure("no ready line but \"\(line)\"; standard error: \(await program.errors.all())")
        }
        return LiveServer(url: url, port: UInt16(port), program: program)
    }

    package func signal(_ number: Int32) { program.signal(number) }
    package func exitStatus() async -> Int32 { await program.exitStatus() }
    package var processIdentifier: Int32 { program.processIdentifier }
    package var output: String { program.output.soFar }
    package var errors: String { program.errors.soFar }

    /// One call; `path` begins with a slash and is sent as it is.
    package func call(
        _ method: String,
        _ path: String,
        headers: [String: String] = [:],
        body: [UInt8]? = nil
    ) async throws -> Answer {
        guard let address = URL(string: url + path) else { throw TestFailure("\(path) is no path") }
        var request = URLRequest(url: address)
        request.httpMethod = method
        // Otherwise the library sends the language of the machine.
        request.setValue("ko-KR", forHTTPHeaderField: "Accept-Language")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if let body {
            request.httpBody = Data(body)
            if headers["Content-Type"] == nil {
                request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            }
        }
        do {
            let (data, response) = try await session.data(for: request)
            guard let response = response as? HTTPURLResponse else { throw TestFailure("no HTTP answer") }
            return Answer(response, body: Array(data))
        } catch {
            throw TestFailure("\(method) \(path): \(error); the server said: \(errors)")
        }
    }
}

/// One HTTP answer.
package struct Answer: Sendable {
    package let status: Int
    /// Names in lower case.
    package let headers: [String: String]
    package let body: [UInt8]

    init(_ response: HTTPURLResponse, body: [UInt8]) {
        status = response.statusCode
        var headers: [String: String] = [:]
        for case (let name as String, let value as String) in response.allHeaderFields {
            headers[name.lowercased()] = value
        }
        self.headers = headers
        self.body = body
    }

    package var text: String { String(decoding: body, as: UTF8.self) }
    package var json: JSONText { (try? JSONText(parsing: text)) ?? .absent }
    package var code: String? { json.code.text }
}
