import Masking
import Scenarios
package import TossAPI

extension Sandbox {
    /// Runs what is due by `now`, each at its own instant.
    ///
    /// An alarm whose turn has not come keeps back what was scheduled behind it for the same instant. Where the clock was
    /// set past it, it alone waits: nothing else may be late.
    private mutating func runDue(upTo now: Instant, _ turn: inout Turn) -> [ClockStep.Ran] {
        var ran: [ClockStep.Ran] = []
        while !ringsBeforeOthers, let number = alarms.takeFirstInLine() {
            if let rang = ring(number, &turn) { ran.append(rang) }
        }
        while let first = life.due.first, first.at <= now {
            if ringsBeforeOthers, case .alarm(let number) = first.action, alarms[number] != nil {
                guard first.at < now else { break }
                alarms.standInLine(number)
                _ = life.due.removeFirst()
                continue
            }
            guard let next = life.due.removeFirst() else { break }
            if let done = run(next, &turn) { ran.append(done) }
        }
        return ran
    }

    /// Whether an alarm has to be answered before another one rings.
    ///
    /// A clock that stands rings one at a time, in the order in which they are due. One that runs stands still for
    /// nobody: whatever else rings, its alarms go off in that order, each at its instant.
    private var ringsBeforeOthers: Bool { clock.mode == .manual && isRinging }

    /// Runs what is due by `now`, outside of a step; the next step tells of what it would have run itself.
    mutating func catchUp(to now: Instant, _ turn: inout Turn) {
        let ran = runDue(upTo: now, &turn)
        life.heldUp?.append(contentsOf: ran)
    }

    /// Runs one due thing, or nothing when it no longer holds.
    private mutating func run(_ next: Due, _ turn: inout Turn) -> ClockStep.Ran? {
        guard holds(next) else { return nil }
        switch next.action {
        case .timer(let api, let timer):
            let api = apis.apis[api]
            let id = api.subject(ofTimer: timer, in: self)
            guard api.fire(timer: timer, at: next.at, in: &self) else { return nil }
            return ClockStep.Ran(at: next.at, kind: .expiry, id: id)
        case .retry(let place):
            webhooks.queue(place, at: next.at)
            return ClockStep.Ran(at: next.at, kind: .delivery, id: webhooks.deliveries[place].id)
        case .alarm(let number): return ring(number, &turn)
        }
    }

    private mutating func ring(_ number: Int, _ turn: inout Turn) -> ClockStep.Ran? {
        guard let alarm = alarms.ring(number) else { return nil }
        turn.effects.append(.ring(AlarmCall(alarm: alarm, number: number, now: alarm.at, epoch: epoch)))
        note(.alarmRang, .alarm(id: MaskedText(alarm.id)), at: alarm.at)
        return ClockStep.Ran(at: alarm.at, kind: .alarm, id: alarm.id)
    }

    /// Whether a timer still means something: a payment may have been confirmed, a delivery resent.
    private func holds(_ due: Due) -> Bool {
        switch due.action {
        case .timer(let api, let timer): apis.apis[api].holds(timer: timer, at: due.at, in: self)
        case .retry(let place):
            webhooks.deliveries[place].state == .pending && webhooks.deliveries[place].nextAttemptAt == due.at
        case .alarm(let number): alarms[number] != nil
        }
    }

    /// Schedules something for this sandbox to do by itself.
    mutating func schedule(_ action: Due.Action, at instant: Instant) {
        if life.due.isCrowded {
            var queue = life.due
            queue.keep(where: holds)
            life.due = queue
        }
        life.due.schedule(action, at: instant)
    }

    /// Sets a timer of an API, by the API's own number.
    mutating func schedule(_ timer: Int, of api: any PaymentAPI.Type, at instant: Instant) {
        schedule(.timer(api: apis.index(of: api), timer), at: instant)
    }

    /// The next thing that is due and still holds; timers that no longer do are dropped on the way.
    mutating func nextDue() -> Due? {
        while let first = life.due.first {
            if holds(first) { return first }
            _ = life.due.removeFirst()
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
        life.due.all(upTo: limit).filter(holds)
            .sorted { $0.at == $1.at ? $0.sequence < $1.sequence : $0.at < $1.at }
    }

    /// Moves the clock to the next due instant, or to `limit` when nothing is due before it.
    mutating func step(limit: Instant?, _ turn: inout Turn) -> ClockStep {
        let (now, wall) = (turn.now, turn.wall)
        let late = life.heldUp ?? []
        life.heldUp = nil
        if ringsBeforeOthers {
            if let next = nextDue(), next.at <= now { life.heldUp = [] }
            return ClockStep(now: now, ran: late, isLast: false)
        }
        guard let next = nextDue(), limit.map({ next.at <= $0 }) ?? true else {
            if let limit, limit > now {
                clock.move(to: limit, wall: wall)
                note(.clockAdvanced, .clock(limit), at: limit)
            }
            return ClockStep(now: clock.now(at: wall), ran: late, isLast: true)
        }
        if next.at > now {
            clock.move(to: next.at, wall: wall)
            note(.clockAdvanced, .clock(next.at), at: next.at)
        }
        let ran = runDue(upTo: next.at, &turn)
        if let rest = nextDue(), rest.at <= next.at { life.heldUp = [] }
        return ClockStep(now: clock.now(at: wall), ran: late + ran, isLast: false)
    }
}
