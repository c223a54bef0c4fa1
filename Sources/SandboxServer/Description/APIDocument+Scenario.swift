internal import HTTPServer
internal import SandboxCore
import Scenarios
internal import TossAPI

/// How the sandbox behaves, and starting over.
extension APIDocument {
    static var scenario: [DescribedCall] {
        [
            DescribedCall(
                .put,
                "/sandbox/scenario",
                "loadScenario",
                .scenario,
                "Load a scenario",
                "One with `seed` or `clock` starts the sandbox over; without, data and clock stay. One with problems "
                    + "changes nothing."
            )
            .body(.component(.scenario), example: scenarioExample)
            .answering(.json("It is loaded.", .component(.loadedScenario)), .shared(.problems))
            .inSandbox,
            DescribedCall(.get, "/sandbox/scenario", "getScenario", .scenario, "Read the scenario back")
                .answering(.json("The scenario, and what its rules have done.", .component(.loadedScenario)))
                .inSandbox,
            DescribedCall(.delete, "/sandbox/scenario", "unloadScenario", .scenario, "Return to the default scenario")
                .answering(.json("The default.", .component(.loadedScenario)))
                .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/scenario/check",
                "checkScenario",
                .scenario,
                "Check a scenario without loading it"
            )
            .body(.component(.scenario), example: scenarioExample)
            .changed { $0.about = "Whatever is sent is judged, so the answer is 200 even where it is no JSON." }
            .answering(.json("What is wrong with it, if anything.", checked))
            .inProcess,
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
            .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/reset",
                "reset",
                .scenario,
                "Go back to the moment after loading",
                "Data, log, counters, clock and identifiers; scenario, endpoints and keys stay."
            )
            .body(
                [.optional("to", .word("`empty` forgets scenario, endpoints and keys too.", ["empty"]))],
                example: #"{"to":"empty"}"#
            )
            .answering(.json("It is done.", .object([.required("sandbox", .text("Which sandbox."))])))
            .inSandbox,
            DescribedCall(.delete, "/sandbox", "forgetSandbox", .scenario, "Forget this sandbox")
                .answering(.json("It is gone.", .object([.required("forgotten", .text("Which sandbox."))])))
                .inSandbox,
        ]
    }

    static let scenarioExample = """
        {"name":"refused-once","description":"The first confirm is refused.",\
        "rules":[{"name":"refuse","on":"payments.confirm","times":1,"then":{"refuse":"REJECT_CARD_PAYMENT"}}]}
        """

    private static var checked: Schema {
        .object([
            .required("valid", .flag("Whether there are no problems.")),
            .required("problems", .list(of: .component(.problem))),
        ])
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
