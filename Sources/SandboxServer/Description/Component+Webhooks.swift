internal import APIDescription
internal import SandboxCore
import Scenarios
internal import TossAPI

/// Webhooks, the log of calls, and events.
extension Component {
    static var endpointSchema: Schema {
        .object(
            [
                .required("id", .text("What the server calls it.")),
                .required("url", .text("Where deliveries go; `collect:` for no receiver.")),
                .required("events", .list(of: Schema(.string), "What it takes; null for all.").orNull),
                .required("secret", .text("`***` when there is one.").orNull),
                .required("profile", .component(.profile)),
                .required("hold", .flag("Whether deliveries wait until they are released.")),
                .required("origin", .word("Who asked for it.", ["scenario", "call", "launch"])),
            ],
            "A receiver of webhooks."
        )
    }

    static var profileSchema: Schema {
        Schema(
            .oneOf([
                .word("`toss` signs nothing; `legacy` is what older guides have.", ["toss", "legacy"]),
                .object([
                    .required("header", .headerName.changed { $0.about = "Which header carries the signature." }),
                    .optional("algorithm", .word("The hash.", CustomProfile.Algorithm.allCases.map(\.rawValue))),
                    .optional("encoding", .word("How it is written.", CustomProfile.Encoding.allCases.map(\.rawValue))),
                    .optional("events", eventNames),
                ])
                .closed,
            ]),
            "How deliveries are signed and their events named."
        )
    }

    private static var eventNames: Schema {
        let members = PaymentStatus.allCases.map {
            Member.optional($0.rawValue, .text("The event's name for this status.", 1 ... .max))
        }
        return .object(members, "The event's name for each status of a payment.").closed
    }

    static var deliverySchema: Schema {
        .object(
            [
                .required("id", .text("What the server calls it.")),
                .required("eventType", .text("What it tells of.", example: "PAYMENT_STATUS_CHANGED")),
                .required("orderId", .text("Which order.").orNull),
                .required("paymentKey", .text("Which payment.").orNull),
                .required("endpoint", .text("Which endpoint.")),
                .required("url", .text("Where it goes.")),
                .required("state", deliveryState),
                .required("rule", .text("The webhook rule that had its way with it.").orNull),
                .required("createdAt", .instant("When it was caused.")),
                .required("body", Schema(.anything, "What is sent; null when the log has forgotten it.")),
                .required("attempts", .list(of: attempt)),
                .required("nextAttemptAt", .instant("When the next attempt is due.").orNull),
                .required("warning", .text("What is odd about it.").orNull),
            ],
            "One webhook to one endpoint."
        )
    }

    static var deliveryState: Schema {
        .word("How far it is.", ["pending", "sending", "held", "succeeded", "failed", "dropped"])
    }

    private static var attempt: Schema {
        .object([
            .required("at", .instant("When it began.")),
            .required("status", .integer("What the receiver answered.").orNull),
            .required("error", .text("Why there was no answer.").orNull),
            .required("durationMs", .integer("How long it took, in real milliseconds.").orNull),
        ])
    }

    static var queuedSchema: Schema {
        .object(
            [
                .required("deliveries", .list(of: .component(.delivery), "What is on its way now.")),
                .required("warnings", .list(of: Schema(.string), "What Toss would not have done.")),
            ],
            "Webhooks that were sent off."
        )
    }

    static var loggedRequestSchema: Schema {
        .object(
            [
                .required("id", .integer("Counts from 1.")),
                .required("at", .instant("When it came, by the sandbox's clock.")),
                .required("method", .text("The method.")),
                .required("path", .text("The path, without query.")),
                .required("orderId", .text("Which order it is about.").orNull),
                .required("paymentKey", .text("Which payment it is about.").orNull),
                .required("idempotencyKey", .text("Its Idempotency-Key.").orNull),
                .required("status", .integer("What was answered; null while it is held.").orNull),
                .required("replayed", .flag("Whether the answer is an older one.")),
                .required("rule", .text("The rule that fired.").orNull),
                .required("fault", .text("What was done to the answer on the wire.").orNull),
                .required("note", .text("Why it was answered so, in plain English.").orNull),
                .required("request", Schema(.anything, "The body as JSON or as text, card numbers masked.")),
                .required("response", Schema(.anything, "The body of the answer.")),
                .required("events", .list(of: Schema(.string), "The deliveries it caused.")),
            ],
            "One call of the Toss API, with its answer."
        )
    }

    static var eventSchema: Schema {
        .object(
            [
                .required("id", .integer("Counts from 1, over resets.")),
                .required("at", .instant("By the sandbox's clock.")),
                .required("type", .word("What happened.", APIList.toss.eventTypes.map(\.rawValue))),
                .optional("paymentKey", .text("Which payment.")),
                .optional("orderId", .text("Which order.")),
                .optional("status", Schema(.oneOf([.text("Of the payment."), .integer("Of the answer.")]))),
                .optional("amount", .integer("What was taken or given back, in won.")),
                .optional("billingKey", .text("Which billing key.")),
                .optional("customerKey", .text("Which buyer.")),
                .optional("authKey", .text("Which registration.")),
                .optional("code", .text("Why a charge was turned away.")),
                .optional("deliveryId", .text("Which delivery.")),
                .optional("eventType", .text("What the delivery tells of.")),
                .optional("endpoint", .text("Which endpoint.")),
                .optional("url", .text("The endpoint's URL.")),
                .optional("alarm", .text("Which alarm.")),
                .optional("now", .instant("What the clock shows now.")),
                .optional("scenario", .text("Which scenario.")),
                .optional("method", .text("Of the call.")),
                .optional("path", .text("Of the call.")),
                .optional("requestId", .integer("The call that caused it.")),
            ],
            "One thing that happened; which members it has depends on `type`."
        )
    }

    /// An event as a stream carries it: the fields of the server-sent one.
    static var streamedEventSchema: Schema {
        let types = APIList.toss.eventTypes.map(\.rawValue) + ["missed"]
        return .object(
            [
                .optional("id", .text("The event's id, which `Last-Event-ID` takes; `missed` has none.", example: "7")),
                .required("event", .word("What happened; `missed` for events that were forgotten.", types)),
                .required(
                    "data",
                    Schema(.string, "The event as JSON; of `missed` how many they were, as `{\"missed\":3}`.")
                        .changed { $0.content = .event }
                ),
            ],
            "One server-sent event."
        )
    }
}
