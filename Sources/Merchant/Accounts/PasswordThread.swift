internal import Dispatch
package import HTTPServer
internal import Locking

/// Hashes passwords one at a time, away from the threads that answer requests.
///
/// A hash takes 50 ms and 16 MiB, so a crowd of guesses would otherwise stop the shop. Whoever comes from a place that
/// the account knows and the crowd from anywhere else take turns, and within each the lanes do.
package final class PasswordThread: Sendable {
    /// In whose lane somebody waits.
    package enum Lane: Hashable, Sendable {
        /// An account that signs in from where it has before.
        case account(Int64)
        /// A network.
        case place(PeerAddress)
        /// The backend itself.
        case house

        fileprivate var isKnown: Bool {
            switch self {
            case .account, .house: true
            case .place: false
            }
        }
    }

    private struct Job: Sendable {
        let run: @Sendable () -> Void
        let refuse: @Sendable () -> Void
    }

    private struct Waiting: Sendable {
        var known = FairQueue<Lane, Job>(limit: 256, laneLimit: 16)
        var others = FairQueue<Lane, Job>(limit: 256, laneLimit: 16)
        var isRunning = false
        var isTurnOfOthers = false

        mutating func next() -> Job? {
            isTurnOfOthers.toggle()
            return isTurnOfOthers ? others.next() ?? known.next() : known.next() ?? others.next()
        }
    }

    private let queue = DispatchQueue(label: "passwords")
    private let waiting = Locked(Waiting())

    /// Nobody waits yet.
    package init() {}

    /// Runs `work` when it is its lane's turn, or throws a `Problem` when too many wait.
    package func run<R: Sendable>(in lane: Lane, _ work: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job(
                run: { continuation.resume(with: Result(catching: work)) },
                refuse: { continuation.resume(throwing: Self.crowded) }
            )
            let (refused, isFirst) = waiting.withLock { waiting -> (Job?, Bool) in
                let admission = lane.isKnown ? waiting.known.add(job, to: lane) : waiting.others.add(job, to: lane)
                let refused: Job? =
                    switch admission {
                    case .taken: nil
                    case .inPlaceOf(let other): other
                    case .refused: job
                    }
                defer { waiting.isRunning = true }
                return (refused, !waiting.isRunning)
            }
            refused?.refuse()
            if isFirst { queue.async { self.work() } }
        }
    }

    /// How many wait.
    package var waitingCount: Int { waiting.withLock { $0.known.count + $0.others.count } }

    private func work() {
        while let job = waiting.withLock({ waiting in
            let job = waiting.next()
            waiting.isRunning = job != nil
            return job
        }) {
            job.run()
        }
    }

    /// That too many wait.
    static let crowded = Problem(
        .tooManyRequests,
        "too many people are signing in; try again in a moment",
        retryAfter: 5
    )
}
