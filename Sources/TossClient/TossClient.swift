internal import JSON
package import HTTPClient

/// A client of the Toss Payments API whose errors say what a shop may do next.
///
/// It sends each request once and never repeats one by itself: whether to repeat, and when, is for whoever has stored
/// the operation and its idempotency key.
package struct TossClient: Sendable {
    private let transport: TossTransport

    /// Makes a client; `observe` is told of every call once it has ended, on whatever thread that is.
    package init(
        _ configuration: Configuration,
        client: Client = Client(Client.Configuration(userAgent: "TossClient")),
        observe: (@Sendable (TossCallRecord) -> Void)? = nil
    ) {
        transport = TossTransport(configuration: configuration, client: client, observe: observe)
    }

    /// Approves a payment that the buyer has authenticated: `POST /v1/payments/confirm`.
    ///
    /// Compare the amount with the stored order first. A virtual account answers `waitingForDeposit`, all else `done`.
    package func confirm(
        _ confirmation: Confirmation,
        idempotencyKey: String
    )
        async throws(TossFailure) -> TossPayment
    {
        let request = TossRequest(
            .confirm,
            "POST",
            ["payments", "confirm"],
            idempotencyKey: idempotencyKey,
            body: JSONWriter.bytes { $0.object { confirmation.writeMembers(to: &$0) } }
        )
        return try await transport.send(request, reading: TossPayment.self) {
            $0.paymentKey == confirmation.paymentKey && $0.orderId == confirmation.orderId
        }
    }

    /// Reads a payment in whatever status: `GET /v1/payments/{paymentKey}`.
    package func payment(paymentKey: String) async throws(TossFailure) -> TossPayment {
        let request = TossRequest(.lookUp, "GET", ["payments", paymentKey])
        return try await transport.send(request, reading: TossPayment.self) { $0.paymentKey == paymentKey }
    }

    /// Reads the payment of an order: `GET /v1/payments/orders/{orderId}`.
    package func payment(orderId: String) async throws(TossFailure) -> TossPayment {
        let request = TossRequest(.lookUp, "GET", ["payments", "orders", orderId])
        return try await transport.send(request, reading: TossPayment.self) { $0.orderId == orderId }
    }

    /// Gives money back: `POST /v1/payments/{paymentKey}/cancel`.
    package func cancel(
        paymentKey: String,
        _ cancellation: Cancellation,
        idempotencyKey: String
    )
        async throws(TossFailure) -> TossPayment
    {
        let request = TossRequest(
            .cancel,
            "POST",
            ["payments", paymentKey, "cancel"],
            idempotencyKey: idempotencyKey,
            body: cancellation.body
        )
        return try await transport.send(request, reading: TossPayment.self) { $0.paymentKey == paymentKey }
    }

    /// Turns the window's one-time `authKey` into a billing key: `POST /v1/billing/authorizations/issue`.
    ///
    /// Store the answer well: Toss has no call that reads a billing key back.
    package func issueBillingKey(
        authKey: String,
        customerKey: String,
        idempotencyKey: String
    )
        async throws(TossFailure) -> TossBilling
    {
        try await issue(customerKey: customerKey, idempotencyKey: idempotencyKey) { $0.member("authKey", authKey) }
    }

    /// Issues a billing key from an authenticated payment, which is used up and not charged.
    ///
    /// The older form that many guides copy to the same path. No published page of Toss describes it, so expect the
    /// real service to refuse it.
    package func issueBillingKey(
        using confirmation: Confirmation,
        customerKey: String,
        idempotencyKey: String
    )
        async throws(TossFailure) -> TossBilling
    {
        try await issue(customerKey: customerKey, idempotencyKey: idempotencyKey) { confirmation.writeMembers(to: &$0) }
    }

    /// Charges a stored card: `POST /v1/billing/{billingKey}`.
    ///
    /// Toss sends no event about it, so this answer, or a look-up by `orderId`, decides.
    package func charge(
        billingKey: String,
        _ charge: Charge,
        idempotencyKey: String
    )
        async throws(TossFailure) -> TossPayment
    {
        let request = TossRequest(
            .charge,
            "POST",
            ["billing", billingKey],
            idempotencyKey: idempotencyKey,
            body: charge.body
        )
        return try await transport.send(request, reading: TossPayment.self) { $0.orderId == charge.orderId }
    }

    /// Makes a billing key useless: `DELETE /v1/billing/{billingKey}`.
    ///
    /// A second time is refused, most likely as `ALREADY_REMOVED_BILLING_KEY` (assumed; never measured).
    package func deleteBillingKey(_ billingKey: String) async throws(TossFailure) {
        // The answer is 200 with no byte of body (measured).
        _ = try await transport.send(TossRequest(.deleteBillingKey, "DELETE", ["billing", billingKey]))
    }

    private func issue(
        customerKey: String,
        idempotencyKey: String,
        _ writeProof: (inout JSONWriter) -> Void
    )
        async throws(TossFailure) -> TossBilling
    {
        let request = TossRequest(
            .issueBillingKey,
            "POST",
            ["billing", "authorizations", "issue"],
            idempotencyKey: idempotencyKey,
            body: JSONWriter.bytes {
                $0.object { json in
                    writeProof(&json)
                    json.member("customerKey", customerKey)
                }
            }
        )
        return try await transport.send(request, reading: TossBilling.self) { $0.customerKey == customerKey }
    }
}
