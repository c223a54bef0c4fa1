package import SandboxCore

extension SandboxCell {
    /// Why a snapshot was not taken.
    package enum SnapshotFailure: Error, Sendable {
        /// These kept the sandbox from being quiet for as long as was allowed.
        case pending([Pending])
        case refused(ControlRefusal)
    }

    /// Waits for quiet as `settle` does, for at most `timeout` of real time, then takes a snapshot.
    package func takeSnapshot(
        _ name: String,
        timeout: Duration
    ) async -> Result<Snapshot, SnapshotFailure> {
        var refusal = Hub.full
        // A call may come in between the two; under a steady stream of them somebody has to give up.
        for _ in 1...5 {
            if case .pending(let pending) = await settle(upTo: nil, timeout: timeout) {
                return .failure(.pending(pending))
            }
            switch apply(.takeSnapshot(name: name)) {
            case .snapshot(let snapshot): return .success(snapshot)
            case .refused(let reason): refusal = reason
            default: break
            }
        }
        return .failure(.refused(refusal))
    }
}
