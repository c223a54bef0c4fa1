package import Scenarios
package import TossAPI

/// One event on its way to one endpoint.
///
///     held ──release──▶ pending ──send──▶ sending ──2xx──▶ succeeded
///      │                  │  ▲               └─else─▶ pending, at the next step of the retry table, or failed after
///      └───────drop───────┴──│──▶ dropped            the last
///                            └── a resend from the log
package struct Delivery: Sendable {
    package typealias State = DeliveryState

    /// One try to deliver it.
    package struct Attempt: Sendable, Equatable {
        /// When it began, by the sandbox's clock.
        package let at: Instant
        /// What the receiver answered; nil while it is under way, and when no answer came.
        package internal(set) var status: Int?
        /// Why no answer came.
        package internal(set) var error: String?
        /// Real time it took; no decision depends on it.
        package internal(set) var durationMilliseconds: Int?

        /// The error of an attempt whose process ended before its outcome was known.
        static let interrupted = "interrupted"
    }

    /// Its name in the log: the transmission id, and for a copy its number behind it.
    package let id: String
    /// The id that the receiver sees; the same on every attempt (assumed), and on every copy.
    package let transmissionId: String
    /// The API that sends it.
    package let api: any PaymentAPI.Type
    /// As it was when the event came about: it may be gone by now.
    package let endpoint: WebhookEndpoint
    /// As the API names it.
    package let eventType: String
    /// Of the payment it tells of; nil when it tells of none.
    package let orderId: String?
    /// Of that payment too.
    package let paymentKey: String?
    /// What every attempt carries whole, but for a corrupt first one; empty once it is forgotten.
    package private(set) var body: [UInt8]
    /// When the event came about, by the sandbox's clock.
    package let createdAt: Instant
    /// The webhook rule that shaped it.
    package let rule: String?
    /// Whether the first attempt carries half of the body.
    let isCorrupt: Bool
    /// Whether it is signed with another key than the endpoint's.
    let hasWrongSecret: Bool
    /// Where it stands in the diagram.
    package internal(set) var state: State = .pending
    /// Oldest first; the last one is under way while it is `sending`.
    package internal(set) var attempts: [Attempt] = []
    /// When it is due, while it waits for the clock; nil while it waits for its turn, and afterwards.
    package internal(set) var nextAttemptAt: Instant?
    /// Whether a failure is tried again; a resend from the dashboard ends the automatic retries (documented).
    var retriesAutomatically = true
    /// Whether the answer to a request was to wait for it, be that so or not in the end.
    var precedesAnswer = false
    /// Which end it was in the sandbox, once it is finished.
    var end: Int?
    private(set) var isForgotten = false

    package init(
        id: String,
        transmissionId: String? = nil,
        api: any PaymentAPI.Type,
        endpoint: WebhookEndpoint,
        eventType: String,
        orderId: String?,
        paymentKey: String?,
        body: [UInt8],
        createdAt: Instant,
        rule: WebhookRule? = nil
    ) {
        self.id = id
        self.transmissionId = transmissionId ?? id
        self.api = api
        self.endpoint = endpoint
        self.eventType = eventType
        self.orderId = orderId
        self.paymentKey = paymentKey
        self.body = body
        self.createdAt = createdAt
        self.rule = rule?.name
        isCorrupt = rule?.action.corrupts ?? false
        hasWrongSecret = rule?.action.hasWrongSecret ?? false
    }

    /// Whether it waits for its turn rather than for the clock.
    var waitsForTurn: Bool { state == .pending && nextAttemptAt == nil }

    /// What the current attempt carries: half of the body where a rule says so, which is never JSON.
    var sentBody: [UInt8] { isCorrupt && attempts.count == 1 ? Array(body.prefix(body.count / 2)) : body }

    /// How it is signed; a wrong key is derived from the right one, so that it is wrong in the same way every time.
    var signing: WebhookSigning? {
        let signing = api.signing(for: endpoint)
        guard let signing, hasWrongSecret else { return signing }
        return WebhookSigning(
            header: signing.header,
            algorithm: signing.algorithm,
            encoding: signing.encoding,
            key: "not-" + signing.key
        )
    }

    mutating func forget() {
        isForgotten = true
        body = []
        attempts = []
    }

    /// Deliveries of one lane go one after another, where a clock runs.
    var lane: String { endpoint.id + "\n" + (orderId ?? transmissionId) }
}

/// A webhook to be sent now; the shell signs it, sends it and reports the outcome.
package struct Transmission: Sendable {
    /// Its name in the delivery log.
    package let deliveryId: String
    /// Its place in the delivery log.
    package let delivery: Int
    /// The life of the sandbox it belongs to; outcomes of an earlier life are dropped.
    package let epoch: Int
    /// The receiver's address.
    package let url: String
    /// All but a signature.
    package let headers: [APIRequest.Header]
    /// What is sent.
    package let body: [UInt8]
    /// How it is signed; nil leaves it unsigned.
    package let signing: WebhookSigning?
    /// What is signed: the whole body, also where half of it is sent.
    package let signedBody: [UInt8]
}

extension Delivery {
    /// What the receiver's answer tells the person who reads the log; nil when there is nothing to say.
    package var warning: String? {
        let remarks = [secretWarning, statusWarning].compactMap { $0 }
        return remarks.isEmpty ? nil : remarks.joined(separator: " ")
    }

    private var secretWarning: String? {
        guard hasWrongSecret else { return nil }
        guard api.signing(for: endpoint) != nil else {
            return "The endpoint's profile signs no payment webhook, so a wrong secret changes nothing."
        }
        guard let status = attempts.last?.status, (200...299).contains(status) else { return nil }
        return endpoint.collects ? nil : "The receiver accepted a signature that was made with a wrong secret."
    }

    private var statusWarning: String? {
        attempts.last?.status.flatMap { api.remark(onAnswer: $0, to: self) }
    }
}
