import Locking
import Merchant
import Testing
import TossAPI

@Suite struct SchedulerTests {
    @Test(.timeLimit(.minutes(3))) func `in real time each job sleeps until it is due`() async throws {
        let clock = ManualClock(TestShop.start)
        let runs = Locked<[Instant]>([])
        let (stream, ran) = AsyncStream.makeStream(of: Void.self)
        let job = Job(
            .outbox,
            next: { _ in runs.withLock { $0.count } < 2 ? TestShop.start + .seconds(30) : nil },
            run: { now in
                runs.withLock { $0.append(now) }
                ran.yield()
            }
        )
        let scheduler = Scheduler(
            [job],
            clock: clock.clock,
            timer: .sleeping { duration in
                if duration > .zero { #expect(duration == .seconds(30)) }
                clock.advance(by: duration)
            }
        )
        await scheduler.start(listeningTo: JobBell())
        var iterator = stream.makeAsyncIterator()
        await iterator.next()
        await iterator.next()
        #expect(runs.withLock { $0 } == [TestShop.start + .seconds(30), TestShop.start + .seconds(30)])
        await scheduler.stop()
    }

    @Test func `an alarm runs its job and is told the next instant`() async throws {
        let test = try await TestShop.make()
        _ = try await test.shop.subscriptions.create(for: TestShop.buyer)
        _ = try await test.shop.subscriptions.authorize(.consent("a"), by: TestShop.buyer)
        let due = try #require(Instant("2026-02-05T09:00:00+09:00"))
        test.clock.now = due
        let next = try await test.scheduler.ring("renewals", now: due)
        #expect(next == Instant("2026-02-06T09:00:00+09:00"))
        #expect(test.toss.charges == 2)
        await #expect(throws: ShopError.unknownJob("nothing")) { try await test.scheduler.ring("nothing", now: due) }
    }

    @Test(.timeLimit(.minutes(3))) func `runs of one job follow one another, however many are asked for`() async throws
    {
        let state = Locked((running: 0, most: 0, runs: 0))
        let job = Job(
            .outbox,
            next: { _ in nil },
            run: { _ in
                state.withLock { $0 = ($0.running + 1, max($0.most, $0.running + 1), $0.runs + 1) }
                await Task.yield()
                state.withLock { $0.running -= 1 }
            }
        )
        let scheduler = Scheduler([job], clock: ManualClock(TestShop.start).clock, timer: .manual)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { _ = try await scheduler.ring("outbox", now: TestShop.start) } }
            try await group.waitForAll()
        }
        #expect(state.withLock { $0.most } == 1)
        #expect(state.withLock { $0.runs } == 100)
    }

    @Test func `nine o'clock in Seoul`() throws {
        for (text, next) in [
            ("2026-01-05T08:59:59+09:00", "2026-01-05T09:00:00+09:00"),
            ("2026-01-05T09:00:00+09:00", "2026-01-06T09:00:00+09:00"),
            ("2026-01-05T00:00:00+09:00", "2026-01-05T09:00:00+09:00"),
        ] {
            #expect(try #require(Instant(text)).nextNineInSeoul.timestamp == next)
        }
    }

    @Test(.timeLimit(.minutes(3))) func `a job whose alarm failed is planned again`() async throws {
        let runs = Locked(0)
        let (stream, ran) = AsyncStream.makeStream(of: Void.self)
        let job = Job(
            .inbox,
            next: { _ in runs.withLock { $0 } == 1 ? TestShop.start : nil },
            run: { _ throws(ShopError) in
                let count = runs.withLock { runs in
                    runs += 1
                    return runs
                }
                guard count > 1 else { throw .clockUnreachable("for once") }
                ran.yield()
            }
        )
        let scheduler = Scheduler([job], clock: ManualClock(TestShop.start).clock, timer: .sleeping { _ in })
        await scheduler.start(listeningTo: JobBell())
        await #expect(throws: ShopError.clockUnreachable("for once")) {
            try await scheduler.ring("inbox", now: TestShop.start)
        }
        var iterator = stream.makeAsyncIterator()
        await iterator.next()
        #expect(runs.withLock { $0 } == 2)
        await scheduler.stop()
    }

    @Test(.timeLimit(.minutes(3))) func `of two plans at the same time the newer one stands`() async throws {
        let bell = JobBell()
        let reads = Locked(0)
        let (stream, slept) = AsyncStream.makeStream(of: Duration.self)
        let job = Job(
            .outbox,
            next: { _ in
                let count = reads.withLock { reads in
                    reads += 1
                    return reads
                }
                guard count == 1 else { return TestShop.start + .seconds(30) }
                // Something new comes up while the old time is on its way back.
                await bell.ring(.outbox)
                for _ in 0..<1_000 { await Task.yield() }
                return TestShop.start + .seconds(60)
            },
            run: { _ in }
        )
        let (never, _) = AsyncStream<Void>.makeStream()
        let scheduler = Scheduler(
            [job],
            clock: ManualClock(TestShop.start).clock,
            timer: .sleeping { duration in
                slept.yield(duration)
                // It ends by being cancelled; no test waits for it.
                for await _ in never {}
                throw CancellationError()
            }
        )
        await scheduler.start(listeningTo: bell)
        var iterator = stream.makeAsyncIterator()
        var last: Duration?
        for _ in 0..<2 { last = await iterator.next() }
        #expect(last == .seconds(30))
        await scheduler.stop()
    }
}
