internal import Database
package import TossAPI

/// Carries out operations, each by one task at a time; whoever else asks for one waits for the same task.
///
/// A caller that goes away does not stop the work. Of several processes one works on an operation at a time: see
/// `OperationTable.claim`.
package actor OperationDesk {
    let context: ShopContext
    private let vault: KeyVault
    private typealias Flight = Task<Result<Conclusion, ShopError>, Never>
    private var flights: [Int64: Flight] = [:]
    /// The newest flight about each order: the next one has to know what it changes, and waits for it.
    private var lanes: [String: Flight] = [:]

    /// How many operations are tried at the same time.
    static let width = 16

    /// Works on what is recorded in the context's store.
    package init(_ context: ShopContext, vault: KeyVault) {
        self.context = context
        self.vault = vault
    }

    /// Tries an operation once, unless it has an outcome already.
    @discardableResult func carryOut(_ id: Int64) async throws(ShopError) -> Conclusion {
        let conclusion = await fly(id)
        await context.bell.ringMoney()
        return try conclusion.get()
    }

    /// Tries what is due, several at a time, until nothing is.
    package func carryOutDue(_ now: Instant) async throws(ShopError) {
        var tried: Set<Int64> = []
        while true {
            let due = try await context.store.read { try $0.operations.due(now, atMost: 500) }
            let fresh = due.filter { tried.insert($0).inserted }
            guard !fresh.isEmpty else { return }
            try await carryOut(fresh)
        }
    }

    /// Tries each of several operations; one that cannot be tried does not hold up the rest, and is thrown at the end.
    package func carryOut(_ ids: [Int64]) async throws(ShopError) {
        var failure: ShopError?
        do throws(ShopError) {
            try await each(of: ids, atOnce: Self.width) { id async throws(ShopError) in _ = try await self.fly(id).get()
            }
        } catch { failure = error }
        // Also after a failure: the others may have brought something about.
        await context.bell.ringMoney()
        if let failure { throw failure }
    }

    /// Tries each of several operations once from now on: an attempt that is under way may have asked the provider
    /// before the news came, so it is waited for first.
    package func carryOutAfresh(_ ids: [Int64]) async throws(ShopError) {
        for id in ids { _ = await flights[id]?.value }
        for id in ids { try await carryOut(id) }
    }

    /// Takes up at once whatever this process left without an outcome when it ended.
    package func takeUpAbandoned() async throws(ShopError) {
        let now = try await context.clock.now()
        try await context.store.write { try $0.operations.bringForward(ownedBy: context.owner, to: now) }
        await context.bell.ring(.janitor)
    }

    /// Tries once more what nobody tries any more.
    func carryOutStuck() async throws(ShopError) {
        try await carryOut(try await context.store.read { try $0.operations.stuck() })
    }

    private func fly(_ id: Int64) async -> Result<Conclusion, ShopError> {
        if let flight = flights[id] { return await flight.value }
        let lane: String?
        do throws(ShopError) { lane = try await context.store.read { try $0.operations.orderID(of: id) } } catch {
            return .failure(error)
        }
        if let flight = flights[id] { return await flight.value }
        let earlier = lane.flatMap { lanes[$0] }
        let flight = Task {
            _ = await earlier?.value
            let conclusion = await attempt(id)
            // Before any waiting caller resumes, so that one that tries again starts a new attempt.
            land(id, lane)
            return conclusion
        }
        flights[id] = flight
        if let lane { lanes[lane] = flight }
        return await flight.value
    }

    private func land(_ id: Int64, _ lane: String?) {
        if let lane, lanes[lane] == flights[id] { lanes[lane] = nil }
        flights[id] = nil
    }

    private nonisolated func attempt(_ id: Int64) async -> Result<Conclusion, ShopError> {
        do throws(ShopError) {
            let now = try await context.clock.now()
            let claimant = OperationTable.Claimant(owner: context.owner, now: now)
            guard let operation = try await context.store.write({ try $0.operations.claim(id, for: claimant) }) else {
                return .success(.busy)
            }
            let conclusion = try await performOrPutOff(operation, now: now)
            switch conclusion {
            case .finished, .ours, .busy: break
            case .open(let why): try await putOff(operation, why, renewsKey: false)
            case .later(let refusal): try await putOff(operation, refusal.code, renewsKey: true)
            }
            return .success(conclusion)
        } catch {
            return .failure(error)
        }
    }

    /// What cannot be carried out, such as what no key opens any more, is put off like what has no answer, and ends
    /// with the operator.
    private nonisolated func performOrPutOff(
        _ operation: PaymentOperation,
        now: Instant
    ) async throws(ShopError) -> Conclusion {
        do throws(ShopError) { return try await perform(operation, now: now) } catch {
            switch error {
            case .corrupt, .secretUnreadable: try await putOff(operation, "\(error)", renewsKey: false)
            // The database fails, so this cannot be stored either: the lease runs out.
            default: break
            }
            throw error
        }
    }

    private nonisolated func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion
    {
        guard let provider = context.providers[operation.provider] else {
            throw .corrupt("operation \(operation.id) at the unknown provider \(operation.provider.rawValue)")
        }
        return switch operation.kind {
        case .settle: try await SettleWork(context, provider).perform(operation, now: now)
        case .refund: try await RefundWork(context, provider).perform(operation, now: now)
        case .store: try await StoreWork(context, vault, provider).perform(operation, now: now)
        case .charge: try await ChargeWork(context, vault, provider).perform(operation, now: now)
        case .forget: try await ForgetWork(context, vault, provider).perform(operation, now: now)
        }
    }

    /// Plans the next attempt; after the last one the operator is told, once.
    private nonisolated func putOff(
        _ operation: PaymentOperation,
        _ why: String,
        renewsKey: Bool
    ) async throws(ShopError) {
        let now = await context.now(orAtLeast: operation.createdAt)
        let key = context.freshKey()
        try await context.store.write { db in
            // A webhook may have brought the outcome in the meantime.
            guard let goesOn = try db.operations.postpone(operation, now: now) else { return }
            if renewsKey { try db.operations.renewKey(of: operation.id, key) }
            switch operation.kind {
            case .settle, .charge: try db.payments.markUnknown(operation.subject, now: now)
            case .refund: try RefundWork.markUnknown(operation, in: db)
            case .store, .forget: break
            }
            guard !goesOn else { return }
            try db.findings.add(
                .stuck,
                about: operation.findingSubject,
                "\(operation.kind.rawValue) at \(operation.provider.rawValue), asked at \(operation.createdAt), was "
                    + "tried \(operation.attempts) times; last: \(why)",
                act: "ask the provider how it stands; the daily reconciliation goes on asking",
                now: now
            )
        }
    }
}

extension PaymentTable {
    /// Says in a payment's state that nobody knows what became of it.
    fileprivate func markUnknown(_ orderID: String, now: Instant) throws {
        var payment = try locked(orderID)
        guard payment.state.apply(.lose) else { return }
        try save(payment, now: now)
    }
}
