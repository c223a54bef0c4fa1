internal import HTTPServer
internal import JSON
internal import TossAPI

/// One purchase, for its owner or for the guest who has its link.
package struct PurchaseDoor: Sendable {
    private let shop: Shop
    private let links: AccessLinks

    /// Opens the door to whoever `links` let in.
    package init(_ shop: Shop, links: AccessLinks) {
        self.shop = shop
        self.links = links
    }

    /// Its calls.
    package var door: Door {
        Door("purchases", endpoints: [Endpoint(.get, "/api/purchases/{order_id}", .guest, show)])
    }

    @Sendable private func show(_ call: EndpointCall) async throws -> Response {
        let payment = try await payment(call)
        let isOwned = try await shop.history.isOwned(payment.order.id)
        return .json { Self.write(payment, isOwned: isOwned, to: &$0) }
    }

    /// The payment that the caller may see; whoever may not hears nothing of whether there is one.
    private func payment(_ call: EndpointCall) async throws -> OrderPayment {
        let orderID = try call.parameter("order_id")
        let buyer: Buyer?
        if let code = try AccessLinks.code(in: call.request) {
            guard links.isGood(code, for: orderID) else { throw AccessLinks.refusal }
            buyer = nil
        } else {
            buyer = try call.buyer()
        }
        do throws(ShopError) {
            return try await shop.payments.payment(orderID, for: buyer)
        } catch {
            switch error {
            case .unknownOrder where buyer?.mayReadAll != true, .notTheOwner: throw AccessLinks.refusal
            default: throw error
            }
        }
    }

    private static func write(_ payment: OrderPayment, isOwned: Bool, to json: inout JSONWriter) {
        json.member("order_id", payment.order.id)
        json.member("prompt_id", payment.order.productID)
        json.member("prompt_title", payment.order.name)
        json.member("price", payment.order.amount.amount)
        json.member("status", payment.state.marketWord)
        json.member("owned", isOwned)
        json.member("purchased_at", payment.approvedAt?.timestamp)
        json.member("refunded_amount", payment.refunded.amount)
        json.member("refundable_until", payment.approvedAt.map { ($0 + Refunds.period).timestamp })
    }
}

extension AccessLinks {
    /// The answer to a code that is no good, and to a purchase that is somebody else's.
    static var refusal: Problem { Problem(.forbidden, "this purchase is not yours, or there is none") }

    /// The code that a request brings; nil without one.
    static func code(in request: Request) throws(Problem) -> String? {
        let count = request.query.split(separator: "&").count { $0 == "access" || $0.hasPrefix("access=") }
        guard count > 0 else { return nil }
        guard count == 1, let code = request.queryValue("access") else { throw refusal }
        return code
    }
}
