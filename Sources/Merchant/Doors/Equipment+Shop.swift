internal import Crypto
internal import HTTPServer
internal import TossAPI

extension MerchantServer.Equipment {
    /// The core behind its doors, with its jobs.
    ///
    /// `sandboxClock` is the URL of the sandbox whose clock the parts' clock follows; its alarms then drive the jobs.
    /// Without one, real time does.
    package static func shop(
        _ parts: MerchantServer.Parts,
        sandboxClock: String? = nil,
        sink: (any EffectSink)? = nil
    ) async throws -> MerchantServer.Equipment {
        let configuration = parts.configuration
        let world = World(store: parts.store, clock: parts.clock, gateway: parts.toss)
        let vault = try KeyVault(current: KeyVault.Key(naming: configuration.encryptionKey))
        let shop = Shop(world, vault: vault, sink: sink ?? LogSink(parts.log))
        let scheduler = Scheduler(
            shop.jobs,
            clock: parts.clock,
            timer: timer(parts, sandboxClock),
            report: { name, error in
                parts.log.error("job.failed", ["job": .text(name.rawValue), "why": .text("\(error)")])
            }
        )
        let billing = BillingDoor(
            shop,
            clientKey: configuration.tossClientKey,
            publicURL: parts.publicURL,
            webhookSecret: configuration.webhookSecret
        )
        let market = PromptMarketDoor(shop, clientKey: configuration.tossClientKey, publicURL: parts.publicURL)
        var doors = [market.door, billing.door, WebhookDoor(shop.inbox).door, ReturnPages().door]
        switch configuration.mode {
        case .development: doors.append(JobDoor(scheduler, clock: parts.clock).door)
        case .production: break
        }
        return MerchantServer.Equipment(
            doors: doors,
            subscription: { try await billing.summary(for: $0) },
            start: {
                try await shop.prepare()
                await scheduler.start(listeningTo: world.bell)
            },
            stop: { await scheduler.stop() }
        )
    }

    private static func timer(_ parts: MerchantServer.Parts, _ sandboxClock: String?) -> JobTimer {
        guard let sandboxClock else { return .sleeping { try await Task.sleep(for: $0) } }
        let clock = SandboxClock(
            url: sandboxClock,
            secretKey: parts.configuration.tossSecretKey.text,
            client: parts.client
        )
        return .alarms(clock, callback: "\(parts.publicURL)/clock/alarms")
    }
}

/// Writes effects to the log, until there is a mail server.
package struct LogSink: EffectSink {
    private let log: Log

    /// Writes to `log`.
    package init(_ log: Log) { self.log = log }

    /// Writes one line.
    package func deliver(_ effect: Effect) async throws {
        log.info(
            "effect",
            ["id": .text(effect.id), "kind": .text(effect.kind.rawValue), "payload": .text(effect.payload)]
        )
    }
}

extension KeyVault.Key {
    /// A key named after its own digest, so that a new key has a new name without anybody choosing one.
    package init(naming secret: Secret) {
        let digest = HMAC.authenticate(secret.bytes, key: Array("key id".utf8), using: .sha256)
        self.init(id: hex(Array(digest.prefix(4))), bytes: secret.bytes)
    }
}
