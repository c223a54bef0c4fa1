internal import HTTPServer
internal import TossAPI

/// Webhook endpoints, the delivery log, and events on demand.
extension APIDocument {
    static var webhooks: [DescribedCall] { endpointCalls + deliveryCalls }

    private static var endpointCalls: [DescribedCall] {
        [
            DescribedCall(.get, "/sandbox/webhooks/endpoints", "listEndpoints", .webhooks, "List the webhook endpoints")
                .listing(.endpoint, "Endpoints; `after` is an id.")
                .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/webhooks/endpoints",
                "addEndpoint",
                .webhooks,
                "Add a webhook endpoint",
                "Public addresses are refused unless the server was started with --allow-public-webhooks."
            )
            .body(endpoint, example: #"{"url":"http://127.0.0.1:3000/webhooks/toss"}"#, takesNull: false) { body in
                body.either([.required("secret", Schema(.string))], [.optional("profile", .constants(quoted("toss")))])
            }
            .answering(.json(201, "The endpoint.", .component(.endpoint)))
            .inSandbox,
            DescribedCall(
                .delete,
                "/sandbox/webhooks/endpoints/{id}",
                "removeEndpoint",
                .webhooks,
                "Remove a webhook endpoint"
            )
            .taking(.path("id", "What the server calls the endpoint.", example: "endpoint-1"))
            .answering(.json("It is gone.", .empty), .shared(.notFound))
            .inSandbox,
        ]
    }

    private static var deliveryCalls: [DescribedCall] {
        [
            DescribedCall(
                .post,
                "/sandbox/webhooks/emit",
                "emitWebhook",
                .webhooks,
                "Send any event now",
                "Works without a change of state. `status`, then the members of `data`, are laid over the body. It goes to "
                    + "the endpoints that take the event, or to `url` alone."
            )
            .body(emission, example: #"{"eventType":"PAYMENT_STATUS_CHANGED","orderId":"order-0001","status":"DONE"}"#)
            .answering(queued, .shared(.notFound), .shared(.notBuilt))
            .inSandbox,
            DescribedCall(.get, "/sandbox/webhooks/deliveries", "listDeliveries", .webhooks, "List the deliveries")
                .taking(
                    orderIdFilter,
                    .query("eventType", .word("Only of this event.", WebhookEvent.known.map(\.rawValue))),
                    .query("state", Component.deliveryState)
                )
                .listing(.delivery, "Deliveries, oldest first; `after` is an id.")
                .inSandbox,
            delivery("resend", "resendDelivery", "Send a delivery once more", "Ended deliveries only."),
            delivery("release", "releaseDelivery", "Release a held delivery", nil),
            delivery("drop", "dropDelivery", "Give a delivery up", nil),
            DescribedCall(
                .post,
                "/sandbox/webhooks/release",
                "releaseDeliveries",
                .webhooks,
                "Release held deliveries in a chosen order"
            )
            .body(
                [.optional("order", deliveryIds)],
                example: #"{"order":[]}"#
            )
            .answering(queued, .shared(.notFound))
            .inSandbox,
        ]
    }

    private static var deliveryIds: Schema {
        .list(of: Schema(.string), "Ids of deliveries; all that are held when absent.").changed { $0.isUnique = true }
    }

    private static var queued: DescribedAnswer { .json("They are on their way.", .component(.queued)) }

    private static func delivery(_ verb: String, _ id: String, _ summary: String, _ about: String?) -> DescribedCall {
        DescribedCall(.post, "/sandbox/webhooks/deliveries/{id}/\(verb)", id, .webhooks, summary, about)
            .taking(.path("id", "What the server calls the delivery.", example: "delivery-1"))
            .answering(.json("The delivery.", .component(.queued)), .shared(.notFound))
            .inSandbox
    }

    private static var endpoint: [Member] {
        [
            .required(
                "url",
                .pattern(
                    "http or https, or `collect:` for no receiver.",
                    "^(collect:|https?://[^/:\\u0000- \\u007f][^\\u0000- \\u007f]*)$",
                    example: "http://127.0.0.1:3000/webhooks/toss"
                )
            ),
            .optional(
                "events",
                .list(
                    of: .word("A name of Toss's.", WebhookEvent.known.map(\.rawValue)),
                    "What it takes; everything when absent.",
                    least: 1
                )
            ),
            .optional("secret", .text("Key of the signatures; `legacy` and your own profile need it.", 1 ... .max)),
            .optional("profile", .component(.profile)),
            .optional("hold", .flag("Whether deliveries wait until they are released.").otherwise("false")),
        ]
    }

    private static var emission: [Member] {
        let events = WebhookEvent.known.filter { $0.envelope != .entity }.map(\.rawValue)
        return [
            .required("eventType", .word("Which event.", events)),
            .optional("paymentKey", .text("Which payment it is about.", 1...2000)),
            .optional("billingKey", .text("Which billing key it is about.", 1...2000)),
            .optional("orderId", .text("Which order it is about.", 1...2000)),
            .optional("status", .text("The status that it tells of.", 1...50)),
            .optional("data", .map(of: Schema(.anything), "Laid over the event's own data.")),
            .optional(
                "url",
                .callableURL("Where it goes, in place of the endpoints; `collect:` for no receiver.", orCollect: true)
            ),
        ]
    }
}
