import Masking

/// The body of `POST /sandbox/verify`, and of the step `verify`: what must be true of a sandbox.
package struct Verification: Sendable, Equatable {
    /// In the order of the lists `payments`, `requests`, `webhooks`, `ledger`.
    package let assertions: [Assertion]
    /// Where it is asked that every rule has fired; nil when it is not.
    package let unfiredRules: String?

    /// What must be true; `unfiredRules` is a path of the document.
    package init(assertions: [Assertion], unfiredRules: String? = nil) {
        self.assertions = assertions
        self.unfiredRules = unfiredRules
    }
}

/// What must be true of the payments, requests, webhooks or ledger entries that fit some texts.
///
/// Every member narrows: those of one kind that fit all of them are counted, and `count` says how many there must be.
/// Without it there must be one, unless only `charges` or `total` is asked for, which may be 0 where there is nothing.
package struct Assertion: Sendable, Equatable {
    /// Where it stands in the document: `$.payments[0]`.
    package let path: String
    package let subject: Subject
    /// What texts must be, in the order of `Member`.
    package let texts: [TextDemand]
    /// What numbers must be, in the order of `Member`.
    package let numbers: [NumberDemand]

    /// An assertion about what fits `texts`.
    package init(path: String, subject: Subject, texts: [TextDemand], numbers: [NumberDemand]) {
        self.path = path
        self.subject = subject
        self.texts = texts
        self.numbers = numbers
    }

    /// A text that must fit a glob.
    package struct TextDemand: Sendable, Equatable {
        package let member: Member
        package let glob: Glob
        /// What the text is held against: of a path the part before the query, as the log has none.
        private let asked: Glob
        /// The same without a card number: what a log, and a sandbox after a restart, may have in its place.
        private let masked: Glob?

        package init(member: Member, glob: Glob) {
            self.member = member
            self.glob = glob
            asked = member == .path ? Glob(pathPattern(glob.pattern)) : glob
            let masked = member.masked(asked.pattern)
            self.masked = masked == asked.pattern ? nil : Glob(masked)
        }

        /// The glob as it was written.
        package var pattern: String { glob.pattern }
        /// Whether one text only fits, so that others can be near to it.
        package var isPlain: Bool { glob.isPlain }

        /// Whether a text is what is demanded.
        package func fits(_ text: String) -> Bool { asked.matches(text) || masked?.matches(text) == true }
    }

    /// A number that must be within limits.
    package struct NumberDemand: Sendable, Equatable {
        package let member: Member
        package let range: CountRange
    }

    /// What an assertion is about: the name of its list.
    package enum Subject: String, CaseIterable, Sendable {
        case payments, requests, webhooks, ledger

        /// The members its assertions can have.
        package var members: [Member] {
            switch self {
            case .payments: [.orderId, .paymentKey, .customerKey, .status, .amount, .balance, .charges, .count]
            case .requests:
                [
                    .method, .path, .orderId, .paymentKey, .idempotencyKey, .rule, .fault, .code, .responseStatus,
                    .count,
                ]
            case .webhooks: [.eventType, .orderId, .paymentKey, .url, .state, .status, .attempts, .count]
            case .ledger: [.kind, .orderId, .paymentKey, .transactionKey, .amount, .balance, .total, .count]
            }
        }
    }

    /// A member of an assertion.
    package enum Member: String, CaseIterable, Sendable {
        case eventType, kind, method, path, orderId, paymentKey, customerKey, idempotencyKey, transactionKey, url
        case rule, fault
        // What is expected of those that the members above choose.
        case status, state, code, responseStatus, amount, balance, attempts
        // What is counted over them.
        case charges, total, count

        /// What a member takes, and what it is for.
        package enum Role {
            /// A text that says which ones are meant.
            case choice
            /// A text or a number that each of those must have.
            case expectation
            /// A number over all of them.
            case sum
        }

        /// What it is for.
        package var role: Role {
            switch self {
            case .eventType, .kind, .method, .path, .orderId, .paymentKey, .customerKey, .idempotencyKey,
                .transactionKey, .url, .rule, .fault:
                .choice
            case .status, .state, .code, .responseStatus, .amount, .balance, .attempts: .expectation
            case .charges, .total, .count: .sum
            }
        }

        /// Whether it takes a number.
        package var isNumber: Bool {
            switch self {
            case .responseStatus, .amount, .balance, .attempts, .charges, .total, .count: true
            default: false
            }
        }

        /// Whether a wrong value is likely to be a misspelt one.
        package var isName: Bool {
            switch self {
            case .orderId, .paymentKey, .customerKey, .idempotencyKey, .transactionKey, .path, .url, .rule: true
            default: false
            }
        }
    }

    /// What a number must be; nil when nothing is said of it.
    package func range(of member: Member) -> CountRange? { numbers.first { $0.member == member }?.range }

    /// What a text must fit; nil when nothing is said of it.
    package func pattern(of member: Member) -> String? { texts.first { $0.member == member }?.pattern }

    /// How many must fit.
    package var count: CountRange {
        if let range = range(of: .count) { return range }
        let asksForSumOnly = numbers.contains { $0.member.role == .sum } && !expectsSomething
        return asksForSumOnly ? CountRange() : CountRange(atLeast: 1)
    }

    private var expectsSomething: Bool {
        (texts.map(\.member) + numbers.map(\.member)).contains { $0.role == .expectation }
    }
}

extension Assertion.Member {
    /// A value of this member, or what an assertion wants it to be, without a card number.
    package func masked(_ text: String) -> String {
        switch self {
        case .orderId, .paymentKey, .customerKey, .idempotencyKey, .transactionKey: CardMask.masked(name: text)
        case .path: CardMask.masked(path: text)
        case .url: CardMask.masked(address: text)
        default: CardMask.masked(text)
        }
    }
}

/// A path without its query, as the log has none.
///
/// A `?` that stands for one character has no `=` behind it.
private func pathPattern(_ pattern: String) -> String {
    guard let mark = pattern.firstIndex(of: "?"), pattern[mark...].contains("=") else { return pattern }
    return String(pattern[..<mark])
}
