internal import APIDescription
internal import HTTPServer

/// What a browser sees that opens the server's address, until there is a console.
enum WelcomeCall {
    static let path = "/"

    /// Whether a request asks for it; other methods there are none of ours.
    static func isMeant(by request: Request) -> Bool {
        request.path == path && [.get, .head, .options].contains(request.method)
    }

    static var get: ControlOperation {
        DescribedCall(.get, path, "welcome", .server, "Say what this is")
            .forEverybody
            .answered { _ in greeting }
            .unlisted
    }

    private static let greeting = Response(
        status: 200,
        headers: ["Content-Type": "text/plain; charset=utf-8"],
        body: Array(
            """
            Tossbox \(Tossbox.version), an unofficial local emulator of the Toss Payments API.
            The API is under /v1, the control API under /sandbox; GET /sandbox/payments lists what there is.

            """.utf8
        )
    )
}
