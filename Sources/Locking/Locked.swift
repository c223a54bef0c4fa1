#if TSAN
internal import Foundation

/// A value that one thread reaches at a time; the twin for ThreadSanitizer, which misreports a contended `Mutex`.
public final class Locked<Value: Sendable>: Sendable {
    private let lock = NSLock()
    // The lock guards it.
    nonisolated(unsafe) private var value: Value

    public init(_ value: Value) { unsafe self.value = value }

    public func withLock<R: Sendable, E>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        lock.lock()
        defer { lock.unlock() }
        return try unsafe body(&value)
    }
}
#else
public import Synchronization

/// A value that one thread reaches at a time.
///
/// Call nothing that waits, sends or logs while the lock is held. It is `public`, as nothing less is
/// compiled into who uses it, where the type is known.
public final class Locked<Value: Sendable>: Sendable {
    @usableFromInline let mutex: Mutex<Value>

    public init(_ value: Value) { mutex = Mutex(value) }

    @inlinable
    public func withLock<R: Sendable, E>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        try mutex.withLock { (value: inout sending Value) throws(E) -> R in try body(&value) }
    }
}
#endif
