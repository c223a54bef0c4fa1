internal import Crypto
internal import Encodings
internal import Locking
internal import TossAPI

/// What the core works with: its database, and all that comes from outside.
package struct ShopContext: Sendable {
    /// The database.
    package let store: Store
    /// The time.
    package let clock: MerchantClock
    /// Who takes the money.
    package let providers: Providers
    /// What this process is called among several: what it was at when it ended, it takes up again.
    package let owner: String
    /// Tells the scheduler that a job has something new to do.
    package let bell: JobBell
    /// Bytes that nobody can foretell, unless a test says so.
    package let randomBytes: @Sendable (Int) -> [UInt8]

    /// Puts the parts together.
    package init(
        store: Store,
        clock: MerchantClock,
        providers: Providers,
        owner: String = "merchant",
        bell: JobBell = JobBell(),
        randomBytes: @escaping @Sendable (Int) -> [UInt8] = { Crypto.randomBytes($0) }
    ) {
        self.store = store
        self.clock = clock
        self.providers = providers
        self.owner = owner
        self.bell = bell
        self.randomBytes = randomBytes
    }

    /// The time, or `earlier` when it cannot be had now: an answer of a provider must be stored all the same.
    func now(orAtLeast earlier: Instant) async -> Instant {
        do throws(ShopError) { return try await clock.now() } catch { return earlier }
    }

    /// An idempotency key for a new wish.
    func freshKey() -> String { hex(randomBytes(16)) }

    /// What makes an order's id unlike any other.
    func freshTail() -> OrderTail { OrderTail(randomBytes(7)) }

    /// A number for a row that has to be known before it is written; 53 bits, so that every program can read it.
    func freshNumber() -> Int64 {
        Int64(randomBytes(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } & 0x1F_FFFF_FFFF_FFFF)
    }
}

/// The providers that the shop takes money by.
package struct Providers: Sendable {
    /// The one that new orders go to.
    package let standard: any PaymentProvider
    private let all: [ProviderID: any PaymentProvider]

    /// New orders go to `standard`; `others` still have payments of theirs.
    package init(_ standard: any PaymentProvider, others: [any PaymentProvider] = []) {
        self.standard = standard
        var all = [standard.id: standard]
        for other in others { all[other.id] = other }
        self.all = all
    }

    /// Each of them, in the order of their names.
    var everyOne: [any PaymentProvider] { all.values.sorted { $0.id.rawValue < $1.id.rawValue } }

    /// The provider that an order or operation names; nil when the shop does not know it any more.
    package subscript(id: ProviderID) -> (any PaymentProvider)? { all[id] }
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
    /// Compares the books with the providers at 04:00 in Seoul.
    case reconciliation
    /// Throws away what has had its time, and tells of forgeries.
    case tidying
}

/// How the core tells a scheduler, which it does not know, that a job has something new to do.
package final class JobBell: Sendable {
    /// A type of its own, because a function that is stored as such is wrapped once more each time it is looked at.
    private struct Listener: Sendable {
        let receive: @Sendable (JobName) async -> Void
    }

    private let listener = Locked<Listener?>(nil)

    /// Nobody listens yet.
    package init() {}

    /// Says that the job's next time may be another one now, and returns once it is planned.
    ///
    /// A test that gets the shop's answer and then moves the sandbox's clock therefore finds the alarm set.
    package func ring(_ name: JobName) async { await listener.withLock { $0 }?.receive(name) }

    /// Rings all that a change of money can give something to do.
    func ringMoney() async { for job in [JobName.janitor, .outbox, .renewals] { await ring(job) } }

    /// Has `receive` told from now on, and nobody else.
    package func onRing(_ receive: @escaping @Sendable (JobName) async -> Void) {
        listener.withLock { $0 = Listener(receive: receive) }
    }
}
