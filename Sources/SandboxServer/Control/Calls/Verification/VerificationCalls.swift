internal import APIDescription
internal import HTTPServer

/// What was called, what happened, and whether that was right.
enum VerificationCalls {
    static var all: [ControlOperation] { [RequestLogCall.list, EventsCall.hear, VerifyCall.verify, fidelity] }

    private static var fidelity: ControlOperation {
        DescribedCall(.get, "/sandbox/fidelity", "listFidelity", .verification, "Say how sure each behaviour is")
            .reserved
    }
}
