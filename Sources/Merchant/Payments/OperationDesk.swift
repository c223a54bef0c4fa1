internal import Database
package import TossAPI

/// Carries out operations, each by one task at a time; whoever else asks for one waits for the same task.
///
/// A caller that goes away does not stop the work.
package actor OperationDesk {
    private let context: ShopContext
    private let vault: KeyVault
    private var flights: [Int64: Task<Result<Void, ShopError>, Never>] = [:]

    /// Works on what is recorded in the context's store.
    package init(_ context: ShopContext, vault: KeyVault) {
        self.context = context
        self.vault = vault
    }

    /// Tries an operation once, unless it has an outcome already.
    package func carryOut(_ id: Int64) async throws(ShopError) {
        if let flight = flights[id] { return try await flight.value.get() }
        let flight = Task {
            // Before any waiting caller resumes, so that one that tries again starts a new attempt.
            defer { flights[id] = nil }
            return await attempt(id)
        }
        flights[id] = flight
        try await flight.value.get()
    }

    /// Tries what is due, one after another.
    package func carryOutDue(_ now: Instant) async throws(ShopError) {
        try await carryOut(try await context.store.read { try $0.operations.due(now) })
    }

    /// Tries each of several operations; one that cannot be tried does not hold up the rest, and is thrown at the end.
    package func carryOut(_ ids: [Int64]) async throws(ShopError) {
        try await each(of: ids) { id async throws(ShopError) in try await carryOut(id) }
    }

    /// Tries each of several operations once from now on: an attempt that is under way may have asked Toss before the
    /// news came, so it is waited for first.
    package func carryOutAfresh(_ ids: [Int64]) async throws(ShopError) {
        for id in ids { _ = await flights[id]?.value }
        try await carryOut(ids)
    }

    /// Takes up at once whatever a process that ended left without an outcome.
    package func takeUpAbandoned() async throws(ShopError) {
        let now = try await context.clock.now()
        try await context.store.write { try $0.operations.bringForward(to: now) }
        await context.bell.ring(.janitor)
    }

    private nonisolated func attempt(_ id: Int64) async -> Result<Void, ShopError> {
        do throws(ShopError) {
            let now = try await context.clock.now()
            guard let operation = try await context.store.write({ try $0.operations.claim(id, now: now) }) else {
                return .success(())
            }
            switch try await perform(operation, now: now) {
            case .finished: break
            case .unknown: try await putOff(operation, now: await context.now(orAtLeast: now))
            }
            await ring()
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    private nonisolated func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion
    {
        switch operation.kind {
        case .confirm: try await ConfirmWork(context).perform(operation, now: now)
        case .refund: try await RefundWork(context).perform(operation, now: now)
        case .issue: try await IssueWork(context, vault).perform(operation, now: now)
        case .charge: try await ChargeWork(context, vault).perform(operation, now: now)
        case .deleteKey: try await DeleteKeyWork(context, vault).perform(operation, now: now)
        }
    }

    private nonisolated func putOff(_ operation: PaymentOperation, now: Instant) async throws(ShopError) {
        try await context.store.write { db in
            // A webhook may have brought the outcome in the meantime.
            guard try db.operations.postpone(operation, now: now) else { return }
            switch operation.kind {
            case .confirm: try ConfirmWork.markUnknown(operation, in: db, now: now)
            case .refund: try RefundWork.markUnknown(operation, in: db)
            case .charge: try ChargeWork.markUnknown(operation, in: db)
            case .issue, .deleteKey: break
            }
        }
    }

    private nonisolated func ring() async {
        for job in [JobName.janitor, .outbox, .renewals] { await context.bell.ring(job) }
    }
}
