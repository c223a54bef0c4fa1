import HTTPServer
import SandboxCore
import SandboxServer
import Testing

/// Calls that meet in one sandbox: whichever comes first, each gets an answer that makes sense.
@Suite(.timeLimit(.minutes(1))) struct RaceTests {
    /// An answer that is there at once.
    private func answer(_ application: Application, _ path: String, _ body: String) async throws -> Answer {
        let pending = PendingAnswer()
        application.handle(.toss(.post, "/sandbox" + path, body), Exchange { pending.settle($0) })
        return try await pending.answer()
    }

    @Test(arguments: [false, true])
    func `a reset that comes before the answer takes nothing out of it`(emits: Bool) async throws {
        // The webhook leaves before the call is answered, and its receiver is quick.
        let outside = SandboxCell.Outside(send: { _, cell in cell.apply(.reset(.data)) }, ring: { _, _ in })
        let application = try Application(Tossbox.Configuration(), outside: outside)
        _ = try await answer(application, "/webhooks/endpoints", #"{"url":"http://127.0.0.1:9/"}"#)
        let visit = try await answer(application, "/payments", #"{"orderId":"order-1","amount":1000}"#)
        let key = try #require(visit.text("paymentKey"))
        let emission = #"{"eventType":"PAYMENT_STATUS_CHANGED","paymentKey":"\#(key)"}"#
        let last =
            emits
            ? try await answer(application, "/webhooks/emit", emission)
            : try await answer(application, "/payments/\(key)/expire", "")
        #expect(last.status == 200)
        #expect(last.text.contains(key))
    }
}
