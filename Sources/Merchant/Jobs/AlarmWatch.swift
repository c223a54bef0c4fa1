internal import TossAPI

extension Scheduler {
    /// Sees to it, every two seconds, that a sandbox's clock still has the alarms that were set there.
    ///
    /// A sandbox that was reset, restored from a snapshot or started again has none, or old ones, and tells nobody. A job
    /// whose alarm is not as it should be is planned anew, by what the clock shows then.
    func watchAlarms(
        _ id: String,
        at sandbox: SandboxClockClient,
        _ sleep: @escaping @Sendable (Duration) async throws -> Void
    ) -> Task<Void, Never> {
        Task { [weak self] in
            while !Task.isCancelled {
                do { try await sleep(.seconds(2)) } catch { return }
                guard let self, await self.isStarted else { return }
                await self.restoreAlarms(id, at: sandbox)
            }
        }
    }

    /// Plans the jobs whose alarm is gone or set for another time.
    private func restoreAlarms(_ id: String, at sandbox: SandboxClockClient) async {
        // An alarm that goes off is not set any more, and whoever answers it does the planning.
        guard alarmCount == 0, !alarms.isEmpty else { return }
        let before = alarms
        let set: [String: Instant]
        // Out of reach, it is looked at again in a moment.
        do throws(ShopError) { set = try await sandbox.alarms() } catch { return }
        for job in jobs where alarmCount == 0 {
            guard let at = alarms[job.name], before[job.name] == at, set["\(id)-\(job.name.rawValue)"] != at else {
                continue
            }
            await plan(job.name)
        }
    }
}
