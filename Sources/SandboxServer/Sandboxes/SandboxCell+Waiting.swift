internal import Locking
package import SandboxCore
package import TossAPI

/// Waiting for a sandbox to get somewhere.
extension SandboxCell {
    /// What a waiter waits for: nil goes on waiting.
    struct Waiter: Sendable {
        let number: Int
        let check: @Sendable (Sandbox, Instant) -> (@Sendable () -> Void)?
    }

    /// What settling came to.
    package enum Settlement: Sendable, Equatable {
        case quiet
        /// These keep the sandbox from being quiet, and waiting (longer) would not help.
        case pending([Pending])
    }

    /// Waits until the sandbox is quiet up to `limit`, at most for `timeout` of real time.
    ///
    /// True at once when it is quiet, and pending at once when only moving a manual clock would make it so.
    package func settle(upTo limit: Instant?, timeout: Duration) async -> Settlement {
        await wait(timeout: timeout) { sandbox, wall -> Settlement? in
            // Asked after every command: to list thousands of deliveries each time would take the square of their number.
            if sandbox.isSending || sandbox.isRinging { return nil }
            let pending = sandbox.pending(upTo: limit ?? sandbox.clock.now(at: wall), wall: wall)
            if pending.isEmpty { return .quiet }
            return pending.contains(where: \.passesByItself) ? nil : .pending(pending)
        } onTimeout: { sandbox, wall in
            Settlement.pending(sandbox.pending(upTo: limit ?? sandbox.clock.now(at: wall), wall: wall))
        }
    }

    /// Waits until the webhooks that go before the answer to a request were tried once, or its life is over.
    ///
    /// Each attempt ends by itself, and what is held or given up is not waited for, so this needs no time-out. Only where
    /// they stand behind a webhook that no answer waits for it is given up soon: the receiver of that one may be who
    /// asks, and would wait for itself.
    func waitForDeliveries(of request: Int, epoch: Int) async {
        while true {
            // Some may be under way while others stand behind a webhook of that kind.
            await wait { sandbox, _ in
                !sandbox.awaitsDeliveries(of: request, epoch: epoch) || sandbox.awaitsTurn(of: request, epoch: epoch)
            }
            guard read({ sandbox, _ in sandbox.awaitsTurn(of: request, epoch: epoch) }) else { return }
            let hasTurn = await wait(timeout: Self.turnPatience) { sandbox, _ in
                sandbox.awaitsTurn(of: request, epoch: epoch) ? nil : true
            } onTimeout: { _, _ in
                false
            }
            guard hasTurn else { return }
        }
    }

    /// How long an answer waits, of real time, for its webhooks to have their turn.
    private static let turnPatience = Duration.seconds(1)

    /// Waits until no alarm rings and no delivery is under way or waits for its turn.
    ///
    /// A receiver has ten seconds of real time to answer a delivery, and a minute to answer an alarm, so each of them
    /// ends by itself, and this needs no time-out. Of those that they cause in their turn it waits for a thousand more,
    /// as there may be no end to them.
    func waitUntilSent() async {
        await wait { sandbox, _ in !sandbox.isRinging }
        let enough = read { sandbox, _ in sandbox.webhooks.attemptsEnded + sandbox.webhooks.inFlight + 1000 }
        await wait { sandbox, _ in !sandbox.isSending || sandbox.webhooks.attemptsEnded >= enough }
    }

    /// Waits until something is so, however long it takes.
    private func wait(until isReached: @escaping @Sendable (Sandbox, Instant) -> Bool) async {
        await withCheckedContinuation { continuation in
            _ = register(continuation) { sandbox, wall -> Void? in isReached(sandbox, wall) ? () : nil }
        }
    }

    private func wait<Value: Sendable>(
        timeout: Duration,
        until reached: @escaping @Sendable (Sandbox, Instant) -> Value?,
        onTimeout: @escaping @Sendable (Sandbox, Instant) -> Value
    ) async -> Value {
        var alarm: Task<Void, Never>?
        let value = await withCheckedContinuation { (continuation: CheckedContinuation<Value, Never>) in
            let number = register(continuation, until: reached)
            guard let number else { return }
            alarm = Task.detached { [world] in
                try? await world.sleep(timeout)
                // Who takes the waiter out of the list resumes it; there is no second one.
                if let value = self.takeBack(number, onTimeout) { continuation.resume(returning: value) }
            }
        }
        // Else every settle and every stop of an advance would leave one asleep, for up to ten minutes.
        alarm?.cancel()
        return value
    }

    /// Resumes at once when there is nothing to wait for, else returns the number of the waiter.
    private func register<Value: Sendable>(
        _ continuation: CheckedContinuation<Value, Never>,
        until reached: @escaping @Sendable (Sandbox, Instant) -> Value?
    ) -> Int? {
        let (value, number): (Value?, Int) = state.withLock { state in
            if let value = reached(state.sandbox, world.now()) { return (value, 0) }
            state.waitersMade += 1
            state.waiters.append(
                Waiter(number: state.waitersMade) { sandbox, wall in
                    guard let value = reached(sandbox, wall) else { return nil }
                    return { continuation.resume(returning: value) }
                }
            )
            return (nil, state.waitersMade)
        }
        guard let value else { return number }
        continuation.resume(returning: value)
        return nil
    }

    private func takeBack<Value: Sendable>(_ number: Int, _ value: @Sendable (Sandbox, Instant) -> Value) -> Value? {
        state.withLock { state in
            guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
            state.waiters.remove(at: index)
            return value(state.sandbox, world.now())
        }
    }
}

extension SandboxCell.State {
    mutating func releaseWaiters(at wall: Instant) -> [@Sendable () -> Void] {
        guard !waiters.isEmpty else { return [] }
        var released: [@Sendable () -> Void] = []
        waiters.removeAll { waiter in
            guard let resume = waiter.check(sandbox, wall) else { return false }
            released.append(resume)
            return true
        }
        return released
    }
}
