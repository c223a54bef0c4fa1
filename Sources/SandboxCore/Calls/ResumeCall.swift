package import JournalCodec
package import JSON

/// A held request goes on, or its answer has left.
package struct ResumeCall: SandboxCommand {
    package let request: Int
    /// The life of the sandbox it was asked in.
    package let epoch: Int

    package init(request: Int, epoch: Int) {
        self.request = request
        self.epoch = epoch
    }

    package static let word = "resume"
    package static let isOfItsOwnPast = true

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> Reply {
        sandbox.resume(request, epoch: epoch, at: turn.now)
    }

    package func write(to json: inout JSONWriter) {
        json.member("request", request)
        json.member("epoch", epoch)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        request = try members.count("request")
        epoch = try members.count("epoch")
    }
}
