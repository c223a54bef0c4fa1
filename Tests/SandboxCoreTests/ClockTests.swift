import Determinism
import SandboxCore
import Scenarios
import Testing
import TossAPI

@Suite struct ClockTests {
    static let start = Instant(microseconds: 1_767_571_200_000_000)

    @Test func `a manual clock stands and a scaled one runs at its rate`() throws {
        var sandbox = Sandbox(name: "clock", openedAt: Self.start)
        let start = Self.start
        func now(_ seconds: Int64) -> Duration { sandbox.clock.now(at: start + .seconds(seconds)) - start }
        #expect(now(10) == .seconds(10))
        sandbox.apply(ClockChange(mode: .manual, rate: nil, now: nil), at: Self.start + .seconds(10))
        #expect(now(1000) == .seconds(10))
        sandbox.apply(ClockChange(mode: .scaled, rate: 60, now: nil), at: Self.start + .seconds(1000))
        #expect(now(1001) == .seconds(70))
        sandbox.apply(ClockChange(mode: .system, rate: nil, now: nil), at: Self.start + .seconds(1001))
        #expect(now(1002) == .seconds(71))
    }

    @Test func `a wall clock that is set back does not turn the sandbox back`() {
        var sandbox = Sandbox(name: "clock", openedAt: Self.start)
        sandbox.apply(Tick(), at: Self.start + .seconds(100))
        #expect(sandbox.clock.now(at: Self.start + .seconds(50)) == Self.start + .seconds(100))
    }

    @Test func `things due at one instant run in the order they were scheduled`() throws {
        var stage = try WebhookStage("")
        for id in ["c", "a", "b"] { stage.alarm(id, at: 60) }
        stage.alarm("early", at: 59)
        #expect(stage.advance(90).map(\.id) == ["early", "c", "a", "b"])
        #expect(stage.rung.map(\.alarm.id) == ["early", "c", "a", "b"])
        #expect(stage.now == Self.start + .seconds(90))
    }

    @Test func `an alarm that was set again or removed does not go off`() {
        var sandbox = Sandbox(name: "alarms", openedAt: Self.start)
        sandbox.apply(ClockChange(mode: .manual, rate: nil, now: nil), at: Self.start)
        for (id, seconds) in [("moved", 10), ("gone", 20), ("moved", 30)] as [(String, Int64)] {
            sandbox.apply(
                SetAlarm(Alarm(id: id, at: Self.start + .seconds(seconds), url: "http://localhost/")),
                at: Self.start
            )
        }
        sandbox.apply(RemoveAlarm(id: "gone"), at: Self.start)
        guard case .success(let step) = sandbox.apply(StepClock(limit: nil), at: Self.start).answer else {
            Issue.record("no step")
            return
        }
        #expect(step.ran.map(\.id) == ["moved"])
        #expect(step.now == Self.start + .seconds(30))
    }

    @Test func `a thousand timers come out in order`() throws {
        var stream = SeededStream(seed: 1, label: "test")
        var stage = try WebhookStage("")
        for number in 0..<1000 { stage.alarm("\(number)", at: 1 + Int64(stream.next(below: 500))) }
        let instants = stage.advance(500).map(\.at)
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
}
