#if TSAN
internal import Foundation

/// A value that one thread reaches at a time; the twin for ThreadSanitizer, which misreports a contended `Mutex`.
package final class Locked<Value: Sendable>: Sendable {
    private let lock = NSLock()
    // The lock guards it.
    nonisolated(unsafe) private var value: Value

    package init(_ value: Value) { unsafe self.value = value }

    package func withLock<R: Sendable, E>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        lock.lock()
        defer { lock.unlock() }
        return try unsafe body(&value)
    }
}
#else
package import Synchronization

/// A value that one thread reaches at a time.
///
/// Call nothing that waits, sends or logs while the lock is held. Compiled into who uses it, where the type is known.
package final class Locked<Value: Sendable>: Sendable {
    @usableFromInline let mutex: Mutex<Value>

    package init(_ value: Value) { mutex = Mutex(value) }

    @inlinable
    package func withLock<R: Sendable, E>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        try mutex.withLock { (value: inout sending Value) throws(E) -> R in try body(&value) }
    }
}
#endif
