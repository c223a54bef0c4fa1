package import JournalCodec
package import JSON
package import Scenarios

/// The oldest requests, deliveries and answers under idempotency keys are forgotten, until each of the three holds at
/// most so many bytes; the newest too where it holds more.
package struct TrimLogs: SandboxCommand {
    package let bytes: Int

    package init(bytes: Int) { self.bytes = bytes }

    package static let word = "trim"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> Done {
        sandbox.requests.forget(downTo: bytes)
        sandbox.idempotency.forget(downTo: bytes)
        sandbox.webhooks.forget(downTo: bytes)
        return Done()
    }

    package func write(to json: inout JSONWriter) { json.member("bytes", bytes) }

    package init(journal members: JournalObject) throws(JournalError) { bytes = try members.count("bytes") }
}

extension Sandbox {
    /// About how many bytes the logs of requests and deliveries and the answers under idempotency keys hold.
    package var logWeight: Int { requests.weight + idempotency.weight + webhooks.weight }

    /// Whether a trim to so many bytes would free anything.
    package func canTrim(to bytes: Int) -> Bool { max(requests.weight, idempotency.weight, webhooks.weight) > bytes }

    /// Has its scenario counted, and those of its snapshots, each text once; nothing else about them may change.
    package mutating func countScenarios<Failure>(by count: (Scenario) throws(Failure) -> Scenario) throws(Failure) {
        var counted: [[UInt8]: Scenario] = [:]
        func countOnce(_ scenario: Scenario) throws(Failure) -> Scenario {
            if let known = counted[scenario.document] { return known }
            let new = try count(scenario)
            counted[scenario.document] = new
            return new
        }
        script.scenario = try countOnce(scenario)
        for (name, snapshot) in snapshots {
            snapshots[name]?.sandbox.script.scenario = try countOnce(snapshot.sandbox.scenario)
        }
    }
}
