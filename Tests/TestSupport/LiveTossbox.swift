internal import Foundation

/// A running sandbox process.
package typealias LiveTossbox = LiveServer

/// Runs `body` against a process of its own, then stops it and asks that it ended well.
package func withTossbox<Result>(
    arguments: [String] = [],
    environment: [String: String] = [:],
    _ body: (LiveTossbox) async throws -> Result
) async throws -> Result {
    let tossbox = try await LiveTossbox.start(arguments, environment: environment)
    let result: Result
    do { result = try await body(tossbox) } catch {
        tossbox.signal(SIGKILL)
        _ = await tossbox.exitStatus()
        throw error
    }
    tossbox.signal(SIGTERM)
    let status = await tossbox.exitStatus()
    guard status == 0 else {
        throw TestFailure("the server ended with \(status); standard error: \(tossbox.errors)")
    }
    return result
}

/// One process for all tests that need none of their own; it ends with the tests.
package actor SharedTossbox {
    private static let instance = SharedTossbox()
    private var start: Task<LiveTossbox, any Error>?

    package static func get() async throws -> LiveTossbox { try await instance.running().value }

    private func running() -> Task<LiveTossbox, any Error> {
        if let start { return start }
        let task = Task.detached { try await LiveTossbox.start(["--quiet"], environment: [:]) }
        start = task
        return task
    }
}
