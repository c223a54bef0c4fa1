internal import HTTPServer
internal import SandboxCore
import Scenarios
internal import TossAPI

/// What was called, what happened, and whether that was right.
extension APIDocument {
    static var verification: [DescribedCall] {
        [
            DescribedCall(.get, "/sandbox/requests", "listRequests", .verification, "List the Toss calls received")
                .taking(
                    .query("method", .text("Only of this method.", example: "POST")),
                    .query("path", .text("Only to this path.", example: "/v1/payments/confirm")),
                    orderIdFilter,
                    .query("since", .instant("Only from this instant on."))
                )
                .listing(.loggedRequest, "Calls with their answers, oldest first; `after` is an id.")
                .inSandbox,
            DescribedCall(
                .get,
                "/sandbox/events",
                "listEvents",
                .verification,
                "Hear of everything as it happens",
                "A stream of server-sent events, from behind the event named by `after` or Last-Event-ID. With `after`, or "
                    + "with `Accept: application/json`, a list instead, unless `Accept` asks for the stream."
            )
            .taking(
                .limit,
                .query("after", .integer("The id of an event: what came behind it.", 0 ... .max)),
                Parameter(
                    place: .header,
                    name: "Last-Event-ID",
                    schema: .integer("The last event that a stream has seen.", 0 ... .max)
                )
            )
            .answering(
                .stream(of: .component(.streamedEvent), "The stream, event by event; or a list.", list: eventList)
            )
            .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/verify",
                "verify",
                .verification,
                "Hold assertions against the sandbox",
                "Each says which payments, requests, webhooks or ledger entries it means, and what must be true of them. "
                    + "In texts `*` stands for any characters and `?` for one."
            )
            .body(
                assertions,
                example: #"{"payments":[{"orderId":"order-0001","status":"DONE","charges":1}]}"#,
                takesNull: false
            ) { body in body.changed { $0.least = 1 } }
            .answering(.json("Whether they hold; 200 in both cases.", verdict), .shared(.problems))
            .inSandbox,
        ]
    }

    private static var eventList: Schema {
        .object([
            .required("items", .list(of: .component(.event))),
            .required("next", .text("What `after` takes to go on; null when there is no more for now.").orNull),
            .required("last", .integer("The id of the newest event.")),
            .required("missed", .integer("How many were forgotten before the first one here.")),
        ])
    }

    private static var assertions: [Member] {
        Assertion.Subject.allCases.map { subject in
            let members = subject.members.map { Member.optional($0.rawValue, schema($0, of: subject)) }
            let about = "What must be true of \(subject.rawValue)."
            return .optional(subject.rawValue, .list(of: .object(members).closed, about, least: 1))
        } + [.optional("unfiredRules", .word("`fail` when every rule must have fired.", ["fail", "ignore"]))]
    }

    private static func schema(_ member: Assertion.Member, of subject: Assertion.Subject) -> Schema {
        switch member {
        case .responseStatus, .amount, .balance, .attempts, .charges, .total, .count: .component(.count)
        case .eventType: word("The event's name.", WebhookEvent.known.map(\.rawValue))
        case .kind: word("`charge` or `cancel`.", LedgerEntry.Kind.allCases.map(\.rawValue))
        case .method: word("`GET`, `POST` or `DELETE`.", ["GET", "POST", "DELETE"])
        case .path: .text("The path.", 1 ... .max, example: "/v1/payments/*")
        case .orderId: .text("The order.", 1 ... .max)
        case .paymentKey: .text("The payment.", 1 ... .max)
        case .customerKey: .text("The buyer.", 1 ... .max)
        case .idempotencyKey: .text("The Idempotency-Key.", 1 ... .max)
        case .transactionKey: .text("The transaction.", 1 ... .max)
        case .url: .text("The endpoint's URL.", 1 ... .max)
        case .rule: .text("The rule that fired.", 1 ... .max)
        case .fault: .text("What was done to the answer.", 1 ... .max)
        case .status:
            word(
                subject == .webhooks ? "The payment's status in the body." : "Where the payment stands.",
                PaymentStatus.allCases.map(\.rawValue)
            )
        case .state: word("How far the delivery is.", Component.deliveryState.words)
        case .code: Schema(.oneOf([.component(.errorCode), glob]), "The error code of the answer.")
        }
    }

    /// One of these words, or a text with `*` or `?` in it.
    private static func word(_ about: String, _ words: [String]) -> Schema {
        Schema(.oneOf([.word("Just this.", words), glob]), about)
    }

    private static var glob: Schema { .pattern("What it may look like.", "[*?]", example: "*") }

    private static var verdict: Schema {
        .object([
            .required("passed", .flag("Whether all hold.")),
            .required("checked", .integer("How many were looked at.")),
            .required("failures", .list(of: failure)),
            .required("warnings", .list(of: Schema(.string), "What makes the verdict less sure.")),
        ])
    }

    private static var failure: Schema {
        .object([
            .required("path", .text("Which assertion.", example: "$.payments[0]")),
            .required("message", .text("What is wrong, in a sentence.")),
            .required("expected", .text("What was asked for.")),
            .required("found", .text("What there is.")),
            .required("near", .list(of: Schema(.string), "What comes near to it.")),
        ])
    }
}
