internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore
import Scenarios
internal import TossAPI

/// What a scenario would make of a call.
enum ExplainCall {
    static var explain: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/scenario/explain",
            "explainScenario",
            .scenario,
            "Say which rule would fire for a call",
            "And why the others would not. Nothing is counted and nothing happens."
        )
        .body(
            callDescription,
            example: #"{"on":"payments.confirm","orderId":"order-0001","amount":15000}"#,
            takesNull: false
        )
        .answering(.json("What the scenario would make of it.", explanation), .shared(.problems))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            let cell = try call.cell()
            let (description, problems) = CallDescription.read(
                call.bytes,
                vocabulary: call.hub.settings.apis.vocabulary
            )
            guard let description else {
                return .problems(problems, "The description has \(problems.count) problem(s); nothing was explained.")
            }
            let explanation = cell.read { sandbox, wall in sandbox.explain(description, at: wall) }
            return .value { explanation.write(to: &$0) }
        }
    }

    private static var callDescription: [Member] {
        [.required("on", .word("Which call.", Vocabulary.toss.kinds.map(\.rawValue)))]
            + RuleConditions.Field.allCases.map { .optional($0.rawValue, schema($0).orNull) }
            + [
                .optional("amount", .integer("Its amount, in won.", 0 ... .max).orNull),
                .optional("header", .map(of: Schema(.string), "Its headers.", names: .headerName).orNull),
                .optional("scenario", .component(.scenario)),
            ]
    }

    private static func schema(_ field: RuleConditions.Field) -> Schema {
        switch field {
        case .status: .word(about(field), PaymentStatus.allCases.map(\.rawValue))
        case .method:
            .word(about(field), PaymentMethod.allCases.flatMap { [$0.rawValue] + ($0.requestName.map { [$0] } ?? []) })
        default: .text(about(field), 1 ... .max)
        }
    }

    private static func about(_ field: RuleConditions.Field) -> String {
        switch field {
        case .orderId: "The order it names."
        case .paymentKey: "The payment it names; what the call does not say is taken from it."
        case .billingKey: "The billing key it names; what the call does not say is taken from it."
        case .customerKey: "The buyer it names."
        case .card: "The number of the card behind it."
        case .method: "The payment method."
        case .cancelReason: "Why it cancels."
        case .status: "Where the payment stands."
        case .idempotencyKey: "Its Idempotency-Key."
        }
    }

    private static var explanation: Schema {
        .object([
            .required("fires", .text("The rule that would fire; null for none.").orNull),
            .required("does", .text("What it would do, in words.").orNull),
            .required("call", .map(of: Schema(.anything), "The call as rules see it.")),
            .required("card", cardReason.orNull),
            .required("rules", .list(of: ruleReason, "Every rule, in the order of the file.")),
        ])
    }

    private static var cardReason: Schema {
        .object(
            [
                .required("number", .text("Masked.")),
                .required("attempt", .integer("Which attempt of this card it would be, from 1.")),
                .required("says", .word("What the card would say.", ["approve", "refuse"])),
                .required("code", .text("With which code it refuses.").orNull),
            ],
            "What the card would say if no rule did; null when no card is asked."
        )
    }

    private static var ruleReason: Schema {
        .object([
            .required("name", .text("The rule's name.")),
            .required("fires", .flag("Whether it would fire.")),
            .required("matches", .flag("Whether its conditions hold.")),
            .required("why", .text("Why, in words.")),
        ])
    }
}
