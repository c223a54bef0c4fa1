#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
internal import HTTPClient
internal import JSON
internal import Locking

/// The merchant under test: a program that says on standard output where it can be reached.
///
///     started ──ready line──▶ serving ──stop──▶ ended
///        └──── exit, or no ready line in time ────▶┘
final class ShopProcess: Sendable {
    private enum Beginning: Sendable {
        case ready(url: String)
        case ended
    }

    private let child: ChildProcess
    private let reader: OutputReader
    private let beginning = Promise<Beginning>()
    private let ending = Promise<String>()
    private let lines = Locked<[String]>([])

    private init(child: ChildProcess, reader: OutputReader) {
        self.child = child
        self.reader = reader
    }

    /// How long a shop may take until it accepts connections.
    static let patience = Duration.seconds(20)
    /// How long it may take to end when it is asked to.
    static let grace = Duration.seconds(5)
    private static let linesKept = 20

    /// Starts a shop; it must be stopped in the end.
    static func start(_ command: String, environment: [String: String]) throws(StepFailure) -> ShopProcess {
        let child = try ChildProcess.shell("exec \(command)", environment: environment)
        let shop: ShopProcess
        do throws(StepFailure) {
            shop = ShopProcess(child: child, reader: try OutputReader(output: child.output, errors: child.errors))
            try shop.watch()
        } catch {
            child.signal(SIGKILL)
            child.release()
            throw error
        }
        return shop
    }

    private func watch() throws(StepFailure) {
        let reading = detachThread { [self] in reader.run { line, isOutput in self.take(line, isOutput: isOutput) } }
        let waiting = detachThread { [self] in
            ending.fulfil(child.waitForEnd())
            beginning.fulfil(.ended)
        }
        guard reading == 0, waiting == 0 else {
            throw StepFailure("no thread could be started: \(String(cString: strerror(max(reading, waiting))))")
        }
    }

    private func take(_ line: String, isOutput: Bool) {
        if isOutput, let node = try? JSONNode(parsing: line), node["ready"]?.bool == true, let url = node["url"]?.string
        {
            beginning.fulfil(.ready(url: url.hasSuffix("/") ? String(url.dropLast()) : url))
            return
        }
        lines.withLock { lines in
            lines.append(shortened(line, to: 1000))
            if lines.count > Self.linesKept { lines.removeFirst() }
        }
    }

    /// The last lines it wrote.
    var lastLines: [String] { lines.withLock { $0 } }

    /// How it ended; nil while it runs.
    var howItEnded: String? { ending.current }

    /// Where it can be reached, once it says so.
    func url() async throws(StepFailure) -> String {
        switch await beginning.value(within: Self.patience) {
        case .ready(let url)?: return url
        case .ended?:
            // What it has written may still be on its way.
            _ = await reader.isDone.value(within: .seconds(1))
            throw StepFailure("the shop ended before it was ready: \(ending.current ?? "?")")
        case nil:
            throw StepFailure(
                "the shop was not ready after \(Self.patience.components.seconds) seconds: it has to print the line "
                    + "{\"ready\":true,\"url\":\"http://127.0.0.1:PORT\"} on standard output"
            )
        }
    }

    /// Ends it and all that it has started, whether or not the task is cancelled.
    func stop() async {
        await Task.detached { [self] in
            if ending.current == nil {
                child.signal(SIGTERM)
                _ = await ending.value(within: Self.grace)
            }
            // Also when it has ended: what it left behind is in its group.
            child.signal(SIGKILL)
            _ = await ending.value(within: .seconds(60))
            if ending.current != nil { child.release() }
            _ = await reader.isDone.value(within: .milliseconds(200))
            reader.stop()
        }
        .value
    }
}
