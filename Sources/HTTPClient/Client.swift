import Locking

/// An HTTP/1.1 client that keeps its connections and runs all its transfers on one thread.
///
/// The thread and libcurl start with the first transfer. Redirects are answers, proxies named in the environment are
/// ignored, certificates are checked, and a request leaves at most once, even when a kept connection turns out dead.
/// Letting the last reference go is the same as `shutDown`.
package final class Client: Sendable {
    /// What a client allows.
    package struct Configuration: Sendable {
        /// How many connections one host and port may have at a time; further transfers wait for a free one.
        package var maximumConnectionsPerHost: Int

        /// How many transfers may run at a time, whatever their hosts; further ones wait, and every host gets its turn.
        ///
        /// 512 unless something else is said, or as many as one host may have, if that is more.
        package var maximumTransfers: Int

        /// How many connections are open before those without a transfer are closed, oldest first.
        package var maximumKeptConnections: Int

        /// How many bytes of body an answer may have.
        package var maximumResponseSize: Int

        /// Whether to talk to loopback and private addresses only, judged by the address that is connected to.
        package var onlyPrivateAddresses: Bool

        /// The `User-Agent`, unless a request brings its own.
        package var userAgent: String

        /// The path of a PEM file with the authorities to trust instead of the system's.
        package var trustedCertificates: String?

        /// Makes a configuration for talking to anyone.
        package init(
            maximumConnectionsPerHost: Int = 128,
            maximumTransfers: Int? = nil,
            maximumKeptConnections: Int = 256,
            maximumResponseSize: Int = 4 << 20,
            onlyPrivateAddresses: Bool = false,
            userAgent: String = "tossbox",
            trustedCertificates: String? = nil
        ) {
            self.maximumConnectionsPerHost = max(1, maximumConnectionsPerHost)
            self.maximumTransfers = max(1, maximumTransfers ?? max(512, maximumConnectionsPerHost))
            self.maximumKeptConnections = maximumKeptConnections
            self.maximumResponseSize = maximumResponseSize
            self.onlyPrivateAddresses = onlyPrivateAddresses
            self.userAgent = userAgent
            self.trustedCertificates = trustedCertificates
        }
    }

    private let engine: Engine

    /// Makes a client that has no thread yet.
    package init(_ configuration: Configuration = Configuration()) { engine = Engine(configuration) }

    deinit { engine.shutDown() }

    /// Sends a request and calls `completion` exactly once, on the client's thread.
    ///
    /// The completion may start and cancel transfers and shut the client down, and should not block. After `shutDown`,
    /// or when no thread can be started, it is called right here, or by who calls another such completion, so hold no
    /// lock that it takes.
    @discardableResult package func start(
        _ request: ClientRequest,
        completion: @escaping @Sendable (Result<ClientResponse, ClientError>) -> Void
    ) -> Transfer {
        start(request) { result, _ in completion(result) }
    }

    /// Sends a request and calls `completion` in the same way, with how long it took from when it had a connection to
    /// use; zero when it never had.
    @discardableResult package func start(
        _ request: ClientRequest,
        completion: @escaping @Sendable (Result<ClientResponse, ClientError>, Duration) -> Void
    ) -> Transfer {
        let transfer = Transfer(engine)
        engine.start(TransferOrder(request: request, transfer: transfer, completion: completion))
        return transfer
    }

    /// Sends a request and suspends until it has ended; cancelling the task cancels the transfer.
    package func send(_ request: ClientRequest) async throws(ClientError) -> ClientResponse {
        let transfer = Transfer(engine)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                engine.start(
                    TransferOrder(request: request, transfer: transfer) { result, _ in
                        continuation.resume(returning: result)
                    }
                )
            }
        } onCancel: {
            transfer.cancel()
        }
        return try result.get()
    }

    /// Sends a request and blocks the thread until it has ended, for command-line tools.
    ///
    /// Never call it in a task or in a completion: the latter traps, since it would wait for itself.
    package func sendAndWait(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
        precondition(!engine.isOnOwnThread, "a completion cannot wait for another transfer")
        let result = Locked(Result<ClientResponse, ClientError>.failure(.shutDown))
        let gate = Latch()
        start(request) { outcome, _ in
            result.withLock { $0 = outcome }
            gate.open()
        }
        gate.wait()
        return try result.withLock { $0 }.get()
    }

    /// Ends every transfer as `.shutDown` and waits until the thread is done; a second call only waits.
    ///
    /// From a completion it does not wait.
    package func shutDown() { engine.shutDown() }
}
