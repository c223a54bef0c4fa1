import HTTPServer
import JSON
import Scenarios
import Testing

/// The control API against what it has promised: other tools are written against these paths and members.
@Suite(.timeLimit(.minutes(1))) struct ControlContractTests {
    /// Every call that works, with the members of its body and its query; a call may be added here, and none taken away.
    private static let calls = """
        POST /sandbox/payments ? key
        POST /sandbox/billing-authorizations customerKey cardNumber method successUrl failUrl buyer ? key
        POST /sandbox/payments/{paymentKey}/authenticate cardNumber buyer ? key
        POST /sandbox/payments/{paymentKey}/expire ? key
        POST /sandbox/payments/{paymentKey}/close ? key
        GET /sandbox/payments ? orderId status limit after key
        GET /sandbox/billing-keys ? customerKey limit after key
        GET /sandbox/ledger ? orderId paymentKey kind limit after key
        GET /sandbox/clock ? key
        PUT /sandbox/clock now mode rate ? key
        POST /sandbox/clock/advance by to next ? key
        GET /sandbox/clock/alarms ? limit after key
        POST /sandbox/clock/alarms id at url ? key
        DELETE /sandbox/clock/alarms/{id} ? key
        POST /sandbox/settle timeout until ? key
        PUT /sandbox/scenario $schema name description seed clock cards rules webhooks steps ? key
        GET /sandbox/scenario ? key
        DELETE /sandbox/scenario ? key
        POST /sandbox/scenario/check $schema name description seed clock cards rules webhooks steps
        POST /sandbox/scenario/explain on orderId paymentKey billingKey customerKey card method cancelReason status \
        idempotencyKey amount header scenario ? key
        POST /sandbox/reset to ? key
        DELETE /sandbox ? key
        GET /sandbox/snapshots ? limit after key
        POST /sandbox/snapshots name timeout ? key
        POST /sandbox/snapshots/{name}/restore ? key
        POST /sandbox/snapshots/{name}/fork key ? key
        DELETE /sandbox/snapshots/{name} ? key
        GET /sandbox/webhooks/endpoints ? limit after key
        POST /sandbox/webhooks/endpoints url events secret profile hold ? key
        DELETE /sandbox/webhooks/endpoints/{id} ? key
        POST /sandbox/webhooks/emit eventType paymentKey billingKey orderId status data url ? key
        GET /sandbox/webhooks/deliveries ? orderId eventType state limit after key
        POST /sandbox/webhooks/deliveries/{id}/resend ? key
        POST /sandbox/webhooks/deliveries/{id}/release ? key
        POST /sandbox/webhooks/deliveries/{id}/drop ? key
        POST /sandbox/webhooks/release order ? key
        GET /sandbox/requests ? method path orderId since limit after key
        GET /sandbox/events ? limit after key
        POST /sandbox/verify payments requests webhooks ledger unfiredRules ? key
        GET /sandbox/bundle ? key
        POST /sandbox/bundle ? key
        POST /sandbox/replay ? key
        GET /sandbox/health
        POST /sandbox/keys clientKey secretKey
        GET /metrics
        GET /openapi.json
        """

    @Test func `every call of the contract is there with its members and filters, and no other`() async throws {
        let document = try await OpenAPIDocument(Gateway())
        let found = document.operations.filter { !$0.isToss }.map { operation in
            // A bundle is a journal, and what the buyer is told has a list of its own.
            let isListed = !["importRun", "replayRun", "createPayment"].contains(operation.id)
            let members = isListed ? document.properties(of: operation.bodySchema ?? JSONNode(.null)).map(\.name) : []
            let query = document.parameters(of: operation).filter { $0["in"]?.string == "query" }
                .compactMap { $0["name"]?.string }
            return ([operation.description] + members + (query.isEmpty ? [] : ["?"] + query)).joined(separator: " ")
        }
        let wanted = Self.calls.split(separator: "\n").map(String.init)
        for call in Set(wanted).symmetricDifference(found).sorted() {
            Issue.record("\(call) is \(wanted.contains(call) ? "promised and not there" : "there and not promised")")
        }
        #expect(found.count == wanted.count)
    }

    @Test func `the buyer's visit is described with the members of scenario files, each of its kind`() async throws {
        let document = try await OpenAPIDocument(Gateway())
        let visit = try #require(document.operations.first { $0.id == "createPayment" }?.bodySchema)
        let members = document.properties(of: visit)
        #expect(members.map(\.name) == BuyerMember.names)
        #expect(visit["required"]?.array?.map(\.string) == BuyerMember.allCases.filter(\.isRequired).map(\.rawValue))
        // Of other payment methods, and refused whatever they hold.
        let unbuilt: [BuyerMember] = [.easyPay, .bank, .validHours]
        for member in BuyerMember.allCases where !unbuilt.contains(member) {
            let schema = try #require(members.first { $0.name == member.rawValue }?.node)
            let choices = [schema] + (schema["oneOf"]?.array ?? [])
            let type = schema["type"]?.string ?? schema["type"]?[0]?.string
            switch member.kind {
            case .text: #expect(type == "string", "\(member)")
            case .number: #expect(type == "integer", "\(member)")
            case .flag: #expect(type == "boolean", "\(member)")
            case .object: #expect(type == "object", "\(member)")
            case .behavior:
                #expect(choices.contains { $0["$ref"]?.string == "#/components/schemas/BuyerBehavior" }, "\(member)")
            }
        }
    }

    @Test(arguments: [
        "POST /sandbox/payments/{paymentKey}/deposit", "POST /sandbox/payments/{paymentKey}/reverse-deposit",
        "POST /sandbox/brandpay-authorizations", "GET /sandbox/fidelity",
    ])
    func `what is promised and not built yet is 501, whatever is sent, and not described`(call: String) async throws {
        let parts = call.split(separator: " ").map(String.init)
        let gateway = try Gateway()
        let answer = try await gateway.answer(.toss(HTTPMethod(rawValue: parts[0]), parts[1], "no JSON"))
        #expect(answer.status == 501)
        #expect(answer.code == "NOT_BUILT")
        let document = try await OpenAPIDocument(gateway)
        #expect(!document.operations.map(\.description).contains(call))
    }
}
