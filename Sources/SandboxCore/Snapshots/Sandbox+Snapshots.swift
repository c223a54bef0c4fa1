import TossAPI

extension Sandbox {
    /// Keeps the state as it is, in place of an older snapshot of this name.
    ///
    /// Refused unless the sandbox is quiet: a delivery under way would be neither sent nor unsent in it.
    mutating func takeSnapshot(_ name: String, at now: Instant, wall: Instant) -> CommandAnswer {
        let pending = pending(upTo: now, wall: wall)
        guard pending.isEmpty else {
            let message = "A snapshot is taken when all is quiet; \(pending.count) things are still pending."
            return .refused(ControlRefusal(.conflict, message))
        }
        guard snapshots[name] != nil || snapshots.count < Snapshot.most else {
            let message = "There are \(Snapshot.most) snapshots already. DELETE /sandbox/snapshots/{name} frees one."
            return .refused(ControlRefusal(.conflict, message))
        }
        var copy = self
        copy.snapshots = [:]
        copy.effects = []
        copy.heldUp = nil
        // A restore keeps those that are there by then.
        copy.events = EventLog(capacity: limits.events)
        copy.letHeldAnswersLeave()
        let snapshot = Snapshot(name: name, takenAt: now, sandbox: copy)
        snapshots[name] = snapshot
        return .snapshot(snapshot)
    }

    /// What was committed stays committed: only the answers that wait belong to clients of this life.
    private mutating func letHeldAnswersLeave() {
        for id in held.keys.sorted() {
            guard case .answered(let work, let answer, let stored) = held[id] else { continue }
            settle(work.plan.scope, with: stored)
            requests.update(id) { $0.status = answer.status }
        }
        held = [:]
        awaited = AwaitedDeliveries()
    }

    /// Puts a snapshot in the place of all state but the snapshots and the events, and takes the clock back with it.
    ///
    /// It begins a new life: outcomes of what was under way before are dropped.
    mutating func restore(_ name: String, wall: Instant) -> CommandAnswer {
        guard let snapshot = snapshots[name] else { return .refused(Self.unknownSnapshot(name)) }
        let before = self
        self = snapshot.sandbox
        epoch = before.epoch + 1
        snapshots = before.snapshots
        // A listener hears of it, under an id that goes on.
        events = before.events
        clock.move(to: snapshot.takenAt, wall: wall)
        note(.sandboxRestored, .sandbox, at: snapshot.takenAt)
        return .snapshot(snapshot)
    }

    mutating func removeSnapshot(_ name: String) -> CommandAnswer {
        snapshots.removeValue(forKey: name) == nil ? .refused(Self.unknownSnapshot(name)) : .done
    }

    package static func unknownSnapshot(_ name: String) -> ControlRefusal {
        ControlRefusal(.notFound, "No snapshot is called \(name). GET /sandbox/snapshots lists them.")
    }
}
