internal import JSON

/// A webhook as it came, read as far as anybody may believe it: whom it is about.
package struct WebhookEvent: Sendable {
    /// The longest body taken; Toss's own events have a few thousand bytes.
    package static let longestBody = 64 << 10

    /// The body as it came.
    let body: [UInt8]
    /// The order that any of the known envelopes names.
    let orderID: String?
    /// The means of payment that Toss says it has deleted; whoever names it knows its secret.
    let deletedBillingKey: String?
    /// What a deposit callback proves itself with; nil for every other event.
    let depositSecret: String?

    /// Reads a body, or returns nil when it is no JSON object.
    init?(_ body: [UInt8]) {
        guard let event = try? JSONNode(parsing: body), event.object != nil else { return nil }
        self.body = body
        orderID = event["data"]?["orderId"]?.string ?? event["orderId"]?.string
        deletedBillingKey =
            event["eventType"]?.string == "BILLING_DELETED"
            ? event["data"]?["billingKey"]?.string ?? event["billingKey"]?.string : nil
        // The flat envelope, which names no type.
        depositSecret = event["eventType"] == nil && event["orderId"]?.string != nil ? event["secret"]?.string : nil
    }
}

/// Who brought an event, and how far that is proof.
package enum WebhookSender: Sendable, Hashable {
    /// Whoever knows the secret of the endpoint.
    case signed
    /// Anybody, from this address; empty when it is not known.
    case address(String)

    /// Whether it needs no budget of its own.
    var isTrusted: Bool {
        switch self {
        case .signed: true
        case .address(let address): Self.addressesOfToss.contains(address)
        }
    }

    /// From where Toss sends, as its guide to webhooks lists them.
    private static let addressesOfToss: Set<String> = [
        "13.124.18.147", "13.124.108.35", "3.36.173.151", "3.38.81.32", "115.92.221.121", "115.92.221.122",
        "115.92.221.123", "115.92.221.125", "115.92.221.126", "115.92.221.127",
    ]
}
