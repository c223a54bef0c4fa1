internal import CommandLineProgram
internal import HTTPClient
internal import JSON
internal import Merchant
internal import TossAPI

/// `merchant serve`: runs the backend until it is told to stop.
enum MerchantServeCommand: Subcommand {
    static let form = CommandForm(
        name: "serve",
        summary: "Run the backend",
        usage: "[OPTION…]",
        options: [
            .init("port", "N", "Port to listen on; 0 takes a free one (default $MERCHANT_PORT or 7773)"),
            .init("host", "ADDRESS", "Address to listen on (default $MERCHANT_HOST or 127.0.0.1)"),
            .init("mode", "MODE", "development or production (default $MERCHANT_MODE or production)"),
            .init("database", "PLACE", merchantDatabaseHelp),
            .init("clock", "WHERE", "system, manual, or the URL of a sandbox to follow (default system)"),
            .init("quiet", nil, "Print the ready line, warnings and errors only"),
        ],
        details: """
            All else comes from the environment:
              TOSS_CLIENT_KEY, TOSS_SECRET_KEY   a pair of keys of one kind
              TOSS_API_BASE_URL                  https://api.tosspayments.com, or a sandbox
              TOSS_WEBHOOK_SECRET                signs the events of Pro billing
              ENCRYPTION_KEY                     32 bytes, as Base64 or 64 hexadecimal digits
              ENCRYPTION_KEY_PREVIOUS            keys of before, with commas between
              JWT_SECRET                         signs logins
              MERCHANT_PUBLIC_URL                how browsers reach this backend
              MERCHANT_TRUSTED_PROXY             proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8
              MERCHANT_INSTANCE                  a name among several on one database (default machine and port)
              MERCHANT_ADMIN_EMAIL, MERCHANT_ADMIN_PASSWORD
            Development mode has a default for each; production refuses what is missing or unsafe.

            When it accepts connections it prints one line on standard output:
              {"ready":true,"url":"http://127.0.0.1:7773"}
            Everything else goes to standard error, events as JSON lines. Ctrl-C finishes the requests under way and
            stops. It ends with 2 when a setting is refused, with 1 when it could not start.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        let (configuration, warnings) = try merchantConfiguration(arguments)
        let time = try time(arguments, configuration)
        StopSignals.hold()
        let log = merchantLog(configuration, minimum: arguments.has("quiet") ? .warning : .info)
        for warning in warnings { log.warning("configuration", ["warning": .text(warning)]) }
        let started = waitFor { () -> Result<MerchantServer, any Error> in
            do {
                return .success(try await MerchantServer.start(configuration, time: time, log: log))
            } catch {
                return .failure(error)
            }
        }
        switch started {
        case .failure(let error):
            complain("merchant: \(error)")
            return .failure
        case .success(let server):
            say(readyLine(server.url))
            log.info("started", ["url": .text(server.url), "mode": .text(configuration.mode.rawValue)])
            StopSignals.wait()
            log.info("stopping")
            waitFor { await server.stop() }
            return .success
        }
    }

    private static func readyLine(_ url: String) -> String {
        let bytes = JSONWriter.bytes {
            $0.object { json in
                json.member("ready", true)
                json.member("url", url)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func time(
        _ arguments: Arguments,
        _ configuration: MerchantConfiguration
    )
        throws(UsageError) -> @Sendable (Client) -> TimeSource
    {
        let place = arguments["clock"] ?? "system"
        if place == "system" { return { _ in .system } }
        guard configuration.mode == .development else {
            throw UsageError("--clock \(place) takes --mode development: whoever moves the clock decides what is due.")
        }
        // The sandbox's clocks start there too, unless they are told otherwise.
        if place == "manual" { return { _ in .manual(ManualClock(Instant("2026-01-05T09:00:00+09:00") ?? .earliest)) } }
        guard let origin = ServiceOrigin(place) else {
            throw UsageError(
                "--clock must be system, manual, or the URL of a sandbox such as http://127.0.0.1:7772, "
                    + "not \(place.debugDescription)."
            )
        }
        let key = configuration.tossSecretKey
        return { .sandbox(SandboxClockClient(url: origin.description, secretKey: key.text, client: $0)) }
    }
}
