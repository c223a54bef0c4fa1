package import TossAPI

/// Something the shop does by itself, and when.
package struct Job: Sendable {
    /// Which job it is.
    package let name: JobName
    /// When it has to run next, as the database has it; nil for never, until something changes.
    package let next: @Sendable (_ now: Instant) async throws(ShopError) -> Instant?
    /// Does what is due by `now`.
    package let run: @Sendable (_ now: Instant) async throws(ShopError) -> Void

    /// Describes a job.
    package init(
        _ name: JobName,
        next: @escaping @Sendable (_ now: Instant) async throws(ShopError) -> Instant?,
        run: @escaping @Sendable (_ now: Instant) async throws(ShopError) -> Void
    ) {
        self.name = name
        self.next = next
        self.run = run
    }
}

/// What makes jobs run when their time has come.
package enum JobTimer: Sendable {
    /// Somebody calls `drain`.
    case manual
    /// Real time: this sleeps for so long, or throws when its task is cancelled.
    case sleeping(@Sendable (Duration) async throws -> Void)
    /// A sandbox's clock, which calls `{callback}/{job}` for the alarm `{id}-{job}`; `sleep` is real time, in which the
    /// alarms are watched.
    case alarms(
        SandboxClockClient,
        id: String,
        callback: String,
        sleep: @Sendable (Duration) async throws -> Void
    )
}
