package import TossAPI

/// One event on its way to one endpoint.
///
///     pending ──send──▶ sending ──2xx──▶ succeeded
///        ▲                 └─else─▶ pending, at the next step of the retry table, or failed after the last
package struct Delivery: Sendable {
    package enum State: String, Sendable {
        case pending, sending, succeeded, failed
    }

    package struct Attempt: Sendable, Equatable {
        /// When it began, by the sandbox's clock.
        package let at: Instant
        package internal(set) var status: Int?
        package internal(set) var error: String?
        /// Real time it took; no decision depends on it.
        package internal(set) var durationMilliseconds: Int?
    }

    /// The transmission id of the webhook; the same on every attempt (assumed).
    package let id: String
    package let endpoint: WebhookEndpoint
    package let eventType: String
    package let orderId: String?
    package let paymentKey: String?
    package private(set) var body: [UInt8]
    package let createdAt: Instant
    package internal(set) var state: State = .pending
    package internal(set) var attempts: [Attempt] = []
    package internal(set) var nextAttemptAt: Instant?
    /// Whether a failure is tried again; a resend from the dashboard ends the automatic retries (documented).
    var retriesAutomatically = true

    package init(
        id: String,
        endpoint: WebhookEndpoint,
        eventType: String,
        orderId: String?,
        paymentKey: String?,
        body: [UInt8],
        createdAt: Instant
    ) {
        self.id = id
        self.endpoint = endpoint
        self.eventType = eventType
        self.orderId = orderId
        self.paymentKey = paymentKey
        self.body = body
        self.createdAt = createdAt
    }

    var isFinished: Bool { state == .succeeded || state == .failed }

    mutating func forget() {
        body = []
        attempts = []
    }

    /// Deliveries of one lane go one after another.
    var lane: String { endpoint.id + "\n" + (orderId ?? id) }
}

/// A webhook to be sent now; the shell signs it, sends it and reports the outcome.
package struct Transmission: Sendable {
    package let deliveryId: String
    /// Its place in the delivery log.
    package let delivery: Int
    /// The life of the sandbox it belongs to; outcomes of an earlier life are dropped.
    package let epoch: Int
    package let url: String
    package let headers: [TossRequest.Header]
    package let body: [UInt8]
    package let signing: WebhookSigning?
}

/// What became of a transmission.
package struct DeliveryOutcome: Sendable {
    package let delivery: Int
    package let epoch: Int
    /// The receiver's HTTP status, or nil when none came.
    package let status: Int?
    /// Why none came.
    package let error: String?
    package let durationMilliseconds: Int

    package init(delivery: Int, epoch: Int, status: Int?, error: String?, durationMilliseconds: Int) {
        self.delivery = delivery
        self.epoch = epoch
        self.status = status
        self.error = error
        self.durationMilliseconds = durationMilliseconds
    }

    /// Any 2xx counts: the guide says 200, an older text 2xx (documented, in disagreement).
    var isSuccess: Bool { status.map { (200...299).contains($0) } ?? false }
}

extension Delivery {
    /// What the receiver's answer tells the person who reads the log; nil when there is nothing to say.
    package var warning: String? {
        guard let status = attempts.last?.status else { return nil }
        switch status {
        case 200: return nil
        case 201...299: return "Toss's guide asks for 200; \(status) is taken as success here."
        case 401, 403:
            guard endpoint.profile == .toss else { return nil }
            return "The receiver may expect a signature; Toss signs no payment webhook."
        default: return nil
        }
    }
}
