import Locking

/// A request that was handed to a client.
///
/// It may be dropped: the transfer goes on.
package final class Transfer: Sendable {
    private let engine: Engine
    private let wasCancelled = Locked(false)

    init(_ engine: Engine) { self.engine = engine }

    /// Gives the transfer up; its completion hears of it on the client's thread.
    ///
    /// Any thread may call it at any time, from a completion as well. After the end it does nothing.
    package func cancel() {
        let isFirst = wasCancelled.withLock { flag in
            defer { flag = true }
            return !flag
        }
        if isFirst { engine.cancel(self) }
    }

    var isCancelled: Bool { wasCancelled.withLock { $0 } }
}

/// What the client's thread needs to start a transfer.
struct TransferOrder: Sendable {
    let request: ClientRequest
    let transfer: Transfer
    /// Hears how it ended, and how long that took from when it had a connection to use.
    let completion: @Sendable (Result<ClientResponse, ClientError>, Duration) -> Void

    /// Ends an order that never had a connection.
    func fail(_ error: ClientError) { completion(.failure(error), .zero) }
}
