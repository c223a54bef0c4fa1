internal import Database
internal import TossAPI
internal import TossClient

/// Deletes a billing key at Toss; a second deletion is refused there, which is as good.
struct DeleteKeyWork: Sendable {
    private let context: ShopContext
    private let vault: KeyVault

    init(_ context: ShopContext, _ vault: KeyVault) {
        self.context = context
        self.vault = vault
    }

    func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion {
        let id = try operation.number()
        let key = try await context.store.read { try $0.billingKeys.open(id, vault: vault) }
        let answer = await outcome { () async throws(TossFailure) in try await context.gateway.deleteBillingKey(key) }
        switch answer {
        case .failure(.unknownOutcome), .failure(.ourMistake): return .unknown
        case .success, .failure(.refused):
            return try await context.store.write { db in
                try db.billingKeys.markDeleted(id, now: now)
                _ = try db.operations.finish(operation.id, "deleted", now: now)
                return .finished
            }
        }
    }
}
