internal import HTTPServer
internal import JSON
internal import TossAPI

/// The door "prompt market": one-time purchases, named as its guide names them.
package struct PromptMarketDoor: Sendable {
    private let shop: Shop
    private let clientKey: String
    private let publicURL: String
    private let links: AccessLinks

    /// Opens the door; `publicURL` is where browsers come back to, and guests get `links`.
    package init(_ shop: Shop, clientKey: String, publicURL: String, links: AccessLinks) {
        self.shop = shop
        self.clientKey = clientKey
        self.publicURL = publicURL
        self.links = links
    }

    /// Its calls.
    package var door: Door {
        Door(
            "prompt market",
            endpoints: [
                Endpoint(.post, "/api/payment/prepare", .guest, prepare),
                Endpoint(.post, "/api/payment/confirm", .guest, confirm),
                Endpoint(.post, "/api/payment/complete", .guest, complete),
                Endpoint(.post, "/api/payment/{order_id}/refund", .guest, refund),
                Endpoint(.get, "/api/payments/mine", .account, mine),
                Endpoint(.get, "/api/purchases", .account, purchases),
                Endpoint(.get, "/api/admin/payments", .staff, list),
            ]
        )
    }

    @Sendable private func prepare(_ call: EndpointCall) async throws -> Response {
        let body = try call.body(.prepare)
        try Self.checkMethod(body)
        let claim = Payments.Claim(
            originalPrice: try body.optionalWon("original_price"),
            amount: try body.optionalWon("amount")
        )
        let buyer = call.buyerOrGuest
        let payment = try await shop.payments.prepare(
            productID: try body.textOrNumber("prompt_id"),
            claim: claim,
            for: buyer
        )
        return .json { write(payment.order, for: buyer, to: &$0) }
    }

    @Sendable private func confirm(_ call: EndpointCall) async throws -> Response {
        let body = try call.body(.confirm)
        let settlement = Settlement(
            paymentKey: try body.text("paymentKey"),
            orderID: try body.text("orderId"),
            amount: try body.won("amount")
        )
        let payment = try await shop.payments.confirm(settlement, by: call.caller?.id)
        return .json { writeConfirmed(payment, to: &$0) }
    }

    /// The same operation under the other guide's names, which bring no amount; so the stored one is confirmed.
    @Sendable private func complete(_ call: EndpointCall) async throws -> Response {
        let body = try call.body(.complete)
        try Self.checkMethod(body)
        let orderID = try body.text("order_id")
        let key = try body.text("pg_transaction_id")
        let order = try await shop.payments.payment(orderID, for: call.buyerOrGuest).order
        if body.has("prompt_id"), try body.textOrNumber("prompt_id") != order.productID {
            throw Problem(.invalidRequest, "order \(orderID) is about another prompt_id")
        }
        let settlement = Settlement(paymentKey: key, orderID: orderID, amount: order.amount)
        let payment = try await shop.payments.confirm(settlement, by: call.caller?.id)
        return .json { writeConfirmed(payment, to: &$0) }
    }

    @Sendable private func refund(_ call: EndpointCall) async throws -> Response {
        let body = try call.body(.refund)
        let orderID = try call.parameter("order_id")
        let buyer = try refunder(of: orderID, body, call)
        // Absent means everything; a number that went wrong must not.
        guard !body.isNull("amount") else {
            throw Problem(
                .invalidRequest,
                "amount must be a whole number of won; leave it out to refund all that is left"
            )
        }
        let payment = try await shop.refunds.refund(
            orderID,
            amount: try body.optionalWon("amount"),
            reason: try body.text("reason"),
            requestKey: try Self.requestKey(call.request),
            by: buyer
        )
        return .json { Self.write(payment, to: &$0) }
    }

    /// Who asks for the money back; nil for the guest whose order it is.
    ///
    /// A wrong code gets one answer whether or not there is such an order.
    private func refunder(of orderID: String, _ body: JSONBody, _ call: EndpointCall) throws(Problem) -> Buyer? {
        guard let code = try body.optionalText("access") else { return try call.buyer() }
        guard links.isGood(code, for: orderID) else { throw AccessLinks.refusal }
        return nil
    }

    /// The only ways to pay that the shop has; another one must not end up with one of these.
    private static func checkMethod(_ body: JSONBody) throws(Problem) {
        guard let method = try body.optionalText("payment_method"), !["toss", "card"].contains(method) else { return }
        throw Problem(.invalidRequest, "payment_method must be toss or card")
    }

    /// What a client that asks again sends again, so that one wish is one refund.
    private static func requestKey(_ request: Request) throws(Problem) -> String? {
        guard let key = request.headers["Idempotency-Key"] else { return nil }
        guard (1...300).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(.invalidRequest, "Idempotency-Key must be 1 to 300 visible ASCII characters")
        }
        return key
    }

    @Sendable private func mine(_ call: EndpointCall) async throws -> Response {
        let payments = try await shop.history.payments(of: try call.account().id)
        return .json { json in
            json.member("payments", array: { json in for payment in payments { Self.writeObject(payment, to: &json) } })
        }
    }

    @Sendable private func purchases(_ call: EndpointCall) async throws -> Response {
        let purchases = try await shop.history.purchases(of: try call.account().id)
        return .json { json in
            json.member("purchases", array: { json in for purchase in purchases { Self.write(purchase, to: &json) } })
        }
    }

    @Sendable private func list(_ call: EndpointCall) async throws -> Response {
        let page = try PaymentQuery(call.request)
        let found = try await shop.history.payments(page.filter, limit: page.limit, offset: page.offset)
        return .json { json in
            json.member(
                "payments",
                array: { json in for payment in found.payments { Self.writeObject(payment, to: &json) } }
            )
            json.member("total", found.total)
            json.member("page", page.page)
            json.member("limit", page.limit)
        }
    }

    private func write(_ order: Order, for buyer: Buyer?, to json: inout JSONWriter) {
        json.member("order_id", order.id)
        json.member("order_name", order.name)
        json.member("customer_name", buyer?.name ?? "")
        json.member("customer_email", buyer?.email ?? "")
        json.member("amount", order.amount.amount)
        json.member("original_price", order.originalPrice.amount)
        json.member("discount_rate", order.discountRate)
        json.member("toss_client_key", clientKey)
        json.member("success_url", "\(publicURL)/payment/success")
        json.member("fail_url", "\(publicURL)/payment/fail")
        json.member(
            "payment",
            object: { json in
                json.member("buyer_name", buyer?.name ?? "")
                json.member("buyer_email", buyer?.email ?? "")
            }
        )
    }

    /// A guest, who cannot sign in to see it again, gets a link.
    private func writeConfirmed(_ payment: OrderPayment, to json: inout JSONWriter) {
        Self.write(payment, to: &json)
        guard payment.order.userID == nil else { return }
        let code = links.code(for: payment.order.id)
        json.member("access_url", "\(publicURL)/api/purchases/\(payment.order.id)?access=\(code)")
    }

    private static func writeObject(_ payment: OrderPayment, to json: inout JSONWriter) {
        json.object { write(payment, to: &$0) }
    }

    private static func write(_ payment: OrderPayment, to json: inout JSONWriter) {
        json.member("order_id", payment.order.id)
        json.member("payment_key", payment.paymentKey)
        json.member("amount", payment.order.amount.amount)
        json.member("status", payment.state.marketWord)
        json.member("approved_at", payment.approvedAt?.timestamp)
        json.member("payment_method", payment.method)
        json.member("refunded_amount", payment.refunded.amount)
        json.member("user_id", payment.order.userID)
        json.member("prompt_id", payment.order.productID)
        json.member("prompt_title", payment.order.name)
        json.member("failure_code", payment.failureCode)
        json.member("created_at", payment.order.createdAt.timestamp)
    }

    private static func write(_ purchase: Purchase, to json: inout JSONWriter) {
        json.object { json in
            json.member("user_id", purchase.userID)
            json.member("prompt_id", purchase.promptID)
            json.member("prompt_title", purchase.promptTitle)
            json.member("price", purchase.price.amount)
            json.member("order_id", purchase.orderID)
            json.member("purchased_at", purchase.purchasedAt.timestamp)
        }
    }
}

extension PaymentState {
    /// This door's word; it has one for all that may still be paid.
    var marketWord: String {
        switch self {
        case .pending, .confirming, .unknown, .awaitingDeposit: "pending"
        case .completed: "completed"
        case .failed: "failed"
        case .partiallyRefunded: "partially_refunded"
        case .refunded: "refunded"
        }
    }
}

extension JSONBody {
    /// A text, or a whole number as the text of its digits; guides differ about ids.
    func textOrNumber(_ name: String) throws(Problem) -> String {
        do throws(Problem) { return try text(name) } catch {
            guard let number = try? optionalInteger(name, in: 0 ... .max) else { throw error }
            return String(number)
        }
    }
}
