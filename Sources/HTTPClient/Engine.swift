import Locking

/// What a client's thread shares with its callers: the commands that wait, and whether it runs.
///
///     idle ──start──▶ running ──shutDown──▶ stopping ──thread ends──▶ stopped
///       │ ◀──libcurl fails──┘                                             │
///       └──shutDown──────────────────────────────────────────────────────▶┘
final class Engine: Sendable {
    private enum Phase {
        case idle, stopped
        case running(Run)
        case stopping(Run)
    }

    /// A thread at work.
    private struct Run: Sendable {
        let multi: MultiHandle
        let ended = Latch()
    }

    enum Command: Sendable {
        case start(TransferOrder)
        case cancel(Transfer)
    }

    private struct Inbox {
        var phase = Phase.idle
        var commands: [Command] = []
        var thread: UInt?
        /// Whether the thread sleeps, or is about to, with nobody having woken it yet.
        var isAsleep = false
    }

    private let configuration: Client.Configuration
    private let inbox = Locked(Inbox())
    /// Ends orders without a thread: their completions may hand in the next ones, which end in the same way.
    private let failures = Trampoline()

    init(_ configuration: Client.Configuration) { self.configuration = configuration }

    func start(_ order: TransferOrder) {
        let failure: ClientError?
        do {
            failure = try enqueue(.start(order), mayBegin: true) ? nil : .shutDown
        } catch {
            failure = error
        }
        if let failure { failures.run { order.fail(failure) } }
    }

    func cancel(_ transfer: Transfer) {
        // There is nothing to cancel without a thread, and a thread that ends cancels everything.
        _ = try? enqueue(.cancel(transfer), mayBegin: false)
    }

    /// Whether the caller is a completion.
    var isOnOwnThread: Bool { inbox.withLock { $0.thread } == currentThread() }

    func shutDown() {
        let (run, sleeper) = inbox.withLock { inbox -> (Run?, MultiHandle?) in
            switch inbox.phase {
            case .idle:
                inbox.phase = .stopped
                return (nil, nil)
            case .running(let run):
                inbox.phase = .stopping(run)
                return (run, run.multi)
            case .stopping(let run): return (run, nil)
            case .stopped: return (nil, nil)
            }
        }
        sleeper?.wakeUp()
        if let run, !isOnOwnThread { run.ended.wait() }
    }

    /// The next commands, or nil when it is time to stop, after which nothing more can come.
    ///
    /// Only the thread calls it, with `sleeping` when it goes to sleep if there are no commands.
    func next(sleeping: Bool) -> [Command]? {
        inbox.withLock { inbox in
            guard case .running = inbox.phase else { return nil }
            defer { inbox.commands = [] }
            inbox.isAsleep = sleeping && inbox.commands.isEmpty
            return inbox.commands
        }
    }

    /// What was still waiting when it was time to stop; after a failure the next start begins anew.
    func drain() -> [Command] {
        inbox.withLock { inbox in
            defer { inbox.commands = [] }
            if case .running = inbox.phase { inbox.phase = .idle }
            return inbox.commands
        }
    }

    /// Puts a command where the thread finds it, or returns false when there is no thread.
    private func enqueue(_ command: Command, mayBegin: Bool) throws(ClientError) -> Bool {
        let (isTaken, sleeper) = try inbox.withLock { inbox throws(ClientError) -> (Bool, MultiHandle?) in
            // The library and the thread start under the lock, so that it happens once; neither calls back here.
            if case .idle = inbox.phase, mayBegin { inbox.phase = .running(try begin()) }
            guard case .running(let run) = inbox.phase else { return (false, nil) }
            inbox.commands.append(command)
            defer { inbox.isAsleep = false }
            return (true, inbox.isAsleep ? run.multi : nil)
        }
        sleeper?.wakeUp()
        return isTaken
    }

    private func begin() throws(ClientError) -> Run {
        let run = Run(multi: try MultiHandle.make(configuration))
        let code = detachThread { [self] in
            inbox.withLock { $0.thread = currentThread() }
            TransferLoop(self, run.multi, configuration).run()
            inbox.withLock { inbox in
                // In the place of one that failed another one may run by now.
                if inbox.thread == currentThread() { inbox.thread = nil }
                if case .stopping(let last) = inbox.phase, last.ended === run.ended { inbox.phase = .stopped }
            }
            run.ended.open()
        }
        guard code == 0 else { throw .other(code: Int(code), message: "no thread could be started") }
        return run
    }
}
