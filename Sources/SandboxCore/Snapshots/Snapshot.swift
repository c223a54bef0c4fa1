package import TossAPI

/// A sandbox as it stood at one quiet moment.
package struct Snapshot: Sendable {
    /// What it is called; unique in its sandbox.
    package let name: String
    /// What the sandbox's clock showed.
    package let takenAt: Instant
    /// All of the state, but for the snapshots themselves and the events.
    var sandbox: Sandbox

    /// How many payments it holds.
    package var paymentCount: Int { sandbox.apis.apis.reduce(0) { $0 + $1.payments(in: sandbox).count } }

    /// The longest name, in characters.
    package static let longestName = 100
    /// How many a sandbox keeps.
    package static let most = 100

    /// Whether a snapshot can be called this: letters, digits, `.`, `_` and `-`, so that it can stand in a path.
    package static func isName(_ text: String) -> Bool {
        (1...longestName).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// What is said where a snapshot is asked for that is not there.
    package static func unknown(_ name: String) -> ControlRefusal {
        ControlRefusal(.notFound, "No snapshot is called \(name). GET /sandbox/snapshots lists them.")
    }
}
