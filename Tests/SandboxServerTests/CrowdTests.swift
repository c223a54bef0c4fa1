import JSON
import SandboxCore
import SandboxServer
import Scenarios
import Testing
import TossAPI

/// Many of a thing at once: what one of them costs must not grow with their number, or these take minutes.
@Suite(.timeLimit(.minutes(3))) struct CrowdTests {
    private static let crowd = 16_000

    private func crowded(_ gateway: Gateway) throws -> SandboxCell {
        let cell = try #require(gateway.application.hub.cell(named: "crowd"))
        cell.apply(AddEndpoint(EndpointSetting(url: "http://127.0.0.1:9/"), origin: .call))
        for number in 1...Self.crowd {
            let terms = PaymentTerms(orderId: "order-\(number)", orderName: "주문", amount: 1_000)
            let visit = BuyerVisit(merchant: .api, terms: terms, cardNumber: defaultCardNumber, behavior: .approve)
            cell.apply(visit)
        }
        return cell
    }

    @Test func `settling waits for thousands of webhooks beside thousands of open payments`() async throws {
        let gateway = try Gateway()
        let cell = try crowded(gateway)
        let emission = Emission(
            eventType: .billingDeleted,
            subject: .billingKey("key"),
            status: nil,
            data: JSONObject(),
            url: nil
        )
        for _ in 1...Self.crowd { try cell.apply(emission) }
        let settlement = Task { await cell.settle(upTo: nil, timeout: .seconds(5)) }
        await gateway.sleeper.untilSomebodySleeps(.seconds(5))
        gateway.deliver()
        #expect(await settlement.value == .quiet)
    }

    @Test func `thousands of payments run out of time at one instant`() throws {
        let gateway = try Gateway()
        let cell = try crowded(gateway)
        gateway.pass(.seconds(3600))
        try cell.apply(ClockChange(mode: .manual, rate: nil, now: nil))
        #expect(gateway.deliver().count == Self.crowd)
    }
}
