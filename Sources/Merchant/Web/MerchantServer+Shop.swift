internal import Encodings
internal import Crypto
internal import Database

extension MerchantServer.Equipment {
    /// The shop with its jobs, behind every door it has.
    package static func shop(_ parts: MerchantServer.Parts) async throws -> MerchantServer.Equipment {
        let configuration = parts.configuration
        let vault = try KeyVault(configuration)
        let context = ShopContext(
            store: parts.store,
            clock: parts.time.clock,
            providers: Providers(TossProvider(parts.toss)),
            owner: configuration.instance ?? processName(port: parts.port)
        )
        let shop = Shop(context, vault: vault, sink: LogSink(log: parts.log))
        try await shop.prepare()
        let resealed = try await parts.store.write { try $0.billingKeys.rotate(vault) }
        if resealed > 0 { parts.log.info("rotated", ["billingKeys": .integer(Int64(resealed))]) }

        let scheduler = Scheduler(
            shop.jobs,
            clock: parts.time.clock,
            timer: parts.time.timer(calledBackAt: parts.publicURL),
            report: { [log = parts.log] job, error in
                log.error("job.failed", ["job": .text(job.rawValue), "why": .text("\(error)")])
            }
        )
        let isDevelopment = configuration.mode == .development
        let tests = isDevelopment ? [TestDoor(scheduler: scheduler, time: parts.time).door] : []
        return MerchantServer.Equipment(
            doors: shop.doors(parts) + tests,
            subscription: { account in
                do throws(ShopError) {
                    return try await shop.subscriptions.newest(of: Buyer(account))
                } catch {
                    guard case .noSubscription = error else { throw error }
                    return nil
                }
            },
            start: { await scheduler.start(listeningTo: context.bell) },
            stop: { await scheduler.stop() }
        )
    }
}

extension KeyVault {
    /// The vault of the configured keys.
    init(_ configuration: MerchantConfiguration) throws(CryptoError) {
        try self.init(
            current: Key(configuration.encryptionKey),
            earlier: configuration.earlierEncryptionKeys.map { Key($0) }
        )
    }
}

extension KeyVault.Key {
    /// Names a key by what it computes, so that the name tells nothing and is the same wherever the key is.
    fileprivate init(_ secret: Secret) {
        let digest = HMAC.authenticate(Array("key id".utf8), key: secret.bytes, using: .sha256)
        self.init(id: hex(Array(digest.prefix(4))), bytes: secret.bytes)
    }
}

extension Buyer {
    /// Whoever is signed in, as a buyer.
    package init(_ account: Account) {
        let role: Role =
            switch account.role {
            case .customer: .customer
            case .support: .support
            case .admin: .admin
            }
        self.init(
            id: account.id,
            name: account.name,
            email: account.email.description,
            role: role,
            memberSince: account.memberSince
        )
    }
}
