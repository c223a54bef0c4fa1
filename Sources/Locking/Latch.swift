/// Opens once; threads wait in front of it.
///
/// It blocks the thread, so no task may wait here.
package final class Latch: Sendable {
    private let isOpen = Condition(false)

    package init() {}

    /// Opens it, for good.
    package func open() {
        isOpen.withLock { $0 = true }
        isOpen.announce()
    }

    /// Blocks until the latch opens or so much time has passed, whatever happens to the wall clock meanwhile.
    package func wait(atMost limit: Duration) {
        let begin = SuspendingClock.now
        isOpen.wait { isOpen in
            let left = limit - (SuspendingClock.now - begin)
            return isOpen || left <= .zero ? .done(()) : .notYet(lookAgainAfter: left)
        }
    }

    /// Blocks until the latch opens.
    package func wait() {
        isOpen.wait { $0 ? .done(()) : .notYet(lookAgainAfter: nil) }
    }
}
