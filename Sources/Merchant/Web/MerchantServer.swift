internal import Dispatch
package import HTTPClient
internal import HTTPServer
internal import Locking
package import TossClient

/// The backend as a server, from `start` to `stop`.
package final class MerchantServer: Sendable {
    /// What this program calls itself.
    package static let version = "0.1.0"

    /// What doors are made of.
    package struct Parts: Sendable {
        /// What the backend was told.
        package let configuration: MerchantConfiguration
        /// How browsers and Toss reach it: without a slash at the end.
        package let publicURL: String
        /// The port that it listens on.
        package let port: UInt16
        /// Where the data is.
        package let store: Store
        /// Where the time comes from.
        package let time: TimeSource
        /// The way to Toss.
        package let toss: TossClient
        /// The way to everybody else.
        package let client: Client
        /// Who may sign in.
        package let accounts: Accounts
        /// Where events go.
        package let log: Log
    }

    /// What the core adds to the shell.
    package struct Equipment: Sendable {
        /// Its doors, beside accounts and health.
        package var doors: [Door]
        /// What `GET /api/auth/me` shows as the subscription.
        package var subscription: @Sendable (Account) async throws -> Subscriptions.Overview?
        /// Runs once requests are served; jobs begin here.
        package var start: @Sendable () async throws -> Void
        /// Runs once no request is under way any more; jobs end here.
        package var stop: @Sendable () async -> Void

        /// Describes what the core adds; what is left out adds nothing.
        package init(
            doors: [Door] = [],
            subscription: @escaping @Sendable (Account) async throws -> Subscriptions.Overview? = { _ in nil },
            start: @escaping @Sendable () async throws -> Void = {},
            stop: @escaping @Sendable () async -> Void = {}
        ) {
            self.doors = doors
            self.subscription = subscription
            self.start = start
            self.stop = stop
        }
    }

    /// Where it listens.
    package let url: String
    private let server: Server
    private let client: Client
    private let tossClient: Client
    private let equipment: Equipment
    private let store: Store

    private init(server: Server, client: Client, tossClient: Client, equipment: Equipment, store: Store) {
        self.server = server
        self.client = client
        self.tossClient = tossClient
        self.equipment = equipment
        self.store = store
        url = server.url
    }

    /// Opens the database and the port, and serves.
    ///
    /// The port comes first, because addresses that go to Toss name it; until the doors are open every request is
    /// answered with 503. What a setting is to blame for is thrown as a `StartFailure`. `time` is given a client to reach a clock that lives elsewhere.
    package static func start(
        _ configuration: MerchantConfiguration,
        time makeTime: (Client) -> TimeSource = { _ in .system },
        log: Log,
        cost: PasswordHash.Cost = .standard,
        equip: (Parts) async throws -> Equipment = { try await .shop($0) }
    )
        async throws -> MerchantServer
    {
        try TimerThread.shared.start()
        let security = SecurityHeaders(
            sandbox: configuration.tossBaseURL,
            isBehindTLS: configuration.publicURL?.isSecure == true
        )
        let closed = try MerchantApplication(doors: [], identify: { _ in nil }, security: security, log: log)
        let application = Locked<MerchantApplication?>(nil)
        let server = try listen(configuration, application, closed)
        let outgoing = Client.Configuration(
            maximumConnectionsPerHost: min(128, DescriptorShare.outgoing),
            maximumTransfers: min(512, DescriptorShare.outgoing),
            userAgent: "merchant/\(version)"
        )
        let client = Client(outgoing)
        let tossClient = Client(outgoing)
        let time = makeTime(client)
        do {
            let store = try await Store.open(configuration.database)
            // Better to hear of it now than from the first buyer.
            try await HealthProbe.write(to: store)
            _ = try await time.clock.now()
            let accounts = Accounts(
                store: store,
                clock: time.clock,
                secret: configuration.jwtSecret,
                cost: cost,
                limits: configuration.mode == .development ? .development : LoginLimits()
            )
            if let admin = configuration.admin { try await accounts.seed(admin) }
            let toss = TossClient(
                TossClient.Configuration(
                    baseURL: configuration.tossBaseURL.description,
                    secretKey: configuration.tossSecretKey.text
                ),
                client: tossClient,
                observe: { log.write($0) }
            )
            let equipment = try await equip(
                Parts(
                    configuration: configuration,
                    publicURL: configuration.publicURL?.description ?? server.url,
                    port: server.port,
                    store: store,
                    time: time,
                    toss: toss,
                    client: client,
                    accounts: accounts,
                    log: log
                )
            )
            let shell = [
                AccountDoor(accounts, subscription: equipment.subscription).door,
                ServiceDoor(store: store, version: version).door,
            ]
            let open = try MerchantApplication(
                doors: shell + equipment.doors,
                identify: { try await accounts.identify($0) },
                security: security,
                origins: OriginGuard(
                    publicURL: configuration.publicURL,
                    listeningOn: configuration.host,
                    isDevelopment: configuration.mode == .development
                ),
                source: CallerSource(trusting: configuration.trustedProxies),
                log: log
            )
            application.withLock { $0 = open }
            try await equipment.start()
            return MerchantServer(
                server: server,
                client: client,
                tossClient: tossClient,
                equipment: equipment,
                store: store
            )
        } catch {
            server.stop(grace: .zero)
            client.shutDown()
            tossClient.shutDown()
            throw StartFailure(error, configuration, clock: time.place) ?? error
        }
    }

    /// Takes the port, and answers with 503 until there is an application.
    private static func listen(
        _ configuration: MerchantConfiguration,
        _ application: Locked<MerchantApplication?>,
        _ closed: MerchantApplication
    ) throws(StartFailure) -> Server {
        do throws(ServerError) {
            var listening = Server.Configuration(host: configuration.host, port: configuration.port)
            for path in WebhookDoor.paths { listening.bodySizes[path] = WebhookEvent.longestBody }
            return try Server.start(
                listening,
                violation: { violation, method, path in
                    (application.withLock { $0 } ?? closed).refuse(violation, method, path)
                },
                handler: { request, exchange in
                    guard let application = application.withLock({ $0 }) else {
                        exchange.respond(.problem(Problem(.unavailable, "the shop is about to open; try again")))
                        return
                    }
                    application.handle(request, exchange)
                }
            )
        } catch {
            throw StartFailure(error, configuration)
        }
    }

    /// Finishes the requests under way, then the jobs, closes the database, and frees the port.
    package func stop(grace: Duration = .seconds(5)) async {
        // It waits for answers that tasks are still making, so it must not hold one of their threads.
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [server] in
                server.stop(grace: grace)
                continuation.resume()
            }
        }
        await equipment.stop()
        await store.close()
        tossClient.shutDown()
        client.shutDown()
    }
}

extension Log {
    /// Writes a call to Toss that has ended.
    func write(_ call: TossCallRecord) {
        let level: Level =
            switch call.failure {
            case nil, .refused: .info
            case .unknownOutcome: .warning
            case .ourMistake: .error
            }
        write(
            level,
            "toss",
            [
                "operation": .text(call.action.rawValue), "status": LogValue(call.status),
                "tossTrace": LogValue(call.traceId), "failure": LogValue(call.failure.map { "\($0)" }),
            ]
        )
    }
}
