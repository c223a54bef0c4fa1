/// A thread that actors run on, so that what blocks in them holds up nobody else's tasks.
package final class ExecutorThread: SerialExecutor {
    /// Something to do, and who does it, which whoever gave it keeps alive.
    @safe private struct Job: Sendable {
        let job: UnownedJob
        let executor: UnownedSerialExecutor

        func run() { unsafe job.runSynchronously(on: executor) }
    }

    private struct Queue: Sendable {
        var jobs: [Job] = []
        var isClosed = false
    }

    private let queue: Condition<Queue>

    /// Starts the thread, or returns nil when the system has none to give.
    package init?() {
        let queue = Condition(Queue())
        self.queue = queue
        guard detachThread({ Self.run(queue) }) == 0 else { return nil }
    }

    // What is queued still runs; the thread ends after it.
    deinit {
        queue.withLock { $0.isClosed = true }
        queue.announce()
    }

    /// Takes what an actor has to do, for after what it took before.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = unsafe Job(job: UnownedJob(job), executor: asUnownedSerialExecutor())
        queue.withLock { $0.jobs.append(job) }
        queue.announce()
    }

    /// What an actor calls its executor.
    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { unsafe UnownedSerialExecutor(ordinary: self) }

    private static func run(_ queue: Condition<Queue>) {
        while true {
            let jobs: [Job] = queue.wait { queue in
                guard queue.jobs.isEmpty, !queue.isClosed else {
                    defer { queue.jobs = [] }
                    return .done(queue.jobs)
                }
                return .notYet(lookAgainAfter: nil)
            }
            guard !jobs.isEmpty else { return }
            for job in jobs { job.run() }
        }
    }
}
