internal import CommandLineProgram
internal import HTTPClient
internal import JSON
internal import Locking
internal import SandboxCore
internal import SandboxServer
internal import Scenarios
internal import TossAPI

/// `tossbox serve`: runs the sandbox until it is told to stop.
enum ServeCommand: Subcommand {
    static let form = CommandForm(
        name: "serve",
        summary: "Run the sandbox",
        usage: "[OPTION…]",
        options: [
            .init("port", "N", "Port to listen on; 0 takes a free one (default 7772)"),
            .init("host", "ADDRESS", "Address to listen on (default localhost: 127.0.0.1 and ::1)"),
            .init("webhook", "URL", "Send every sandbox's webhooks there; may be given again; collect: only logs them"),
            .init("scenario", "FILE", "Scenario that every sandbox starts with"),
            .init("keys", "FILE", "Take only these key pairs: {\"keys\":[{\"clientKey\":…,\"secretKey\":…}]}"),
            .init("data", "DIR", "Keep sandboxes and their journals in DIR, and go on with those that are in it"),
            .init("token", "TOKEN", "Ask for Tossbox-Token: TOKEN on every control call; 8 characters or more"),
            .init("allow-host", "NAME", "Answer control calls under this name too; may be given again"),
            .init("allow-origin", "URL", "Let pages of this origin make control calls; may be given again"),
            .init("allow-public-webhooks", nil, "Let webhooks leave this machine and private networks"),
            .init("history", "N", "Requests each sandbox remembers in its log (default 1000)"),
            .init("quiet", nil, "Print the ready line only"),
        ],
        details: """
            When it accepts connections it prints one line on standard output:
              {"ready":true,"url":"http://127.0.0.1:7772"}
            Everything else goes to standard error. Ctrl-C finishes the requests under way and stops.

            With --data an answer leaves only after what it tells of is written, so that a kill at any moment loses
            nothing that was answered. Sandboxes that DIR holds keep the scenario and history they were opened with.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        var configuration = try configuration(arguments)
        let failure = Locked<String?>(nil)
        configuration.data = arguments["data"]
        configuration.report = { complain($0) }
        configuration.onDataFailure = { reason in
            failure.withLock { $0 = reason }
            StopSignals.send()
        }
        StopSignals.hold()
        let tossbox: Tossbox
        do {
            tossbox = try Tossbox.start(configuration)
        } catch {
            complain("tossbox: \(error)")
            return .failure
        }
        say(
            String(
                decoding: JSONWriter.bytes {
                    $0.object { json in
                        json.member("ready", true)
                        json.member("url", tossbox.url)
                    }
                },
                as: UTF8.self
            )
        )
        if !arguments.has("quiet") { complain(greeting(tossbox.url, hasToken: configuration.token != nil)) }
        StopSignals.wait()
        if let reason = failure.withLock({ $0 }) {
            complain("tossbox: \(reason). What was asked since is not kept, and was told so; stopping.")
            tossbox.stop()
            return .failure
        }
        if !arguments.has("quiet") { complain("\nStopping.") }
        tossbox.stop()
        return .success
    }

    private static func configuration(_ arguments: Arguments) throws(UsageError) -> Tossbox.Configuration {
        var configuration = Tossbox.Configuration()
        if let host = arguments["host"] { configuration.host = host }
        configuration.port = UInt16(try arguments.integer("port", in: 0...65535) ?? Int(Tossbox.defaultPort))
        configuration.token = try arguments["token"].map(token)
        configuration.allowedHosts = try arguments.all("allow-host").map(hostName)
        configuration.allowedOrigins = try arguments.all("allow-origin").map(origin)
        configuration.allowsPublicWebhooks = arguments.has("allow-public-webhooks")
        configuration.hub.limits.requests = try arguments.integer("history", in: 1...1_000_000) ?? 1000
        guard configuration.token != nil || Authority(host: configuration.host)?.isLoopback == true else {
            throw UsageError("\(configuration.host) can be reached by others; protect the control API with --token.")
        }
        for url in arguments.all("webhook") {
            let node = JSONNode(.object(JSONObject(members: [.init(name: "url", node: JSONNode(.string(url)))])))
            guard let setting = try? EndpointSetting.read(node) else {
                throw UsageError("--webhook must be an http or https URL, or collect:, not \(url).")
            }
            configuration.hub.endpoints.append(setting)
        }
        if let path = arguments["scenario"] {
            configuration.hub.scenario = try CheckCommand.scenario(at: path)
        }
        if let path = arguments["keys"] { configuration.hub.pairs = try keyPairs(at: path) }
        return configuration
    }

    /// An empty one, as an unset variable leaves it, would open everything.
    private static func token(_ text: String) throws(UsageError) -> String {
        guard text.utf8.count >= 8, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw UsageError(
                "--token must be 8 or more letters, digits and signs without spaces; found \(text.utf8.count) characters. "
                    + "A good one: openssl rand -hex 16"
            )
        }
        return text
    }

    private static func hostName(_ text: String) throws(UsageError) -> Authority {
        guard let host = Authority(host: text) else {
            throw UsageError(
                "--allow-host must be a name such as tossbox or sandbox.test, or an address, without scheme and port, "
                    + "not \"\(text)\"."
            )
        }
        return host
    }

    private static func origin(_ text: String) throws(UsageError) -> Origin {
        guard let origin = Origin(text.hasSuffix("/") ? String(text.dropLast()) : text) else {
            throw UsageError("--allow-origin must be an origin such as http://localhost:3000, not \"\(text)\".")
        }
        return origin
    }

    private static func keyPairs(at path: String) throws(UsageError) -> [Hub.KeyPair] {
        let wanted = "\(path) must hold {\"keys\":[{\"clientKey\":\"test_ck_…\",\"secretKey\":\"test_sk_…\"}]}"
        guard let nodes = (try? JSONNode(parsing: try readFile(path)))?["keys"]?.array else {
            throw UsageError(wanted + ".")
        }
        return try nodes.map { node throws(UsageError) in
            guard let client = node["clientKey"]?.string.flatMap(MerchantKey.init), client.role == .client,
                let secret = node["secretKey"]?.string.flatMap(MerchantKey.init), secret.role == .secret,
                client.kind == secret.kind
            else { throw UsageError(wanted + ", each a pair of test keys of one kind.") }
            return Hub.KeyPair(clientKey: client, secretKey: secret)
        }
    }

    /// What to do next, for the person who has just started it.
    ///
    /// The token itself is not shown: what is printed here ends up in logs.
    private static func greeting(_ url: String, hasToken: Bool) -> String {
        let program = CommandLine.arguments.first ?? "tossbox"
        let header = hasToken ? " -H \"Tossbox-Token: $TOSSBOX_TOKEN\"" : ""
        return """

            Tossbox \(Tossbox.version) listens on \(url)

              client key  test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq    any test_ck_NAME and test_sk_NAME
              secret key  test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R    are a pair with a sandbox of their own

            A buyer pays (note the paymentKey in the answer):

              curl -s \(url)/sandbox/payments\(header) -d '{"orderId":"order-0001","amount":15000}'

            and your shop confirms it:

              curl -s \(url)/v1/payments/confirm -u test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R: \\
                -H 'Content-Type: application/json' \\
                -d '{"paymentKey":"PAYMENT_KEY","orderId":"order-0001","amount":15000}'

            \(program) pay plays the buyer from a shell; card 4000000000000002 is refused, the README lists more.
            Ctrl-C stops it.
            """
    }
}
