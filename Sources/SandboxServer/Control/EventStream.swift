internal import HTTPServer
internal import JSON
internal import Locking
internal import SandboxCore

/// One listener's server-sent events: what has happened since, then everything as it happens.
///
/// It holds no thread: whoever takes a command also hands its events over.
final class EventStream: Sendable {
    private struct State: Sendable {
        /// The id of the last event that was sent.
        var cursor: Int
        var isOver = false
    }

    private let cell: SandboxCell
    private let hub: Hub
    private let exchange: Exchange
    private let state: Locked<State>
    /// The sandbox in the cell; after an import or a fork it is another one, with other events.
    private let generation: Int

    /// A stream from behind the event with this id, or from now on without one.
    init(of cell: SandboxCell, in hub: Hub, after: Int?, to exchange: Exchange) {
        self.cell = cell
        self.hub = hub
        self.exchange = exchange
        generation = cell.generation
        let last = cell.read { sandbox, _ in sandbox.events.last }
        // An id that this sandbox has not given out is one of another that had its name, of which nothing is left.
        state = Locked(State(cursor: after.map { $0 > last ? 0 : $0 } ?? last))
    }

    /// Sends the head, and events for as long as the client listens and the sandbox is there.
    func run(in world: World, for origin: String? = nil) {
        guard exchange.write(Self.head(for: origin)) else { return }
        let number = cell.addListener { [self] in tell() }
        let stream = hub.addStream { [exchange] in exchange.close() }
        tell()
        Task.detached { [self] in
            var seconds = 0
            while isGoingOn {
                do { try await world.sleep(.seconds(1)) } catch { break }
                seconds += 1
                // What did not fit before; of one that was forgotten there is nothing to tell.
                if isGoingOn { tell() }
                // A comment now and then, so that proxies and clients know the line is alive.
                if seconds.isMultiple(of: 15) { exchange.write(Array(":\n\n".utf8)) }
            }
            cell.removeListener(number)
            hub.removeStream(stream)
            exchange.close()
        }
    }

    private var isGoingOn: Bool {
        !state.withLock { $0.isOver } && !exchange.isOver && !exchange.isAbandoned && hub.holds(cell)
            && cell.generation == generation
    }

    /// Sends what has happened so far, once all of it is written.
    private func tell() {
        let last = cell.read { sandbox, _ in sandbox.events.last }
        hub.whenWritten { ending in
            guard case .written = ending else {
                self.exchange.close()
                return
            }
            self.send(upTo: last)
        }
    }

    /// Sends what is new, up to the event with this id: those behind it may not be written yet.
    ///
    /// Under the lock, because two commands may end at the same time. It asks the cell and the exchange, neither of which
    /// asks a stream; what is written goes to the system or a bounded buffer, so that nobody is waited for.
    private func send(upTo limit: Int) {
        state.withLock { state in
            guard !state.isOver, cell.generation == generation else { return }
            let (events, first) = cell.read { [cursor = state.cursor] sandbox, _ in
                (sandbox.events(after: cursor, limit: Self.most).filter { $0.id <= limit }, sandbox.events.first)
            }
            guard let last = events.last else { return }
            var bytes: [UInt8] = []
            let missed = first - 1 - state.cursor
            if missed > 0 { bytes += Array("event: missed\ndata: {\"missed\":\(missed)}\n\n".utf8) }
            for event in events {
                bytes += Array("id: \(event.id)\nevent: \(event.type.rawValue)\ndata: ".utf8)
                bytes += JSONWriter.bytes { event.write(to: &$0) }
                bytes += Array("\n\n".utf8)
            }
            state.cursor = last.id
            state.isOver = !exchange.write(bytes)
        }
    }

    /// How many events are sent at once; more could be too much for the buffer of a client that reads slowly.
    private static let most = 1000

    /// Answers who asks for the head only.
    static func sendHead(to exchange: Exchange, for origin: String?) {
        exchange.write(head(for: origin))
        exchange.close()
    }

    /// The head of a stream without an end; `origin` is a page's that may read it.
    private static func head(for origin: String?) -> [UInt8] {
        let stream = Response(
            status: 200,
            headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-cache", "Connection": "close"]
        )
        var head = "HTTP/1.1 200 OK\r\n"
        let answer = CrossOrigin.control.allowing(origin, in: stream)
        for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
        return Array("\(head)\r\n".utf8)
    }
}
