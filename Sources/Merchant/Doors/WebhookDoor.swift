internal import HTTPServer
internal import JSON

/// Where Toss's own events come in, which are not signed.
package struct WebhookDoor: Sendable {
    static let transmissionID = "tosspayments-webhook-transmission-id"

    private let inbox: WebhookInbox

    /// Opens the door.
    package init(_ inbox: WebhookInbox) { self.inbox = inbox }

    /// Its calls; the guides name two places.
    package var door: Door {
        Door(
            "webhooks",
            endpoints: ["/api/payments/webhook", "/api/payment/webhook"]
                .map { Endpoint(.post, $0, .anyone, receive) }
        )
    }

    static func receipt(isNew: Bool) -> Response {
        .json { json in
            json.member("received", true)
            json.member("duplicate", !isNew)
        }
    }

    @Sendable private func receive(_ call: EndpointCall) async throws -> Response {
        try call.requireJSON()
        let isNew = try await inbox.receive(
            call.request.body,
            transmissionID: call.request.headers[Self.transmissionID],
            at: "toss"
        )
        return Self.receipt(isNew: isNew)
    }
}
