import HTTPServer
import JSON
import Merchant
import Testing
import TossAPI

/// What a guest can do with the link to a purchase, and what nobody can do without.
@Suite(.timeLimit(.minutes(3))) struct GuestLinkTests {
    private func link(_ counter: Counter) throws -> String {
        "/api/purchases/\(try #require(counter.names["guest"]))?access=\(try #require(counter.names["access"]))"
    }

    @Test func `a guest reaches the purchase by its link, and gets the money back within seven days`() async throws {
        let counter = try await Counter.open()
        let shown = await counter.send(.get, try link(counter))
        #expect(shown.status == 200)
        #expect(shown.body["status"]?.string == "completed")
        #expect(shown.body["owned"]?.bool == true)
        #expect(shown.body["price"]?.integer == 50_000)
        #expect(shown.body["refundable_until"]?.string == "2026-01-12T12:00:00+09:00")
        let part = #"{"reason":"half","amount":20000,"access":"{{access}}"}"#
        #expect(await counter.send(.post, "/api/payment/{{guest}}/refund", part).status == 403)
        counter.test.clock.advance(by: .seconds(7 * 86_400))
        let rest = #"{"reason":"rest","access":"{{access}}"}"#
        #expect(await counter.send(.post, "/api/payment/{{guest}}/refund", rest).status == 200)
        let after = await counter.send(.get, try link(counter))
        #expect(after.body["status"]?.string == "refunded" && after.body["owned"]?.bool == false)
        counter.expectDiscretion()
    }

    @Test func `after seven days the link shows the purchase still, and refunds nothing`() async throws {
        let counter = try await Counter.open()
        counter.test.clock.advance(by: .seconds(7 * 86_400 + 1))
        let body = Array(counter.fill(#"{"reason":"late","access":"{{access}}"}"#).utf8)
        try await counter.expectRefusal(
            .post,
            "/api/payment/{{guest}}/refund",
            bytes: body,
            statuses: [403],
            "too late"
        )
        counter.test.clock.advance(by: .seconds(400 * 86_400))
        #expect(await counter.send(.get, try link(counter)).status == 200)
    }

    @Test func `confirm and complete answer a guest with one link, and a member with none`() async throws {
        let counter = try await Counter.open()
        let complete = #"{"order_id":"{{guest}}","pg_transaction_id":"key-guest"}"#
        let again = await counter.send(.post, "/api/payment/complete", complete)
        #expect(again.body["access_url"]?.string == "http://shop" + (try link(counter)))
        let confirm = #"{"paymentKey":"key-paid","orderId":"{{paid}}","amount":25000}"#
        let member = await counter.send(.post, "/api/payment/confirm", confirm, as: .customer)
        #expect(member.status == 200 && member.body["access_url"] == nil)
    }

    @Test(arguments: ["guest", "paid", "order", "none"])
    func `a wrong or foreign link is refused alike, whether or not there is such an order`(name: String) async throws {
        let counter = try await Counter.open()
        let order = counter.names[name] ?? "ORDER_none"
        let good = try #require(counter.names["access"])
        let other = AccessLinks(Secret("another secret")).code(for: order)
        let anothers = AccessLinks(Counter.jwtSecret).code(for: order + "0")
        var codes = ["", "x", String(good.dropLast()), good + "A", good.uppercased(), other, anothers, "%FF", "%00"]
        if name != "guest" { codes.append(good) }
        var answers: Set<String> = []
        for code in codes {
            let answer = await counter.send(.get, "/api/purchases/\(order)?access=\(code)")
            #expect(answer.status == 403, "\(code)")
            answers.insert(answer.text)
        }
        for query in ["access=\(good)&access=\(good)", "access=x&access=\(good)"] where name == "guest" {
            #expect(await counter.send(.get, "/api/purchases/\(order)?\(query)").status == 403)
        }
        for code in codes where !code.hasPrefix("%") {
            let body = Array(#"{"reason":"mine","access":"\#(code)"}"#.utf8)
            let path = "/api/payment/\(order)/refund"
            try await counter.expectRefusal(.post, path, bytes: body, statuses: [403], "\(code)")
            answers.insert(await counter.send(.post, path, bytes: body).text)
        }
        #expect(answers.count == 1)
        #expect(await counter.send(.get, "/api/purchases/\(order)").status == 401)
        counter.expectDiscretion()
    }

    @Test func `an account sees its own purchase without a link, and staff every one`() async throws {
        let counter = try await Counter.open()
        #expect(await counter.send(.get, "/api/purchases/{{paid}}", as: .customer).status == 200)
        #expect(await counter.send(.get, "/api/purchases/{{paid}}", as: .support).status == 200)
        #expect(await counter.send(.get, "/api/purchases/{{guest}}", as: .support).status == 200)
        let foreign = await counter.send(.get, "/api/purchases/{{guest}}", as: .customer)
        let unknown = await counter.send(.get, "/api/purchases/ORDER_none", as: .customer)
        #expect(foreign.status == 403 && foreign.text == unknown.text)
        // A link made for an account's order would be good for nothing.
        let code = AccessLinks(Counter.jwtSecret).code(for: try #require(counter.names["paid"]))
        #expect(await counter.send(.get, "/api/purchases/{{paid}}?access=\(code)").status == 403)
    }
}
