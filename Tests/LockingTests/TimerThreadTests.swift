import Locking
import Testing

@Suite(.timeLimit(.minutes(1))) struct TimerThreadTests {
    @Test func `a sleep lasts as long as was asked, and no time at all when that is nothing`() async throws {
        for duration in [Duration.milliseconds(5), .microseconds(1), .zero, .seconds(-1)] {
            let begin = ContinuousClock.now
            try await TimerThread.shared.sleep(for: duration)
            #expect(ContinuousClock.now - begin >= duration)
        }
    }

    @Test func `ten thousand sleeps all end`() async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<10_000 {
                group.addTask { try await TimerThread.shared.sleep(for: .microseconds(number * 7 % 5_000)) }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: [Duration.seconds(3_600), .seconds(Int64.max)])
    func `a cancelled sleep ends at once`(duration: Duration) async {
        for _ in 0..<1_000 {
            let task = Task { try await TimerThread.shared.sleep(for: duration) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `a cancellation that races the end resumes once`() async {
        for number in 0..<2_000 {
            let task = Task { try? await TimerThread.shared.sleep(for: .microseconds(number % 50)) }
            if number.isMultiple(of: 3) { await Task.yield() }
            task.cancel()
            await task.value
        }
    }

    @Test func `a sleep of a task that was cancelled before does not begin`() async {
        let gate = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in gate.stream {}
            try await TimerThread.shared.sleep(for: .zero)
        }
        task.cancel()
        gate.continuation.finish()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
