package import TossAPI

/// Runs the shop's jobs, each at its own instant and one run of a job at a time.
///
/// When a job is next due is always asked of the database, so nothing is forgotten by a restart.
package actor Scheduler {
    let jobs: [Job]
    private let clock: MerchantClock
    private let timer: JobTimer
    private let report: @Sendable (JobName, ShopError) -> Void
    private var runs: [JobName: Task<Result<Void, ShopError>, Never>] = [:]
    private var sleepers: [JobName: Task<Void, Never>] = [:]
    private var planning: Set<JobName> = []
    private var planAgain: Set<JobName> = []
    private(set) var isStarted = false
    /// How many alarms are being answered; while there are some, they do the planning.
    private(set) var alarmCount = 0
    /// The alarms that a sandbox's clock should have.
    private(set) var alarms: [JobName: Instant] = [:]
    private var watch: Task<Void, Never>?
    /// The jobs that have had something new to do while alarms were answered.
    private var rungMeanwhile: Set<JobName> = []

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
            await self?.hear(name)
        }
        for job in jobs { await plan(job.name) }
        if case .alarms(let sandbox, let id, _, let sleep) = timer {
            watch = watchAlarms(id, at: sandbox, sleep)
        }
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
        defer {
            alarmCount -= 1
            if alarmCount == 0 { planWhatRang() }
        }
        do throws(ShopError) {
            try await run(job, now: now)
            // What the run has made due is done, and the next runs are planned, before the sandbox's clock goes on.
            try await drain(now)
            rungMeanwhile = []
            for other in jobs where other.name != job.name { await plan(other.name) }
        } catch {
            // The sandbox gets no next time as its answer, so without this the job would never run again.
            tryAgainLater(job.name)
            throw error
        }
        guard let due = try await job.next(now) else {
            alarms[job.name] = nil
            return nil
        }
        // An alarm in the past would go off at once and for ever while something stays due.
        let next = max(due, now + Self.patience)
        alarms[job.name] = next
        return next
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

    private func hear(_ name: JobName) async {
        guard alarmCount == 0 else {
            rungMeanwhile.insert(name)
            return
        }
        switch timer {
        // Whoever moves such a clock asks what is due.
        case .manual: break
        // Nobody can tell from outside when it is planned, so the one who rings does not wait for the database.
        case .sleeping: planSoon(name)
        // Whoever moves the sandbox's clock next must find the alarm set.
        case .alarms: await plan(name)
        }
    }

    /// Plans what has become due since the last alarm's own planning looked.
    private func planWhatRang() {
        let names = rungMeanwhile
        rungMeanwhile = []
        guard !names.isEmpty else { return }
        Task { for name in names { await plan(name) } }
    }

    /// Plans a job; one that is being planned already is planned once more, so that the newest time is set last.
    func plan(_ name: JobName) async {
        guard mayPlan(name) else { return }
        await planUntilNewest(name)
    }

    private func planSoon(_ name: JobName) {
        guard mayPlan(name) else { return }
        Task { await planUntilNewest(name) }
    }

    private func mayPlan(_ name: JobName) -> Bool {
        guard planning.insert(name).inserted else {
            planAgain.insert(name)
            return false
        }
        return true
    }

    private func planUntilNewest(_ name: JobName) async {
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
            guard let next = try await job.next(now) else {
                alarms[name] = nil
                return
            }
            switch timer {
            case .manual: break
            case .sleeping(let sleep): self.sleep(job, for: max(next - now, .zero), sleep)
            case .alarms(let sandbox, let id, let callback, _):
                guard next > now else {
                    alarms[name] = nil
                    return runSoon(job)
                }
                do throws(ShopError) {
                    let word = name.rawValue
                    alarms[name] = nil
                    try await sandbox.setAlarm("\(id)-\(word)", at: next, callback: "\(callback)/\(word)")
                    alarms[name] = next
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
            case .alarms(_, _, _, let sleep): sleep
            }
        sleepers[name]?.cancel()
        sleepers[name] = Task {
            do { try await sleep(.seconds(5)) } catch { return }
            await plan(name)
        }
    }
}
