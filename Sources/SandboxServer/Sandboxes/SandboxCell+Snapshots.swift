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
        var attempts = 0
        while true {
            if case .pending(let pending) = await settle(upTo: nil, timeout: timeout) {
                return .failure(.pending(pending))
            }
            do throws(ControlRefusal) {
                return .success(try apply(TakeSnapshot(name: name)))
            } catch {
                // A call may come in between the two; under a steady stream of them somebody has to give up.
                attempts += 1
                if attempts == 5 { return .failure(.refused(error)) }
            }
        }
    }
}
