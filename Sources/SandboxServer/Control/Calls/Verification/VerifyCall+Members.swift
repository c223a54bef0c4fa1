internal import APIDescription
internal import SandboxCore
import Scenarios
internal import TossAPI

/// What an assertion may say, as its reader has it.
extension VerifyCall {
    static var assertions: [Member] {
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
}
