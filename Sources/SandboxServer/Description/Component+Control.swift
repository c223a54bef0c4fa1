internal import APIDescription
internal import SandboxCore
import Scenarios
internal import TossAPI

/// What the control API answers about money, the clock and the server.
extension Component {
    static var controlErrorSchema: Schema {
        .object(
            [
                .required("code", code),
                .required("message", .text("What was asked, what was found and what would do.")),
            ],
            "A refusal of the control API."
        )
    }

    private static var code: Schema {
        .word("What kind of refusal.", ControlRefusal.Code.allCases.map(\.rawValue))
    }

    static var problemSchema: Schema {
        .object(
            [
                .required("line", .integer("Where in the document, from 1.")),
                .required("column", .integer("Where in the line, from 1.")),
                .required("path", .text("Which value.", example: "$.rules[0].on")),
                .required("message", .text("What is wrong with it, and what would do.")),
            ],
            "One thing that is wrong with a document."
        )
    }

    static var problemsSchema: Schema {
        .object(
            [
                .required("code", code),
                .required("message", .text("How many problems there are.")),
                .optional("problems", .list(of: .component(.problem), "Absent when the call itself is wrong.")),
            ],
            "A document that was refused."
        )
    }

    static var pendingSchema: Schema {
        .object(
            [
                .optional("quiet", .flag("False.")),
                .required("code", code),
                .required("message", .text("How many things are pending, or what else is in the way.")),
                .optional("pending", .list(of: .component(.pendingThing), "What is still pending.")),
            ],
            "A sandbox that is not quiet."
        )
    }

    static var pendingThingSchema: Schema {
        .object(
            [
                .required("kind", .word("What it is.", ["request", "delivery", "timer"])),
                .required("id", .text("Which one.")),
                .required("at", .instant("When it began, or falls due.")),
            ],
            "Something that keeps a sandbox from being quiet."
        )
    }

    static var buyerBehaviorSchema: Schema {
        var schema = Schema(
            .oneOf([
                .word("Whether the buyer goes through with it.", BuyerWord.allCases.map(\.rawValue)),
                .object([.required("fail", failureCode)]).closed,
            ]),
            "What the buyer does in the window."
        )
        schema.fallback = quoted(BuyerWord.approve.rawValue)
        return schema
    }

    /// Those of the browser SDK as well.
    private static var failureCode: Schema {
        .word("With which error code of Toss's.", ErrorCode.allCases.map(\.rawValue))
            .changed { $0.example = quoted("PAY_PROCESS_ABORTED") }
    }

    static var billingKeySchema: Schema {
        .object(
            [
                .required("billingKey", .text("What charges name.")),
                .required("customerKey", .text("What the merchant calls the buyer.")),
                .required("mId", .text("Whose it is.")),
                .required("authenticatedAt", .instant("When the buyer registered the card.")),
                .required("card", .component(.billingCard)),
                .required("deleted", .flag("Whether it was deleted.")),
                .required("decidedCharges", .integer("How many charges its card has decided on.")),
            ],
            "A billing key with what the sandbox knows of it."
        )
    }

    static var ledgerEntrySchema: Schema {
        .object(
            [
                .required("id", .integer("Counts from 1.")),
                .required("at", .instant("When it was committed.")),
                .required("kind", .word("Which way the money went.", LedgerEntry.Kind.allCases.map(\.rawValue))),
                .required("paymentKey", .text("Which payment.")),
                .required("orderId", .text("Which order.")),
                .required("mId", .text("Whose money.")),
                .required("amount", .integer("How much, in won; always above 0.")),
                .required("balance", .integer("What is left of the payment.")),
                .required("total", .integer("What the sandbox holds after it.")),
                .required("transactionKey", .text("What Toss calls it.")),
                .required(
                    "requestId",
                    .integer("The call that moved it, as `GET /sandbox/requests` numbers it.").orNull
                ),
            ],
            "One movement of money."
        )
    }

    static var clockSchema: Schema {
        .object(
            [
                .required("now", .instant("What the sandbox's clock shows.")),
                .required("mode", .word("How it runs.", ClockMode.allCases.map(\.rawValue))),
                .required("rate", Schema(.number, "Seconds of the sandbox to one of real time.")),
            ],
            "The clock of a sandbox."
        )
    }

    static var alarmSchema: Schema {
        .object(
            [
                .required("id", .text("What it is called.")),
                .required("at", .instant("When it rings.")),
                .required("url", .callableURL("What it calls.")),
            ],
            "A call that the clock makes when it gets there."
        )
    }

    static var snapshotSchema: Schema {
        .object(
            [
                .required("name", .text("What it is called.")),
                .required("at", .instant("When it was taken, by the sandbox's clock.")),
                .required("payments", .integer("How many payments it holds.")),
            ],
            "A state to come back to."
        )
    }

    static var countSchema: Schema {
        Schema(
            .oneOf([
                .integer("So many.", 0 ... .max),
                .object([
                    .optional("atLeast", .integer("No fewer.", 0 ... .max)),
                    .optional("atMost", .integer("No more.", 0 ... .max)),
                ])
                .closed.changed { $0.least = 1 },
            ]),
            "A number, or its limits."
        )
    }
}
