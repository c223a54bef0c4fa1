import HTTPServer
import JSON
import Locking
import TossAPI
import TossClient

/// A server that answers what the test says and remembers what it was asked.
final class Stand: Sendable {
    enum Behaviour: Sendable {
        case answer(Int, String)
        /// Takes the request in and breaks the connection off.
        case cut
        /// Takes the request in and says nothing.
        case hold
    }

    private let seen = Locked<[Request]>([])
    private let held = Locked<[Exchange]>([])

    var requests: [Request] { seen.withLock { $0 } }

    /// Runs the body with a client of such a server.
    static func with<R>(
        _ action: Behaviour,
        timeout: Duration = .seconds(20),
        observe: (@Sendable (TossCallRecord) -> Void)? = nil,
        _ body: (TossClient, Stand) async throws -> R
    )
        async throws -> R
    {
        let stand = Stand()
        let server = try Server.start { request, exchange in
            stand.seen.withLock { $0.append(request) }
            switch action {
            case .answer(let status, let text):
                exchange.respond(
                    Response(
                        status: status,
                        headers: ["Content-Type": "application/json", "x-tosspayments-trace-id": "trace-1"],
                        body: Array(text.utf8)
                    )
                )
            case .cut: exchange.reset()
            case .hold: stand.held.withLock { $0.append(exchange) }
            }
        }
        defer { server.stop(grace: .zero) }
        let configuration = TossClient.Configuration(
            baseURL: server.url + "/",
            secretKey: "test_sk_alpha",
            timeout: timeout
        )
        return try await body(TossClient(configuration, observe: observe), stand)
    }
}

extension Request {
    var json: JSONNode? { try? JSONNode(parsing: body) }
}

let confirmation = Confirmation(paymentKey: "pay-1", orderId: "order-0001", amount: 15_000)

func payment(paymentKey: String = "pay-1", orderId: String = "order-0001", more: String = "") -> String {
    """
    {"mId":"emulmall01","lastTransactionKey":"txrd_1","paymentKey":"\(paymentKey)","orderId":"\(orderId)",\
    "orderName":"사과 한 상자","status":"DONE","requestedAt":"2026-03-01T09:00:00+09:00",\
    "approvedAt":"2026-03-01T09:00:05+09:00","card":{"issuerCode":"21","number":"94100012****789*",\
    "installmentPlanMonths":0,"cardType":"신용"},"cancels":null,"secret":"ps_1","failure":null,\
    "receipt":{"url":"https://dashboard.tosspayments.com/receipt"},"totalAmount":15000,"balanceAmount":15000,\
    "method":"카드"\(more)}
    """
}

/// The failure of a call that must fail.
func failure<R>(_ body: () async throws(TossFailure) -> R) async -> TossFailure? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}
