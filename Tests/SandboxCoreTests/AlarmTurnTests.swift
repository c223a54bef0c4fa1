import SandboxCore
import Scenarios
import Testing
import TossAPI

/// Alarms that ring one at a time while the clock stands, and what their answers do.
@Suite struct AlarmTurnTests {
    private static func ids(_ calls: [AlarmCall]) -> [String] { calls.map(\.alarm.id) }

    private static func step(_ stage: inout WebhookStage, to seconds: Int64) -> ClockStep? {
        guard case .success(let step) = stage.apply(StepClock(limit: Run.start + .seconds(seconds))) else { return nil }
        return step
    }

    @Test func `alarms due at one instant ring one after another, and each is told of when it rings`() throws {
        var stage = try WebhookStage("")
        for id in ["c", "a", "b"] { stage.alarm(id, at: 60) }
        var told: [[String]] = []
        for rung in [["c"], ["c", "a"], ["c", "a", "b"]] {
            let step = try #require(Self.step(&stage, to: 90))
            told.append(step.ran.map(\.id))
            #expect(!step.isLast)
            #expect(step.now == Run.start + .seconds(60))
            #expect(Self.ids(stage.rung) == rung)
            #expect(stage.ringing.count == 1)
            stage.answerAlarm()
        }
        #expect(told == [["c"], ["a"], ["b"]])
        #expect(Self.step(&stage, to: 90)?.isLast == true)
        #expect(stage.now == Run.start + .seconds(90))
    }

    @Test func `a clock that stands does not move while an alarm rings`() throws {
        var stage = try WebhookStage("")
        stage.alarm("a", at: 60)
        stage.alarm("b", at: 70)
        for _ in 1...3 {
            #expect(Self.step(&stage, to: 90)?.isLast == false)
            #expect(stage.now == Run.start + .seconds(60))
        }
        stage.answerAlarm()
        #expect(Self.step(&stage, to: 90)?.ran.map(\.id) == ["b"])
    }

    @Test func `what waits for an alarm is pending, and passes by itself`() throws {
        var stage = try WebhookStage("")
        for id in ["a", "b", "c"] { stage.alarm(id, at: 60) }
        _ = Self.step(&stage, to: 60)
        #expect(stage.pending().map(\.id) == ["a", "b", "c"])
        #expect(stage.pending().allSatisfy { $0.passesByItself && $0.kind == .timer })
        guard case .failure(let refusal) = stage.apply(TakeSnapshot(name: "s")) else {
            Issue.record("a snapshot was taken")
            return
        }
        #expect(refusal.code == .conflict)
        for _ in 1...3 { stage.answerAlarm() }
        #expect(stage.pending().isEmpty)
    }

    @Test func `what was scheduled behind an alarm waits with it, and runs in that order`() throws {
        var stage = try WebhookStage(#""endpoints":[{"url":"http://a/"}],"retries":["PT1M"]"#)
        stage.alarm("a", at: 60)
        try stage.pay("order-0001")
        stage.end(500)
        stage.alarm("b", at: 60)
        try stage.pay("order-0002")
        stage.end(500)
        let first = try #require(Self.step(&stage, to: 60))
        #expect(first.ran.map(\.kind) == [.alarm, .delivery])
        stage.endAll()
        #expect(stage.orders == ["order-0001", "order-0002", "order-0001"])
        stage.answerAlarm()
        stage.endAll()
        #expect(stage.orders.last == "order-0002")
        #expect(Self.step(&stage, to: 60)?.ran.map(\.kind) == [.alarm, .delivery])
    }

    @Test func `an alarm that is removed while it waits for its turn does not ring`() throws {
        var stage = try WebhookStage("")
        for id in ["a", "b", "c"] { stage.alarm(id, at: 60) }
        _ = Self.step(&stage, to: 60)
        guard case .success = stage.apply(RemoveAlarm(id: "b")) else {
            Issue.record("it was not removed")
            return
        }
        stage.answerAlarm()
        #expect(Self.ids(stage.rung) == ["a", "c"])
        #expect(Self.step(&stage, to: 60)?.ran.map(\.id) == ["c"])
    }

    @Test func `alarms that the clock is set past ring one after another, and hold nothing else up`() throws {
        var stage = try WebhookStage("")
        stage.alarm("a", at: 3000)
        stage.alarm("b", at: 2000)
        stage.alarm("c", at: 500)
        let terms = PaymentTerms(orderId: "order-left", orderName: "mug", amount: 1000)
        stage.apply(BuyerVisit(merchant: .api, terms: terms, cardNumber: defaultCardNumber, behavior: .approve))
        stage.apply(ClockChange(mode: nil, rate: nil, now: Run.start + .seconds(4000)))
        #expect(stage.sandbox.payments[0].status == .expired)
        #expect(Self.ids(stage.rung) == ["c"])
        #expect(stage.pending().map(\.id) == ["c", "b", "a"])
        stage.answerAlarm()
        #expect(Self.ids(stage.rung) == ["c", "b"])
        stage.answerAlarm()
        stage.answerAlarm()
        #expect(Self.ids(stage.rung) == ["c", "b", "a"])
        #expect(stage.rung.map(\.now) == stage.rung.map(\.alarm.at))
        #expect(stage.advance(10).isEmpty)
    }

    @Test func `a clock that runs stands still for no alarm`() throws {
        var stage = try WebhookStage("", mode: "system")
        for id in ["c", "a", "b"] { stage.alarm(id, at: 60) }
        stage.wall = stage.wall + .seconds(60)
        stage.apply(Tick())
        #expect(Self.ids(stage.ringing) == ["c", "a", "b"])
        stage.apply(ClockChange(mode: .manual, rate: nil, now: nil))
        stage.alarm("d", at: 70)
        #expect(Self.step(&stage, to: 70)?.ran.isEmpty == true)
        for _ in 1...3 { stage.answerAlarm() }
        #expect(Self.step(&stage, to: 70)?.ran.map(\.id) == ["d"])
    }

    @Test func `a clock that starts to run lets go of the alarms that waited`() throws {
        var stage = try WebhookStage("")
        for id in ["c", "a", "b"] { stage.alarm(id, at: 60) }
        _ = Self.step(&stage, to: 60)
        stage.apply(ClockChange(mode: .system, rate: nil, now: nil))
        #expect(Self.ids(stage.ringing) == ["c", "a", "b"])
    }

    @Test func `a reset drops the alarms that wait for their turn`() throws {
        var stage = try WebhookStage("")
        for id in ["a", "b"] { stage.alarm(id, at: 60) }
        _ = Self.step(&stage, to: 60)
        stage.apply(ResetSandbox(.data))
        stage.answerAlarm()
        #expect(Self.ids(stage.rung) == ["a"])
        #expect(stage.advance(100).isEmpty)
    }

    @Test func `after an interruption only the alarm that rang rings again, and the others have their turn`() throws {
        var stage = try WebhookStage("")
        for id in ["a", "b"] { stage.alarm(id, at: 60) }
        _ = Self.step(&stage, to: 60)
        stage.apply(Recover(epoch: 2))
        #expect(Self.ids(stage.rung) == ["a", "a"])
        // Of the process before.
        stage.answerAlarm()
        #expect(Self.ids(stage.rung) == ["a", "a"])
        stage.answerAlarm()
        #expect(Self.ids(stage.rung) == ["a", "a", "b"])
    }

    @Test func `an alarm that is removed while it rings is not set again`() throws {
        for isRemoved in [false, true] {
            var stage = try WebhookStage("")
            stage.alarm("job", at: 10)
            _ = Self.step(&stage, to: 10)
            if isRemoved {
                guard case .success = stage.apply(RemoveAlarm(id: "job")) else {
                    Issue.record("it was not removed")
                    return
                }
            }
            stage.answerAlarm(next: 60)
            #expect(stage.sandbox.alarms.alarms.count == (isRemoved ? 0 : 1))
        }
    }

    @Test(arguments: ["system", "manual"])
    func `two ringings under one id both count, whichever is answered first`(mode: String) throws {
        for first in [0, 1] {
            var stage = try WebhookStage("", mode: mode)
            stage.alarm("job", at: 10)
            stage.apply(ClockChange(mode: nil, rate: nil, now: Run.start + .seconds(10)))
            stage.alarm("job", at: 20)
            stage.apply(ClockChange(mode: nil, rate: nil, now: Run.start + .seconds(20)))
            #expect(stage.ringing.count == (mode == "manual" ? 1 : 2))
            stage.answerAlarm(mode == "manual" ? 0 : first, next: 100)
            #expect(stage.rung.map(\.now) == [10, 20].map { Run.start + .seconds($0) })
            #expect(stage.sandbox.alarms.alarms.map(\.at) == [Run.start + .seconds(100)])
            #expect(stage.sandbox.isRinging)
            stage.answerAlarm(next: first == 0 ? nil : 90)
            #expect(!stage.sandbox.isRinging)
            #expect(stage.sandbox.alarms.alarms.map(\.at) == [Run.start + .seconds(first == 0 ? 100 : 90)])
        }
    }

    @Test(arguments: [(40, 50, 40), (50, 40, 40), (40, 40, 40)] as [(Int64, Int64, Int64)])
    func `of the times that a call and an answer give to one alarm the earlier one stays`(
        call: Int64,
        answer: Int64,
        earlier: Int64
    ) throws {
        var stage = try WebhookStage("")
        stage.alarm("job", at: 10)
        _ = Self.step(&stage, to: 10)
        stage.apply(SetAlarm(Alarm(id: "job", at: Run.start + .seconds(call), url: "http://a/new")))
        stage.answerAlarm(next: answer)
        #expect(
            stage.sandbox.alarms.alarms == [Alarm(id: "job", at: Run.start + .seconds(earlier), url: "http://a/new")]
        )
        #expect(stage.advance(100).map(\.at) == [Run.start + .seconds(earlier)])
    }

    @Test func `removing an id removes all that goes by it`() throws {
        var stage = try WebhookStage("")
        stage.alarm("other", at: 10)
        stage.alarm("job", at: 10)
        _ = Self.step(&stage, to: 10)
        stage.alarm("job", at: 20)
        #expect(stage.sandbox.alarms.alarms.map(\.at) == [Run.start + .seconds(20)])
        stage.apply(RemoveAlarm(id: "job"))
        stage.answerAlarm()
        #expect(Self.ids(stage.rung) == ["other"])
        #expect(stage.advance(100).isEmpty)
    }
}
