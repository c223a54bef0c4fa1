package import JournalCodec
package import JSON
import Masking
import Scenarios
import TossAPI

/// A webhook attempt ended.
package struct DeliveryOutcome: SandboxCommand {
    /// The delivery's place in the log.
    package let delivery: Int
    /// The life of the sandbox it was sent in.
    package let epoch: Int
    /// The receiver's HTTP status, or nil when none came.
    package let status: Int?
    /// Why none came.
    package let error: String?
    /// Real time it took; no decision depends on it.
    package let durationMilliseconds: Int

    package init(delivery: Int, epoch: Int, status: Int?, error: String?, durationMilliseconds: Int) {
        self.delivery = delivery
        self.epoch = epoch
        self.status = status
        self.error = error
        self.durationMilliseconds = durationMilliseconds
    }

    /// Any 2xx counts: the guide says 200, an older text 2xx (documented, in disagreement).
    var isSuccess: Bool { status.map { (200...299).contains($0) } ?? false }

    package static let word = "delivered"
    package static let isOfItsOwnPast = true

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> Done {
        guard epoch == sandbox.epoch, sandbox.webhooks.isSending(delivery) else { return Done() }
        sandbox.life.awaited.conclude(delivery)
        if let next = sandbox.webhooks.finish(self, retries: sandbox.scenario.webhooks.retries) {
            sandbox.schedule(.retry(delivery: delivery), at: next)
            sandbox.note(.deliveryRetried, delivery: delivery, at: turn.now)
        } else {
            sandbox.note(isSuccess ? .deliverySucceeded : .deliveryFailed, delivery: delivery, at: turn.now)
        }
        sandbox.webhooks.goOn(after: delivery, at: turn.now)
        return Done()
    }

    package func write(to json: inout JSONWriter) {
        json.member("delivery", delivery)
        json.member("epoch", epoch)
        json.member("status", status.map { Int64($0) })
        json.masked("error", error)
        json.member("durationMs", durationMilliseconds)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        delivery = try members.count("delivery")
        epoch = try members.count("epoch")
        status = try members.optionalInteger("status", 0...999).map { Int($0) }
        error = try members.optionalText("error")
        durationMilliseconds = try members.count("durationMs")
    }
}
