internal import Locking
package import TossAPI

/// Runs the shop's jobs, each at its own instant and one run of a job at a time.
///
/// When a job is next due is always asked of the database, so nothing is forgotten by a restart.
package actor Scheduler {
    private let jobs: [Job]
    private let clock: MerchantClock
    private let timer: JobTimer
    private let report: @Sendable (JobName, ShopError) -> Void
    private var runs: [JobName: Task<Result<Void, ShopError>, Never>] = [:]
    private var sleepers: [JobName: Task<Void, Never>] = [:]
    private var watch: Task<Void, Never>?
    private var planning: Set<JobName> = []
    private var planAgain: Set<JobName> = []
    private var isStarted = false
    /// How many alarms are being answered; while there are some, they do the planning.
    private var alarmCount = 0

    /// Plans nothing yet; `report` hears of runs that failed, which are tried again.
    package init(
        _ jobs: [Job],
        clock: MerchantClock,
        timer: JobTimer,
        report: @escaping @Sendable (JobName, ShopError) -> Void = { _, _ in }
    ) {
        self.jobs = jobs
        self.clock = clock
        self.timer = timer
        self.report = report
    }

    /// Plans every job's next run, and again whenever the bell rings.
    package func start(listeningTo bell: JobBell) async {
        isStarted = true
        bell.onRing { [weak self] name in
            await self?.planUnlessRinging(name)
        }
        for job in jobs { await plan(job.name) }
        guard case .alarms = timer else { return }
        // A sandbox that is reset forgets its alarms, and tells nobody.
        watch = Task { [weak self] in
            while (try? await TimerThread.shared.sleep(for: Self.watchInterval)) != nil { await self?.planAll() }
        }
    }

    private static let watchInterval = Duration.seconds(5)

    private func planAll() async {
        for job in jobs { await planUnlessRinging(job.name) }
    }

    /// Plans nothing any more, and returns once the runs under way have ended.
    package func stop() async {
        isStarted = false
        watch?.cancel()
        for sleeper in sleepers.values { sleeper.cancel() }
        sleepers = [:]
        for run in runs.values { _ = await run.value }
    }

    /// Runs a job because its alarm went off at `now`, and returns when it is next due.
    package func ring(_ name: String, now: Instant) async throws(ShopError) -> Instant? {
        guard let job = jobs.first(where: { $0.name.rawValue == name }) else { throw .unknownJob(name) }
        alarmCount += 1
        defer { alarmCount -= 1 }
        do throws(ShopError) {
            try await run(job, now: now)
            // What the run has made due is done, and the next runs are planned, before the sandbox's clock goes on.
            try await drain(now)
            for other in jobs where other.name != job.name { await plan(other.name) }
        } catch {
            // The sandbox gets no next time as its answer, so without this the job would never run again.
            tryAgainLater(job.name)
            throw error
        }
        guard let next = try await job.next(now) else { return nil }
        // An alarm in the past would go off at once and for ever while something stays due.
        return max(next, now + Self.patience)
    }

    /// Runs what is due now until nothing is, and says how many runs that took; for tests and `POST /test/drain`.
    @discardableResult package func drain() async throws(ShopError) -> Int { try await drain(try await clock.now()) }

    /// When the first job is next due.
    package func nextDue() async throws(ShopError) -> Instant? {
        let now = try await clock.now()
        var first: Instant?
        for job in jobs {
            if let next = try await job.next(now) { first = min(first ?? next, next) }
        }
        return first
    }

    /// How long after a run its alarm may go off again at the earliest.
    private static let patience = Duration.seconds(1)

    @discardableResult private func drain(_ now: Instant) async throws(ShopError) -> Int {
        // What a run under way has taken is not due for anybody else, and not done either.
        for run in runs.values { _ = await run.value }
        var count = 0
        while count < 1_000 {
            let before = count
            for job in jobs {
                guard let next = try await job.next(now), next <= now else { continue }
                try await run(job, now: now)
                count += 1
            }
            guard count > before else { break }
        }
        return count
    }

    /// Runs a job after the run of it that is under way, which may have looked before there was something to do.
    private func run(_ job: Job, now: Instant) async throws(ShopError) {
        let before = runs[job.name]
        let task = Task { () async -> Result<Void, ShopError> in
            _ = await before?.value
            do throws(ShopError) { return .success(try await job.run(now)) } catch { return .failure(error) }
        }
        runs[job.name] = task
        try await task.value.get()
    }

    private func planUnlessRinging(_ name: JobName) async {
        guard alarmCount == 0 else { return }
        await plan(name)
    }

    /// Plans a job; one that is being planned already is planned once more, so that the newest time is set last.
    private func plan(_ name: JobName) async {
        guard planning.insert(name).inserted else {
            planAgain.insert(name)
            return
        }
        repeat {
            planAgain.remove(name)
            await planOnce(name)
        } while planAgain.contains(name)
        planning.remove(name)
    }

    private func planOnce(_ name: JobName) async {
        guard isStarted, let job = jobs.first(where: { $0.name == name }) else { return }
        do throws(ShopError) {
            let now = try await clock.now()
            guard let next = try await job.next(now) else { return }
            switch timer {
            case .manual: break
            case .sleeping(let sleep): self.sleep(job, for: max(next - now, .zero), sleep)
            case .alarms(let sandbox, let id, let callback):
                guard next > now else { return runSoon(job) }
                do throws(ShopError) {
                    let name = name.rawValue
                    try await sandbox.setAlarm("\(id)-\(name)", at: next, callback: "\(callback)/\(name)")
                } catch {
                    // The clock may have gone past it meanwhile, which the sandbox refuses.
                    guard next <= (try await clock.now()) else { throw error }
                    runSoon(job)
                }
            }
        } catch {
            report(name, error)
            tryAgainLater(name)
        }
    }

    /// Replaces the sleep before, since the job may be due earlier or later now.
    private func sleep(_ job: Job, for duration: Duration, _ sleep: @escaping @Sendable (Duration) async throws -> Void)
    {
        sleepers[job.name]?.cancel()
        sleepers[job.name] = Task {
            do { try await sleep(duration) } catch { return }
            await runAndPlan(job)
        }
    }

    private func runSoon(_ job: Job) {
        Task { await runAndPlan(job) }
    }

    private func runAndPlan(_ job: Job) async {
        guard isStarted else { return }
        do throws(ShopError) {
            try await run(job, now: try await clock.now())
            await plan(job.name)
        } catch {
            report(job.name, error)
            tryAgainLater(job.name)
        }
    }

    /// Real time, whatever the clock: the clock itself may be what failed.
    private func tryAgainLater(_ name: JobName) {
        let sleep: @Sendable (Duration) async throws -> Void =
            switch timer {
            case .manual: { _ in throw CancellationError() }
            case .sleeping(let sleep): sleep
            case .alarms: { try await TimerThread.shared.sleep(for: $0) }
            }
        sleepers[name]?.cancel()
        sleepers[name] = Task {
            do { try await sleep(.seconds(5)) } catch { return }
            await plan(name)
        }
    }
}
