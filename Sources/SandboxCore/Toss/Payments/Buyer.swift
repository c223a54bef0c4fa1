import Encodings
package import JSON
import Masking
package import Scenarios
package import TossAPI

/// What the person in the payment window does.
package enum BuyerBehavior: Sendable, Equatable {
    /// Goes through with it.
    case approve
    /// Closes the window: the payment stays READY, the browser goes to `failUrl` without an orderId (documented).
    case cancel
    /// Walks away: nothing happens until the time is over.
    case abandon
    /// The window reports this code.
    case fail(ErrorCode)

    /// What a word says.
    package init(_ word: BuyerWord) {
        switch word {
        case .approve: self = .approve
        case .cancel: self = .cancel
        case .abandon: self = .abandon
        }
    }
}

/// A buyer who opens the payment window.
package struct BuyerVisit: SandboxCommand {
    /// Whose window it is.
    package let merchant: MerchantKind
    /// What the shop asks for.
    package let terms: PaymentTerms
    /// Digits only; a test number, or one that the scenario names.
    package let cardNumber: String
    /// What the buyer does there.
    package let behavior: BuyerBehavior

    package init(merchant: MerchantKind, terms: PaymentTerms, cardNumber: String, behavior: BuyerBehavior) {
        self.merchant = merchant
        self.terms = terms
        self.cardNumber = cardNumber
        self.behavior = behavior
    }

    package static let word = "visit"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> BuyerResult { sandbox.open(self, at: turn.now) }

    package var weight: Int { 512 }
}

/// What the visit came to.
package struct BuyerResult: CommandAnswer {
    /// Place of the payment.
    package let payment: Int
    /// Where the browser would be sent; nil without the URL it needs, or when the buyer walked away.
    package let redirectUrl: String?
    /// What the window reports; nil when the buyer got through or walked away.
    package let failure: FailureObject?
    /// The rule that made the window fail.
    package internal(set) var rule: String?

    package func write(to json: inout JSONWriter, in sandbox: Sandbox) {
        json.object { json in
            json.member("kind", "visited")
            json.member("paymentKey", sandbox.payments[payment].paymentKey)
            json.masked("redirectUrl", redirectUrl)
            json.member("code", failure?.code)
            json.member("message", failure?.message)
        }
    }
}

/// A buyer who registers a card for billing.
package struct CardRegistration: SandboxCommand {
    package let merchant: MerchantKind
    package let customerKey: String
    package let cardNumber: String
    package let behavior: BuyerBehavior
    package let successUrl: String?
    package let failUrl: String?

    package init(
        merchant: MerchantKind,
        customerKey: String,
        cardNumber: String,
        behavior: BuyerBehavior,
        successUrl: String?,
        failUrl: String?
    ) {
        self.merchant = merchant
        self.customerKey = customerKey
        self.cardNumber = cardNumber
        self.behavior = behavior
        self.successUrl = successUrl
        self.failUrl = failUrl
    }

    package static let word = "registerCard"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> RegistrationResult {
        sandbox.register(self, at: turn.now)
    }
}

/// What the registration came to.
package struct RegistrationResult: CommandAnswer {
    /// Nil when the buyer did not finish.
    package let authKey: String?
    package let redirectUrl: String?
    package let failure: FailureObject?
    /// The rule that made the window fail.
    package internal(set) var rule: String?

    package func write(to json: inout JSONWriter, in sandbox: Sandbox) {
        json.object { json in
            json.member("kind", "registered")
            json.member("authKey", authKey)
            json.masked("redirectUrl", redirectUrl)
            json.member("code", failure?.code)
            json.member("message", failure?.message)
        }
    }
}

extension Sandbox {
    /// The time a buyer has to authenticate (documented).
    static var authenticationTime: Duration { .seconds(30 * 60) }
    /// The time a merchant has to confirm (documented).
    static var confirmationTime: Duration { .seconds(10 * 60) }

    mutating func open(_ visit: BuyerVisit, at now: Instant) -> BuyerResult {
        let deadline = now + Self.authenticationTime
        let place = add(
            Payment(
                paymentKey: mintPaymentKey(for: visit.merchant, at: now),
                merchant: visit.merchant,
                terms: visit.terms,
                requestedAt: now,
                secret: identifiers.secret(),
                state: .ready(until: deadline)
            )
        )
        note(.paymentCreated, payments[place], at: now)
        schedule(place, of: TossPayments.self, at: deadline)
        // The window refuses an order that was paid before the buyer can do anything.
        let isPaid = payments.isPaid(orderId: visit.terms.orderId, merchant: visit.merchant)
        return finishVisit(
            place,
            card: visit.cardNumber,
            behavior: isPaid ? .fail(.duplicatedOrderId) : visit.behavior,
            at: now
        )
    }

    package static func unknownPayment(_ key: String) -> ControlRefusal {
        ControlRefusal(.notFound, "No payment has the paymentKey \(key). GET /sandbox/payments lists them.")
    }

    package func wrongStatus(_ place: Int, wanted: String) -> ControlRefusal {
        let payment = payments[place]
        let message = "The payment \(payment.paymentKey) is \(payment.status.rawValue); this needs \(wanted)."
        return ControlRefusal(.conflict, message)
    }

    mutating func finishVisit(
        _ place: Int,
        card: String,
        behavior: BuyerBehavior,
        at now: Instant
    ) -> BuyerResult {
        let terms = payments[place].terms
        let key = payments[place].paymentKey
        let (behavior, rule) = ruled(behavior, payment: terms, customerKey: terms.customerKey, card: card, at: now)
        switch behavior {
        case .approve:
            let deadline = now + Self.confirmationTime
            do throws(Contradiction) {
                try apply(.authenticate(Card(number: card), until: deadline), to: place, causedBy: nil, at: now)
            } catch {
                let failure = Self.windowFailure(.failedInternalSystemProcessing)
                return BuyerResult(payment: place, redirectUrl: nil, failure: failure)
            }
            schedule(place, of: TossPayments.self, at: deadline)
            let query = [
                ("paymentType", "NORMAL"), ("orderId", terms.orderId), ("paymentKey", key),
                ("amount", "\(terms.amount)"),
            ]
            let url = terms.successUrl.map { addingQuery(query, to: $0) }
            return BuyerResult(payment: place, redirectUrl: url, failure: nil)
        case .abandon: return BuyerResult(payment: place, redirectUrl: nil, failure: nil)
        case .cancel:
            let failure = Self.windowFailure(.payProcessCanceled)
            let url = terms.failUrl.map { addingQuery(failure.query, to: $0) }
            return BuyerResult(payment: place, redirectUrl: url, failure: failure, rule: rule)
        case .fail(let code):
            let failure = Self.windowFailure(code)
            let url = terms.failUrl.map { addingQuery(failure.query + [("orderId", terms.orderId)], to: $0) }
            return BuyerResult(payment: place, redirectUrl: url, failure: failure, rule: rule)
        }
    }

    mutating func register(_ registration: CardRegistration, at now: Instant) -> RegistrationResult {
        let (behavior, rule) = ruled(
            registration.behavior,
            payment: nil,
            customerKey: registration.customerKey,
            card: registration.cardNumber,
            at: now
        )
        switch behavior {
        case .approve:
            var authKey = identifiers.authKey()
            while billing.authorizations[authKey] != nil { authKey = identifiers.authKey() }
            let authorization = BillingAuthorization(
                authKey: authKey,
                merchant: registration.merchant,
                customerKey: registration.customerKey,
                card: Card(number: registration.cardNumber),
                expiresAt: now + Self.confirmationTime
            )
            add(authorization)
            note(.authorizationCreated, authorization, at: now)
            let query = [("customerKey", registration.customerKey), ("authKey", authKey)]
            let url = registration.successUrl.map { addingQuery(query, to: $0) }
            return RegistrationResult(authKey: authKey, redirectUrl: url, failure: nil)
        case .abandon: return RegistrationResult(authKey: nil, redirectUrl: nil, failure: nil)
        case .cancel, .fail:
            let code: ErrorCode = if case .fail(let code) = behavior { code } else { .payProcessCanceled }
            let failure = Self.windowFailure(code)
            let url = registration.failUrl.map { addingQuery(failure.query, to: $0) }
            return RegistrationResult(authKey: nil, redirectUrl: url, failure: failure, rule: rule)
        }
    }

    /// What a buyer comes to who would approve, by the rules about the window; the rule is nil unless it refuses.
    ///
    /// Others are not asked about: they count no match.
    private mutating func ruled(
        _ behavior: BuyerBehavior,
        payment terms: PaymentTerms?,
        customerKey: String?,
        card: String,
        at now: Instant
    ) -> (BuyerBehavior, rule: String?) {
        guard behavior == .approve, !scenario.rules.isEmpty else { return (behavior, nil) }
        let facts = CallFacts(
            kind: .checkout,
            orderId: terms?.orderId,
            customerKey: customerKey,
            card: card,
            method: PaymentMethod.card.rawValue,
            amount: terms?.amount.amount
        )
        guard let firing = scenario.firing(for: facts, at: now, records: &life.counters),
            case .refuse(let refusal, _) = firing.rule.action.outcome
        else { return (behavior, nil) }
        let code = ErrorCode(rawValue: refusal.rawValue) ?? ErrorCode(unlisted: refusal.rawValue)
        // Closing the window goes to `failUrl` without an orderId (documented), whoever had the idea.
        return (code == .payProcessCanceled ? .cancel : .fail(code), firing.rule.name)
    }

    private static func windowFailure(_ code: ErrorCode) -> FailureObject {
        let endpoint = "failUrl redirect (widget / window / billing auth)"
        let text = ErrorCatalogue.message(for: code, at: endpoint, language: .korean)
        return FailureObject(code: code.rawValue, message: text)
    }
}

extension FailureObject {
    fileprivate var query: [(String, String)] { [("code", code), ("message", message)] }
}

/// The card of a buyer who names none: approved, and in every guide.
package let defaultCardNumber = "4242424242424242"

/// Adds query items to a URL, keeping its own query and fragment.
func addingQuery(_ items: [(String, String)], to url: String) -> String {
    let fragmentStart = url.firstIndex(of: "#") ?? url.endIndex
    let base = url[..<fragmentStart]
    let query = items.map {
        "\(percentEncoded($0.0, keeping: .component))=\(percentEncoded($0.1, keeping: .component))"
    }.joined(separator: "&")
    let separator = base.contains("?") ? (base.hasSuffix("?") || base.hasSuffix("&") ? "" : "&") : "?"
    return base + separator + query + url[fragmentStart...]
}
