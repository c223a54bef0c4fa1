#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Opens once; threads wait in front of it.
///
/// It blocks the thread, so no task may wait here.
///
/// `@unchecked` because the flag and the two C objects are guarded by the C mutex, which the compiler does not see.
@safe package final class Latch: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var isOpen = false

    package init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Opens it, for good.
    package func open() {
        unsafe pthread_mutex_lock(mutex)
        isOpen = true
        unsafe pthread_cond_broadcast(condition)
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Blocks until the latch opens or the time is over.
    package func wait(atMost limit: Duration) {
        var deadline = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &deadline)
        let (seconds, attoseconds) = max(limit, .zero).components
        let nanoseconds = deadline.tv_nsec + Int(attoseconds / 1_000_000_000)
        deadline.tv_sec += Int(seconds) + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        unsafe pthread_mutex_lock(mutex)
        while !isOpen, unsafe pthread_cond_timedwait(condition, mutex, &deadline) == 0 {}
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Blocks until the latch opens.
    package func wait() {
        unsafe pthread_mutex_lock(mutex)
        while !isOpen { unsafe pthread_cond_wait(condition, mutex) }
        unsafe pthread_mutex_unlock(mutex)
    }
}
