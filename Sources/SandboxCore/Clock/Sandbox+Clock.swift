package import TossAPI

/// A new setting of the clock; what is nil stays.
package struct ClockChange: Sendable {
    package let mode: ClockMode?
    package let rate: Double?
    package let now: Instant?

    package init(mode: ClockMode?, rate: Double?, now: Instant?) {
        self.mode = mode
        self.rate = rate
        self.now = now
    }
}

/// One stop of a moving clock.
package struct ClockStep: Sendable {
    /// Something that was scheduled and has run.
    package struct Ran: Sendable, Equatable {
        package enum Kind: String, Sendable { case expiry, delivery, alarm }

        package let at: Instant
        package let kind: Kind
        /// paymentKey, delivery id or alarm id.
        package let id: String
    }

    package let now: Instant
    package let ran: [Ran]
    /// Whether nothing more is due up to the limit.
    package let isLast: Bool
}

extension Sandbox {
    /// Runs what is due by `now`, each at its own instant.
    ///
    /// An alarm whose turn has not come keeps back what was scheduled behind it for the same instant. Where the clock was
    /// set past it, it alone waits: nothing else may be late.
    private mutating func runDue(upTo now: Instant) -> [ClockStep.Ran] {
        var ran: [ClockStep.Ran] = []
        while !ringsBeforeOthers, let number = alarms.takeFirstInLine() {
            if let rang = ring(number) { ran.append(rang) }
        }
        while let first = due.first, first.at <= now {
            if ringsBeforeOthers, case .alarm(let number) = first.action, alarms[number] != nil {
                guard first.at < now else { break }
                alarms.standInLine(number)
                _ = due.removeFirst()
                continue
            }
            guard let next = due.removeFirst() else { break }
            if let done = run(next) { ran.append(done) }
        }
        return ran
    }

    /// Whether an alarm has to be answered before another one rings.
    ///
    /// A clock that stands rings one at a time, in the order in which they are due. One that runs stands still for
    /// nobody: whatever else rings, its alarms go off in that order, each at its instant.
    private var ringsBeforeOthers: Bool { clock.mode == .manual && isRinging }

    /// Runs what is due by `now`, outside of a step; the next step tells of what it would have run itself.
    mutating func catchUp(to now: Instant) {
        let ran = runDue(upTo: now)
        heldUp?.append(contentsOf: ran)
    }

    /// Runs one due thing, or nothing when it no longer holds.
    private mutating func run(_ next: Due) -> ClockStep.Ran? {
        guard holds(next) else { return nil }
        switch next.action {
        case .expiry(let place):
            // A refusal has been noted as an event; nothing has run.
            do throws(Contradiction) { try apply(.expire, to: place, causedBy: nil, at: next.at) } catch { return nil }
            return ClockStep.Ran(at: next.at, kind: .expiry, id: payments[place].paymentKey)
        case .retry(let place):
            webhooks.queue(place, at: next.at)
            return ClockStep.Ran(at: next.at, kind: .delivery, id: webhooks.deliveries[place].id)
        case .alarm(let number): return ring(number)
        }
    }

    private mutating func ring(_ number: Int) -> ClockStep.Ran? {
        guard let alarm = alarms.ring(number) else { return nil }
        effects.append(.ring(AlarmCall(alarm: alarm, number: number, now: alarm.at, epoch: epoch)))
        note(.alarmRang, .alarm(id: MaskedText(alarm.id)), at: alarm.at)
        return ClockStep.Ran(at: alarm.at, kind: .alarm, id: alarm.id)
    }

    /// Whether a timer still means something: a payment may have been confirmed, a delivery resent.
    private func holds(_ due: Due) -> Bool {
        switch due.action {
        case .expiry(let place): payments[place].deadline == due.at
        case .retry(let place):
            webhooks.deliveries[place].state == .pending && webhooks.deliveries[place].nextAttemptAt == due.at
        case .alarm(let number): alarms[number] != nil
        }
    }

    /// Schedules something for this sandbox to do by itself.
    mutating func schedule(_ action: Due.Action, at instant: Instant) {
        if due.isCrowded {
            var queue = due
            queue.keep(where: holds)
            due = queue
        }
        due.schedule(action, at: instant)
    }

    /// The next thing that is due and still holds; timers that no longer do are dropped on the way.
    mutating func nextDue() -> Due? {
        while let first = due.first {
            if holds(first) { return first }
            _ = due.removeFirst()
        }
        return nil
    }

    /// The wall instant at which something will be due by itself; nil when nothing is or when the clock stands.
    package mutating func nextWallDue() -> Instant? {
        guard clock.mode != .manual, let next = nextDue() else { return nil }
        return clock.wall(for: next.at)
    }

    /// Timers that still hold, by instant and order.
    package func timers(upTo limit: Instant) -> [Due] {
        due.all(upTo: limit).filter(holds)
            .sorted { $0.at == $1.at ? $0.sequence < $1.sequence : $0.at < $1.at }
    }

    /// Moves the clock to the next due instant, or to `limit` when nothing is due before it.
    ///
    /// A clock that stands stays where it is while an alarm rings, whose answer may begin other things there.
    mutating func step(limit: Instant?, epoch: Int?, at now: Instant, wall: Instant) -> CommandAnswer {
        guard epoch == nil || epoch == self.epoch else {
            let message = "The sandbox was started over while its clock was being advanced."
            return .refused(ControlRefusal(.conflict, message))
        }
        let late = heldUp ?? []
        heldUp = nil
        if ringsBeforeOthers {
            if let next = nextDue(), next.at <= now { heldUp = [] }
            return .stepped(ClockStep(now: now, ran: late, isLast: false))
        }
        guard let next = nextDue(), limit.map({ next.at <= $0 }) ?? true else {
            if let limit, limit > now {
                clock.move(to: limit, wall: wall)
                note(.clockAdvanced, .clock(limit), at: limit)
            }
            return .stepped(ClockStep(now: clock.now(at: wall), ran: late, isLast: true))
        }
        if next.at > now {
            clock.move(to: next.at, wall: wall)
            note(.clockAdvanced, .clock(next.at), at: next.at)
        }
        let ran = runDue(upTo: next.at)
        if let rest = nextDue(), rest.at <= next.at { heldUp = [] }
        return .stepped(ClockStep(now: clock.now(at: wall), ran: late + ran, isLast: false))
    }

    mutating func setClock(_ change: ClockChange, at now: Instant, wall: Instant) -> CommandAnswer {
        if let target = change.now, target < now, !isUntouched {
            let message =
                "The clock shows \(now.preciseTimestamp) and cannot go back to \(target.preciseTimestamp): "
                + "there are payments, billing keys or deliveries. POST /sandbox/reset starts over."
            return .refused(ControlRefusal(.conflict, message))
        }
        let mode = change.mode ?? clock.mode
        guard change.rate == nil || mode == .scaled else {
            let message =
                "A rate belongs to a scaled clock; this one is \(mode.rawValue). Say {\"mode\":\"scaled\"} as well."
            return .refused(ControlRefusal(.invalidRequest, message))
        }
        clock.change(mode: mode, rate: change.rate ?? clock.rate, wall: wall)
        webhooks.send(oneAtATime: mode == .manual)
        if let target = change.now {
            clock.move(to: target, wall: wall)
            note(.clockSet, .clock(target), at: target)
            catchUp(to: target)
        } else {
            note(.clockSet, .clock(now), at: now)
        }
        return .done
    }

    private var isUntouched: Bool {
        payments.isEmpty && billing.keys.isEmpty && billing.authorizations.isEmpty && webhooks.deliveries.isEmpty
    }

    mutating func set(_ alarm: Alarm, at now: Instant) -> CommandAnswer {
        guard alarm.at > now else {
            let message = "An alarm goes off in the future; \(alarm.at) is not after \(now)."
            return .refused(ControlRefusal(.invalidRequest, message))
        }
        schedule(.alarm(id: alarms.add(alarm, at: now)), at: alarm.at)
        note(.alarmSet, .alarm(id: MaskedText(alarm.id)), at: now)
        return .alarm(alarm)
    }

    mutating func removeAlarm(_ id: String, at now: Instant) -> CommandAnswer {
        guard alarms.remove(id) else {
            let message = "No alarm has the id \(id). GET /sandbox/clock/alarms lists them."
            return .refused(ControlRefusal(.notFound, message))
        }
        note(.alarmRemoved, .alarm(id: MaskedText(id)), at: now)
        return .done
    }

    mutating func finish(_ outcome: AlarmOutcome, at now: Instant) -> CommandAnswer {
        guard outcome.epoch == epoch, let (alarm, mayRepeat) = alarms.answered(outcome.number) else { return .done }
        note(.alarmAnswered, .alarm(id: MaskedText(alarm.id)), at: now)
        // A next time that is not in the future would ring for ever.
        if mayRepeat, let next = outcome.next, next > now {
            // Somebody may have set it anew meanwhile. The earlier time stays: who is called then can say the later one.
            let newer = alarms.alarm(alarm.id, setFor: now)
            guard newer.map({ next < $0.at }) ?? true else { return .done }
            let again = Alarm(id: alarm.id, at: next, url: newer?.url ?? alarm.url)
            schedule(.alarm(id: alarms.add(again, at: now)), at: next)
        }
        return .done
    }
}
