internal import HTTPServer
internal import SandboxCore

extension Hub {
    /// Answers a control call once all that the answer may tell of is written.
    func respond(_ response: Response, to exchange: Exchange) {
        whenWritten { ending in
            guard case .written = ending else {
                exchange.respond(Self.notWritten)
                return
            }
            exchange.respond(response)
        }
    }

    /// The answer in place of one that tells of what is not kept.
    private static let notWritten = Response(
        ControlRefusal(
            .dataNotWritten,
            "The data folder cannot be written, so what this call did is not kept; the server says why, and stops."
        )
    )
}
