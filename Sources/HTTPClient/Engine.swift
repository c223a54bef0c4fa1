import Locking

/// What a client's thread shares with its callers: the commands that wait, and whether it runs.
///
///     idle ──first start──▶ running ──shutDown──▶ stopping ──thread ends──▶ stopped
///       └──shutDown────────────────────────────────────────────────────────▶┘
final class Engine: Sendable {
    private enum Phase {
        case idle, stopping, stopped
        case running(MultiHandle)
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
    private let ended = Latch()

    init(_ configuration: Client.Configuration) { self.configuration = configuration }

    func start(_ order: TransferOrder) {
        let failure: ClientError?
        do {
            failure = try enqueue(.start(order), mayBegin: true) ? nil : .shutDown
        } catch {
            failure = error
        }
        if let failure { order.fail(failure) }
    }

    func cancel(_ transfer: Transfer) {
        // There is nothing to cancel without a thread, and a thread that ends cancels everything.
        _ = try? enqueue(.cancel(transfer), mayBegin: false)
    }

    /// Whether the caller is a completion.
    var isOnOwnThread: Bool { inbox.withLock { $0.thread } == currentThread() }

    func shutDown() {
        let (isRunning, sleeper) = inbox.withLock { inbox -> (Bool, MultiHandle?) in
            switch inbox.phase {
            case .idle:
                inbox.phase = .stopped
                return (false, nil)
            case .running(let multi):
                inbox.phase = .stopping
                return (true, multi)
            case .stopping: return (true, nil)
            case .stopped: return (false, nil)
            }
        }
        sleeper?.wakeUp()
        if isRunning, !isOnOwnThread { ended.wait() }
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

    /// What was still waiting when it was time to stop.
    func drain() -> [Command] {
        inbox.withLock { inbox in
            defer { inbox.commands = [] }
            inbox.phase = .stopping
            return inbox.commands
        }
    }

    /// Puts a command where the thread finds it, or returns false when there is no thread.
    private func enqueue(_ command: Command, mayBegin: Bool) throws(ClientError) -> Bool {
        let (isTaken, sleeper) = try inbox.withLock { inbox throws(ClientError) -> (Bool, MultiHandle?) in
            // The library and the thread start under the lock, so that it happens once; neither calls back here.
            if case .idle = inbox.phase, mayBegin { inbox.phase = .running(try begin()) }
            guard case .running(let multi) = inbox.phase else { return (false, nil) }
            inbox.commands.append(command)
            defer { inbox.isAsleep = false }
            return (true, inbox.isAsleep ? multi : nil)
        }
        sleeper?.wakeUp()
        return isTaken
    }

    private func begin() throws(ClientError) -> MultiHandle {
        let multi = try MultiHandle.make(configuration)
        let code = detachThread { [self] in
            inbox.withLock { $0.thread = currentThread() }
            TransferLoop(self, multi, configuration).run()
            inbox.withLock { inbox in
                inbox.phase = .stopped
                inbox.thread = nil
            }
            ended.open()
        }
        guard code == 0 else { throw .other(code: Int(code), message: "no thread could be started") }
        return multi
    }
}
