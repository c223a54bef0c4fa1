internal import Encodings
internal import Crypto
internal import Locking

/// Where a backend's time comes from, and so what makes its jobs run.
package enum TimeSource: Sendable {
    /// The wall clock; jobs sleep until they are due.
    case system
    /// A clock that stands until a test moves it; jobs run when a test says so.
    case manual(ManualClock)
    /// A sandbox's clock, which calls when a job is due.
    case sandbox(SandboxClockClient)

    /// The clock as the core takes it.
    package var clock: MerchantClock {
        switch self {
        case .system: .system
        case .manual(let clock): clock.clock
        case .sandbox(let clock): clock.clock
        }
    }

    /// What the command line calls it.
    var place: String {
        switch self {
        case .system: "system"
        case .manual: "manual"
        case .sandbox(let clock): clock.url
        }
    }

    /// What makes jobs run, for a backend that is reached at `url`.
    func timer(calledBackAt url: String) -> JobTimer {
        switch self {
        case .system: .sleeping { try await TimerThread.shared.sleep(for: $0) }
        case .manual: .manual
        // Another backend on the same sandbox has alarms of its own for jobs of the same names.
        case .sandbox(let clock):
            .alarms(
                clock,
                id: "merchant-\(digest(url))",
                callback: url + TestDoor.alarmPath,
                sleep: { try await TimerThread.shared.sleep(for: $0) }
            )
        }
    }
}

/// Eight hexadecimal digits that are the same for the same text.
private func digest(_ text: String) -> String {
    hex(Array(HMAC.authenticate(Array(text.utf8), key: Array("alarms".utf8), using: .sha256).prefix(4)))
}
