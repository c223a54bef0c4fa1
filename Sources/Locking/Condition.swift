#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A value that one thread reaches at a time, and threads that sleep until it has changed.
///
/// Waiting takes no descriptor, and a change of the wall clock neither shortens nor prolongs it.
///
/// `@unchecked` because the value and the two C objects are guarded by the C mutex, which the compiler does not see.
@safe final class Condition<Value: Sendable>: @unchecked Sendable {
    /// What a waiter finds.
    enum Finding<Result> {
        case done(Result)
        /// It has to look again after a change, or when so much time has passed.
        case notYet(lookAgainAfter: Duration?)
    }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var value: Value

    init(_ value: Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe startCondition(condition)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Uses the value without waking the waiters.
    func withLock<Result, Failure>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&value)
    }

    /// Has every waiter look again.
    func announce() { unsafe pthread_cond_broadcast(condition) }

    /// Blocks the thread until `look` finds what it waits for.
    func wait<Result>(until look: (inout Value) -> Finding<Result>) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            switch look(&value) {
            case .done(let result): return result
            case .notYet(nil): unsafe pthread_cond_wait(condition, mutex)
            case .notYet(let limit?): unsafe waitForCondition(condition, mutex, limit)
            }
        }
    }
}

/// As the C library takes it, and no longer than a day; a waiter looks again after that.
private func timespan(_ duration: Duration) -> timespec {
    let (seconds, attoseconds) = min(max(duration, .zero), .seconds(86_400)).components
    return timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
}

#if canImport(Glibc)
private func startCondition(_ condition: UnsafeMutablePointer<pthread_cond_t>) {
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    // The default is the wall clock, which people and time servers set.
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(condition, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
}

private func waitForCondition(
    _ condition: UnsafeMutablePointer<pthread_cond_t>,
    _ mutex: UnsafeMutablePointer<pthread_mutex_t>,
    _ limit: Duration
) {
    var deadline = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &deadline)
    let span = timespan(limit)
    let nanoseconds = deadline.tv_nsec + span.tv_nsec
    deadline.tv_sec += span.tv_sec + nanoseconds / 1_000_000_000
    deadline.tv_nsec = nanoseconds % 1_000_000_000
    unsafe pthread_cond_timedwait(condition, mutex, &deadline)
}
#else
private func startCondition(_ condition: UnsafeMutablePointer<pthread_cond_t>) {
    unsafe pthread_cond_init(condition, nil)
}

private func waitForCondition(
    _ condition: UnsafeMutablePointer<pthread_cond_t>,
    _ mutex: UnsafeMutablePointer<pthread_mutex_t>,
    _ limit: Duration
) {
    var span = timespan(limit)
    unsafe pthread_cond_timedwait_relative_np(condition, mutex, &span)
}
#endif
