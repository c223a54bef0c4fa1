internal import Locking
internal import SandboxCore
internal import TossAPI

/// Real time: running what falls due by itself.
extension SandboxCell {
    struct SetTimer: Sendable {
        let number: Int
        let delay: Duration
    }

    func schedule(_ tick: SetTimer) {
        let task = Task.detached { [weak self, world] in
            try await world.sleep(tick.delay)
            self?.ring(tick.number)
        }
        // Two threads may get here in either order; the newer timer stays.
        let superseded = timer.withLock { timer -> Task<Void, any Error>? in
            if let timer, timer.number > tick.number { return task }
            defer { timer = (tick.number, task) }
            return timer?.task
        }
        superseded?.cancel()
    }

    private func ring(_ number: Int) {
        let isNewest = state.withLock { state in
            guard state.tickNumber == number else { return false }
            state.tickAt = nil
            return true
        }
        if isNewest { apply(Tick()) }
    }
}

extension SandboxCell.State {
    /// The timer to set, when something falls due before the one that is set already.
    mutating func nextTick(at wall: Instant) -> SandboxCell.SetTimer? {
        guard let due = sandbox.nextWallDue() else { return nil }
        if let tickAt, tickAt <= due { return nil }
        tickNumber += 1
        tickAt = due
        return SandboxCell.SetTimer(number: tickNumber, delay: max(.zero, due - wall))
    }
}
