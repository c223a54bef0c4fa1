internal import HTTPServer
internal import JSON

/// Where events come in: Toss's own, which are not signed, and those of Pro billing's guide, which are.
package struct WebhookDoor: Sendable {
    /// The paths that take events, whose bodies are short.
    package static let paths = unsignedPaths + [signedPath]

    private static let unsignedPaths = ["/api/payments/webhook", "/api/payment/webhook"]
    private static let signedPath = "/api/billing/toss/webhook"
    private static let transmissionID = "tosspayments-webhook-transmission-id"

    private let intake: WebhookIntake
    private let secret: Secret

    /// Opens the door; `secret` signs the events of Pro billing.
    package init(_ intake: WebhookIntake, secret: Secret) {
        self.intake = intake
        self.secret = secret
    }

    /// Its calls; the guides name two places for Toss's own.
    package var door: Door {
        Door(
            "webhooks",
            endpoints: Self.unsignedPaths.map { Endpoint(.post, $0, .anyone, receive) } + [
                Endpoint(.post, Self.signedPath, .anyone, receiveSigned)
            ]
        )
    }

    @Sendable private func receive(_ call: EndpointCall) async throws -> Response {
        try Self.check(call)
        return try await take(call.request, from: .address(call.source?.network.description ?? ""), at: "toss")
    }

    /// Though it is signed, it only says which charge to look at; Toss is asked for the rest.
    @Sendable private func receiveSigned(_ call: EndpointCall) async throws -> Response {
        try Self.check(call)
        let request = call.request
        let signature = request.headers["TossPayments-Signature"]
        try await intake.verify(request.body, signature: signature, secret: secret)
        return try await take(request, from: .signed, at: "billing")
    }

    private static func check(_ call: EndpointCall) throws(Problem) {
        try call.requireJSON()
        guard call.request.body.count <= WebhookEvent.longestBody else {
            throw Problem(.bodyTooLarge, "an event may have \(WebhookEvent.longestBody) bytes")
        }
    }

    private func take(_ request: Request, from sender: WebhookSender, at door: String) async throws -> Response {
        let isNew = try await intake.receive(
            request.body,
            transmissionID: request.headers[Self.transmissionID],
            from: sender,
            at: door
        )
        return .json { json in
            json.member("received", true)
            json.member("duplicate", !isNew)
        }
    }
}
