internal import HTTPClient
internal import TossClient

extension MerchantServer {
    /// Compares the books with the provider in a process of its own, beside a backend that may be running.
    ///
    /// The days are dates of Seoul's calendar, both included. Throws a `Problem` for days that cannot be read, and a
    /// `StartFailure` for a setting that is to blame.
    package static func reconcile(
        _ configuration: MerchantConfiguration,
        from: String?,
        to: String?,
        log: Log
    ) async throws -> Reconciliation.Report {
        let span = try ReconciliationSpan(from: from, to: to, now: try await MerchantClock.system.now())
        let client = Client(Client.Configuration(userAgent: "merchant/\(MerchantServer.version)"))
        defer { client.shutDown() }
        do {
            let store = try await Store.open(configuration.database)
            let toss = TossClient(
                TossClient.Configuration(
                    baseURL: configuration.tossBaseURL.description,
                    secretKey: configuration.tossSecretKey.text
                ),
                client: client,
                observe: { log.write($0) }
            )
            let context = ShopContext(
                store: store,
                clock: .system,
                providers: Providers(TossProvider(toss)),
                owner: "reconcile"
            )
            let desk = OperationDesk(context, vault: try KeyVault(configuration))
            let report = try await Reconciliation(context, desk: desk).compare(from: span.from, until: span.until)
            await store.close()
            return report
        } catch {
            throw StartFailure(error, configuration, clock: "system") ?? error
        }
    }
}
