internal import Locking

/// An HTTP/1.1 server on its own threads, from `start` to `stop`.
package final class Server: Sendable {
    /// Answers a request through its exchange; it runs on one of the server's threads and must not block it.
    package typealias Handler = @Sendable (Request, Exchange) -> Void
    /// Makes the answer to a request that breaks a limit, from the method and the path still percent-encoded.
    package typealias Refusal = @Sendable (Violation, _ method: HTTPMethod, _ path: String) -> Response

    /// Where to listen, and how much to take.
    package struct Configuration: Sendable {
        /// An IP address, or `localhost` for both loopback addresses on one port.
        ///
        /// `::` takes IPv4 as well. A machine without IPv6 serves `localhost` on IPv4 alone.
        package var host = "127.0.0.1"
        /// The port; 0 asks the system for a free one.
        package var port: UInt16 = 0
        /// The longest body taken, in bytes.
        package var maximumBodySize = 1 << 20
        /// The longest body of some paths, in bytes; a path is compared as it stands on the request line.
        package var bodySizes: [String: Int] = [:]
        /// Who may send those, by the headers; others have the usual limit.
        package var allowsOwnBodySize: @Sendable (HTTPHeaders) -> Bool = { _ in true }
        /// The most bytes that bodies above the usual limit may hold at a time, over all connections.
        ///
        /// A body holds its bytes from their arrival until its request is let go.
        package var maximumBodiesInFlight = 512 << 20
        /// The longest request line and header fields taken together, in bytes.
        package var maximumHeaderSize = 16 << 10
        /// The most connections open at a time.
        ///
        /// Up to 64 above it are accepted and get the refusal as their answer; any more are closed at once. Starting
        /// a server raises the process's soft limit on open files to fit, as far as the hard limit allows; where that
        /// is too low, there are fewer connections, so that files and outgoing connections always find a descriptor.
        package var maximumConnections = 4096
        /// How long a connection may be silent before it is closed, in whole seconds, rounded up; zero means for ever.
        ///
        /// A held answer is no silence: it has all the time it takes. Bytes that were written to one and wait for their
        /// client are: it gets no longer than this between two reads.
        package var idleTimeout = Duration.seconds(60)
        /// The most bytes written to a held connection that may wait for its client to read.
        package var maximumBacklog = 1 << 20
        /// How many threads serve connections, which are dealt out to them in turn.
        package var threads = processorCount

        /// The defaults but for the place.
        package init(host: String = "127.0.0.1", port: UInt16 = 0) {
            self.host = host
            self.port = port
        }
    }

    private enum Life: Sendable {
        case running
        case stopping(Latch)
        case stopped
    }

    /// The port really bound.
    package let port: UInt16
    /// A URL for each address served, such as `http://127.0.0.1:8080`.
    package let urls: [String]
    /// The URL to give to a client on this machine.
    package let url: String

    private let acceptor: Acceptor
    private let daemons: [Daemon]
    private let core: ServerCore
    private let life = Locked(Life.running)

    private init(port: UInt16, urls: [String], url: String, acceptor: Acceptor, daemons: [Daemon], core: ServerCore) {
        self.acceptor = acceptor
        self.port = port
        self.urls = urls
        self.url = url
        self.daemons = daemons
        self.core = core
    }

    deinit {
        stop(grace: .zero)
    }

    /// Binds, listens and serves.
    ///
    /// The answer to a violation is the refusal's, and the connection closes after it. The handler is called once the
    /// body is complete; a request that breaks off never gets there. Some requests are so broken that libmicrohttpd
    /// answers them itself, with a page of HTML, and closes:
    /// - 400: a request line without a version (HTTP/0.9) or with a garbled one, a header line without a colon (one
    ///   with a NUL in its name, too), a chunk size that is no number;
    /// - 505: HTTP/2 and later;
    /// - 413: a chunk size above 64 bits;
    /// - 414 and 431: a request line or headers above three times the header limit, or with more fields than fit there
    ///   (about 700; each takes the library some 60 bytes more);
    /// - no answer at all: a first line of a single word, and so the hello of a TLS client.
    ///
    /// It also gives up a request for its `Content-Length` that is no number or above 64 bits, and for more cookies
    /// than fit into its memory, before anybody is asked. Those get the refusal all the same, past the library, made for
    /// `GET` because the method cannot be told.
    ///
    /// A chunked body that runs 16 MiB past its limit is cut off without an answer. A chunk that announces as much gets the
    /// refusal at once, if its size arrives together with the head or with some of its bytes; one that arrives alone is
    /// not seen before them, and such a connection ends with its idle time-out.
    package static func start(
        _ configuration: Configuration = Configuration(),
        violation: @escaping Refusal = { violation, _, _ in Response(status: violation.status) },
        handler: @escaping Handler
    ) throws(ServerError) -> Server {
        let wanted = configuration.maximumConnections
        let limit = raiseDescriptorLimit(toAtLeast: DescriptorShare.limit(for: wanted))
        guard let share = DescriptorShare(wanted: wanted, limit: limit) else { throw .tooFewDescriptors(limit: limit) }
        var configuration = configuration
        configuration.maximumConnections = share.connections
        let sockets = try ListeningSocket.open(host: configuration.host, port: configuration.port)
        let core = ServerCore(configuration, spareConnections: share.spare, refuse: violation, handler: handler)
        let (acceptor, daemons) = try start(on: sockets, core: core)
        let port = sockets.first?.port ?? configuration.port
        let name = ["localhost": "localhost", "0.0.0.0": "127.0.0.1", "::": "[::1]"][configuration.host]
        let urls = sockets.map { "http://\($0.authority)" }
        return Server(
            port: port,
            urls: urls,
            url: name.map { "http://\($0):\(port)" } ?? urls.first ?? "",
            acceptor: acceptor,
            daemons: daemons,
            core: core
        )
    }

    private static func start(
        on sockets: [ListeningSocket],
        core: ServerCore
    ) throws(ServerError) -> (Acceptor, [Daemon]) {
        var daemons: [Daemon] = []
        do {
            for _ in 0..<max(1, core.configuration.threads) { daemons.append(try Daemon.start(core)) }
        } catch {
            for socket in sockets { socket.close() }
            for daemon in daemons { daemon.stop() }
            throw error
        }
        do {
            return (try Acceptor(on: sockets, for: daemons, core: core), daemons)
        } catch {
            for daemon in daemons { daemon.stop() }
            throw error
        }
    }

    /// Stops, and returns once every thread is gone and the port is free.
    ///
    /// No connection is accepted from the first moment on. Requests that have arrived, held ones too, have the grace to
    /// finish, and their connections close after the answer; what is left then is cut off without one. Nobody waits for
    /// a body that is still on its way, nor for a held answer whose client has closed its side. Any thread but the
    /// server's own may call it, again too: every call returns when the server has stopped. A server that is dropped
    /// stops with no grace.
    package func stop(grace: Duration = .seconds(5)) {
        let mine = Latch()
        let before = life.withLock { life in
            defer { if case .running = life { life = .stopping(mine) } }
            return life
        }
        switch before {
        case .stopped: return
        case .stopping(let latch): latch.wait()
        case .running:
            core.flight.beginClosing()
            acceptor.stop()
            core.flight.drain(grace: grace)
            core.flight.cut()
            core.flight.closeConnections()
            for daemon in daemons { daemon.stop() }
            life.withLock { $0 = .stopped }
            mine.open()
        }
    }
}
