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

    /// Has its scenario counted; nothing else about it may change.
    package mutating func countScenario<Failure>(by count: (Scenario) throws(Failure) -> Scenario) throws(Failure) {
        script.scenario = try count(scenario)
    }
}
