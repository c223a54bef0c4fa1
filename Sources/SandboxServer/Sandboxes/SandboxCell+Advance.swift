internal import Locking
package import SandboxCore
package import TossAPI

/// Moving the clock from stop to stop.
extension SandboxCell {
    package enum Target: Sendable {
        case by(CalendarDuration)
        case to(Instant)
        /// To the next thing that is due.
        case next
    }

    /// Moves the clock, running everything due on the way in order, and lets each stop's deliveries end first.
    package func advance(to target: Target) async throws(ControlRefusal) -> (now: Instant, ran: [ClockStep.Ran]) {
        let beginning = state.withLock { state -> (now: Instant, epoch: Int)? in
            guard !state.isAdvancing else { return nil }
            state.isAdvancing = true
            return (state.sandbox.clock.now(at: world.now()), state.sandbox.epoch)
        }
        guard let (start, epoch) = beginning else {
            throw ControlRefusal(.conflict, "The clock is being advanced already; wait for that answer.")
        }
        defer { state.withLock { $0.isAdvancing = false } }
        var limit: Instant?
        switch target {
        case .by(let duration): limit = start.advanced(by: duration)
        case .to(let instant):
            guard instant >= start else {
                let message =
                    "The clock shows \(start.preciseTimestamp); it cannot advance to \(instant.preciseTimestamp)."
                throw ControlRefusal(.conflict, message)
            }
            limit = instant
        case .next: limit = nil
        }
        await waitUntilSent()
        var ran: [ClockStep.Ran] = []
        var now = start
        var isThere = false
        while !isThere {
            // A reset may come at any stop; the limit means nothing to the clock that it starts.
            let step = try apply(StepClock(limit: limit, epoch: epoch))
            ran += step.ran
            now = step.now
            await waitUntilSent()
            // What is due at this instant as well may have waited for an alarm to be answered.
            if limit == nil, !step.ran.isEmpty { limit = now }
            isThere = step.isLast
        }
        return (now, ran)
    }

    /// Whether somebody moves the clock.
    package var isAdvancing: Bool { state.withLock { $0.isAdvancing } }
}
