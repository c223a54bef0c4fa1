/// The name of a webhook event; the gateway may add others.
package struct WebhookEvent: RawRepresentable, Hashable, Sendable {
    /// The name as registered for delivery, and as `eventType` where the body carries one.
    package let rawValue: String

    /// The event of this name, known here or not.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// A payment was approved, cancelled, aborted, or ran out of time; not sent for billing charges (documented).
    package static let paymentStatusChanged = WebhookEvent(rawValue: "PAYMENT_STATUS_CHANGED")
    /// Money came into a virtual account, or went back; its body carries no name (documented).
    package static let depositCallback = WebhookEvent(rawValue: "DEPOSIT_CALLBACK")
    /// An asynchronous cancellation of an overseas payment ended (documented).
    package static let cancelStatusChanged = WebhookEvent(rawValue: "CANCEL_STATUS_CHANGED")
    /// A billing key was deleted (documented).
    package static let billingDeleted = WebhookEvent(rawValue: "BILLING_DELETED")
    /// A BrandPay buyer's means of payment was changed (documented).
    package static let methodUpdated = WebhookEvent(rawValue: "METHOD_UPDATED")
    /// A BrandPay buyer joined, left, or changed a setting (documented).
    package static let customerStatusChanged = WebhookEvent(rawValue: "CUSTOMER_STATUS_CHANGED")
    /// An order of a payment link changed (documented).
    package static let orderPaymentStatusChanged = WebhookEvent(rawValue: "ORDER_PAYMENT_STATUS_CHANGED")
    /// A payout ended; signed (documented).
    package static let payoutChanged = WebhookEvent(rawValue: "payout.changed")
    /// A seller's approval moved on; signed (documented).
    package static let sellerChanged = WebhookEvent(rawValue: "seller.changed")
    /// A payment reserved by telephone ended (documented).
    package static let arsReservationChanged = WebhookEvent(rawValue: "ars-reservation.changed")

    /// The events known here, in the order above.
    package static let known: [WebhookEvent] = [
        .paymentStatusChanged, .depositCallback, .cancelStatusChanged, .billingDeleted, .methodUpdated,
        .customerStatusChanged, .orderPaymentStatusChanged, .payoutChanged, .sellerChanged, .arsReservationChanged,
    ]

    /// The three forms of a webhook body.
    package enum Envelope: Sendable {
        /// `{eventType, createdAt, data}`.
        case classic
        /// `{createdAt, secret, status, transactionKey, orderId}`.
        case flat
        /// `{eventType, createdAt, version, eventId, entityType, entityBody}`.
        case entity
    }

    /// The form of this event's body (documented).
    ///
    /// An event unknown here follows its spelling: a name with a point is an entity's, another classic (assumed).
    package var envelope: Envelope {
        if self == .depositCallback { return .flat }
        return rawValue.utf8.contains(0x2E) ? .entity : .classic
    }
}
