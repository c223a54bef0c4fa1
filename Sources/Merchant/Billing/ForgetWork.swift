internal import Database
internal import TossAPI

/// Has a provider forget a means of payment.
struct ForgetWork: Sendable {
    private let context: ShopContext
    private let vault: KeyVault
    private let provider: any PaymentProvider

    init(_ context: ShopContext, _ vault: KeyVault, _ provider: any PaymentProvider) {
        self.context = context
        self.vault = vault
        self.provider = provider
    }

    func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion {
        let id = try operation.number()
        let secret = try await context.store.read { try $0.billingKeys.open(id, vault: vault) }
        switch await provider.forget(secret) {
        case .open(let reason): return .open(reason.text)
        case .refused(let refusal) where refusal.kind == .ours: return .later(refusal)
        case .done, .refused:
            return try await context.store.write { db in
                try db.billingKeys.markDeleted(id, now: now)
                _ = try db.operations.finish(operation.id, "forgotten", now: now)
                return .finished
            }
        }
    }
}
