import Locking

/// A connection that several threads use, one at a time.
package final class SharedConnection: Sendable {
    private let owned: Locked<Owned>

    /// Takes the connection over; the caller keeps no way to it.
    package init(_ connection: sending Connection) { owned = Locked(Owned(connection: connection)) }

    /// Lends the connection while the lock is held.
    ///
    /// Other threads wait for as long as `body` and the disk take, so no task that must not block may call it, and
    /// `body` may not call it again. Nothing of the connection gets out, since the result is `Sendable`.
    package func withConnection<R: Sendable, E>(_ body: (Connection) throws(E) -> R) throws(E) -> R {
        try owned.withLock { owned throws(E) in try body(owned.connection) }
    }
}

/// Unchecked, because only the lock leads to it.
private struct Owned: @unchecked Sendable {
    let connection: Connection
}
