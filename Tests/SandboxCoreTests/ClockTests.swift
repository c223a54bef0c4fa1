import SandboxCore
import Testing
import TossAPI

@Suite struct ClockTests {
    static let start = Instant(microseconds: 1_767_571_200_000_000)

    @Test func `a manual clock stands and a scaled one runs at its rate`() throws {
        var sandbox = Sandbox(name: "clock", openedAt: Self.start)
        let start = Self.start
        func now(_ seconds: Int64) -> Duration { sandbox.clock.now(at: start + .seconds(seconds)) - start }
        #expect(now(10) == .seconds(10))
        sandbox.apply(.setClock(ClockChange(mode: .manual, rate: nil, now: nil)), at: Self.start + .seconds(10))
        #expect(now(1000) == .seconds(10))
        sandbox.apply(.setClock(ClockChange(mode: .scaled, rate: 60, now: nil)), at: Self.start + .seconds(1000))
        #expect(now(1001) == .seconds(70))
        sandbox.apply(.setClock(ClockChange(mode: .system, rate: nil, now: nil)), at: Self.start + .seconds(1001))
        #expect(now(1002) == .seconds(71))
    }

    @Test func `a wall clock that is set back does not turn the sandbox back`() {
        var sandbox = Sandbox(name: "clock", openedAt: Self.start)
        sandbox.apply(.tick, at: Self.start + .seconds(100))
        #expect(sandbox.clock.now(at: Self.start + .seconds(50)) == Self.start + .seconds(100))
    }

    @Test func `things due at one instant run in the order they were scheduled`() {
        let sandboxStart = Self.start
        var sandbox = Sandbox(name: "due", openedAt: sandboxStart)
        sandbox.apply(.setClock(ClockChange(mode: .manual, rate: nil, now: nil)), at: sandboxStart)
        for id in ["c", "a", "b"] {
            sandbox.apply(
                .setAlarm(Alarm(id: id, at: sandboxStart + .seconds(60), url: "http://localhost/")),
                at: sandboxStart
            )
        }
        sandbox.apply(
            .setAlarm(Alarm(id: "early", at: sandboxStart + .seconds(59), url: "http://localhost/")),
            at: sandboxStart
        )
        var ran: [String] = []
        while case .stepped(let step) = sandbox.apply(.step(limit: sandboxStart + .seconds(90)), at: sandboxStart)
            .answer
        {
            ran += step.ran.map(\.id)
            if step.isLast { break }
        }
        #expect(ran == ["early", "c", "a", "b"])
        #expect(sandbox.clock.now(at: sandboxStart) == sandboxStart + .seconds(90))
    }

    @Test func `an alarm that was set again or removed does not go off`() {
        var sandbox = Sandbox(name: "alarms", openedAt: Self.start)
        sandbox.apply(.setClock(ClockChange(mode: .manual, rate: nil, now: nil)), at: Self.start)
        for (id, seconds) in [("moved", 10), ("gone", 20), ("moved", 30)] as [(String, Int64)] {
            sandbox.apply(
                .setAlarm(Alarm(id: id, at: Self.start + .seconds(seconds), url: "http://localhost/")),
                at: Self.start
            )
        }
        sandbox.apply(.removeAlarm(id: "gone"), at: Self.start)
        guard case .stepped(let step) = sandbox.apply(.step(limit: nil), at: Self.start).answer else {
            Issue.record("no step")
            return
        }
        #expect(step.ran.map(\.id) == ["moved"])
        #expect(step.now == Self.start + .seconds(30))
    }

    @Test func `a thousand timers come out in order`() {
        var stream = SeededStream(seed: 1, label: "test")
        var sandbox = Sandbox(name: "heap", openedAt: Self.start)
        sandbox.apply(.setClock(ClockChange(mode: .manual, rate: nil, now: nil)), at: Self.start)
        for number in 0..<1000 {
            let at = Self.start + .seconds(1 + Int64(stream.next(below: 500)))
            sandbox.apply(.setAlarm(Alarm(id: "\(number)", at: at, url: "http://localhost/")), at: Self.start)
        }
        var instants: [Instant] = []
        while case .stepped(let step) = sandbox.apply(.step(limit: nil), at: Self.start).answer {
            instants += step.ran.map(\.at)
            if step.isLast { break }
        }
        #expect(instants.count == 1000)
        #expect(instants == instants.sorted())
    }

    @Test func `a retry without a wait leaves at once, under a clock that stands`() throws {
        var run = try Run(
            scenario: #"""
                {"name":"n","description":"d","clock":{"mode":"manual","start":"2026-01-05T09:00:00+09:00"},
                 "webhooks":{"retries":["PT0S","PT1M"],"endpoints":[{"url":"http://localhost:1/"}]}}
                """#,
            receiver: [500, 500]
        )
        try run.confirm(try run.pay("order-0001", 1000), "order-0001", 1000)
        run.advance(to: .seconds(600))
        let start = Run.start
        let attempts = run.sandbox.webhooks.log.map { $0.attempts.map { $0.at - start } }
        #expect(attempts == [[.zero, .zero, .seconds(60)]])
    }

    @Test func `an alarm that is removed while it rings is not set again`() throws {
        var sandbox = Sandbox(name: "alarms", openedAt: Run.start)
        sandbox.apply(.setClock(ClockChange(mode: .manual, rate: nil, now: nil)), at: Run.start)
        let next = Run.start + .seconds(60)
        for isRemoved in [false, true] {
            sandbox.apply(
                .setAlarm(Alarm(id: "job", at: sandbox.clock.now(at: Run.start) + .seconds(10), url: "http://a/")),
                at: Run.start
            )
            sandbox.apply(.step(limit: nil), at: Run.start)
            #expect(sandbox.isRinging)
            if isRemoved {
                guard case .done = sandbox.apply(.removeAlarm(id: "job"), at: Run.start).answer else {
                    Issue.record("it was not removed")
                    return
                }
            }
            sandbox.apply(.rang(AlarmOutcome(id: "job", epoch: 1, next: next)), at: Run.start)
            #expect(sandbox.alarms.alarms.count == (isRemoved ? 0 : 1))
            sandbox.apply(.removeAlarm(id: "job"), at: Run.start)
        }
    }
}
