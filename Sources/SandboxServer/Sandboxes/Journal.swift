package import SandboxCore
package import TossAPI

/// The commands a sandbox has taken, each with the instant of the wall clock it came at.
///
/// Applying them to a fresh sandbox gives the same answers, webhooks and ids to the byte.
package struct Journal: Sendable {
    package struct Entry: Sendable {
        package let at: Instant
        package let command: Command
    }

    /// How many commands are kept; later ones are no longer recorded.
    package static let capacity = 20_000

    package private(set) var entries: [Entry] = []
    /// Whether the sandbox has taken more commands than are kept.
    package private(set) var isCut = false

    mutating func append(_ command: Command, at wall: Instant) {
        guard entries.count < Self.capacity else {
            isCut = true
            return
        }
        entries.append(Entry(at: wall, command: command))
    }
}
