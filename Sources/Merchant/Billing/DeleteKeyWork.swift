internal import Database
internal import TossAPI
internal import TossClient

/// Deletes a billing key at Toss; a second deletion is refused there, which is as good.
struct DeleteKeyWork: Sendable {
    private let world: World
    private let vault: KeyVault

    init(_ world: World, _ vault: KeyVault) {
        self.world = world
        self.vault = vault
    }

    func perform(_ operation: Operation, now: Instant) async throws(ShopError) -> Conclusion {
        let id = try operation.number()
        let key = try await world.store.read { try $0.billingKeys.open(id, vault: vault) }
        let answer = await outcome { () async throws(TossFailure) in try await world.gateway.deleteBillingKey(key) }
        switch answer {
        case .failure(.unknownOutcome), .failure(.ourMistake): return .unknown
        case .success, .failure(.refused):
            return try await world.store.write { db in
                try db.billingKeys.markDeleted(id, now: now)
                _ = try db.operations.finish(operation.id, "deleted", now: now)
                return .finished
            }
        }
    }
}
