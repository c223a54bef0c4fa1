internal import Crypto
internal import Locking
internal import TossAPI

/// What the core works with: its database, and all that comes from outside.
package struct ShopContext: Sendable {
    /// The database.
    package let store: Store
    /// The time.
    package let clock: MerchantClock
    /// Toss.
    package let gateway: any PaymentGateway
    /// Tells the scheduler that a job has something new to do.
    package let bell: JobBell
    /// Bytes that nobody can foretell, unless a test says so.
    package let randomBytes: @Sendable (Int) -> [UInt8]

    /// Puts the parts together.
    package init(
        store: Store,
        clock: MerchantClock,
        gateway: any PaymentGateway,
        bell: JobBell = JobBell(),
        randomBytes: @escaping @Sendable (Int) -> [UInt8] = { Crypto.randomBytes($0) }
    ) {
        self.store = store
        self.clock = clock
        self.gateway = gateway
        self.bell = bell
        self.randomBytes = randomBytes
    }

    /// The time, or `earlier` when it cannot be had now: an answer of Toss must be stored all the same.
    func now(orAtLeast earlier: Instant) async -> Instant {
        do throws(ShopError) { return try await clock.now() } catch { return earlier }
    }
}

/// What the shop does without being asked.
package enum JobName: String, CaseIterable, Sendable {
    /// Finds out what became of operations without an outcome.
    case janitor
    /// Processes webhooks that were stored.
    case inbox
    /// Delivers effects.
    case outbox
    /// Charges subscriptions at 09:00 in Seoul.
    case renewals
    /// Throws away what has had its time, and tells of forgeries.
    case tidying
}

/// How the core tells a scheduler, which it does not know, that a job has something new to do.
package final class JobBell: Sendable {
    private let listener = Locked<(@Sendable (JobName) async -> Void)?>(nil)

    /// Nobody listens yet.
    package init() {}

    /// Says that the job's next time may be another one now, and returns once it is planned.
    ///
    /// A test that gets the shop's answer and then moves the sandbox's clock therefore finds the alarm set.
    package func ring(_ name: JobName) async { await listener.withLock { $0 }?(name) }

    /// Has `receive` told from now on, and nobody else.
    package func onRing(_ receive: @escaping @Sendable (JobName) async -> Void) { listener.withLock { $0 = receive } }
}
