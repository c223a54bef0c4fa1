internal import HTTPServer

/// The pages that a browser comes back to from the payment window, in Korean or English.
///
/// They confirm nothing when they are merely opened: their script makes the call as whoever is signed in, with the
/// token that the shop's pages keep, so that owner and amount are checked as for any other caller.
package struct ReturnPages: Sendable {
    /// Makes the pages.
    package init() {}

    /// Their addresses.
    package var door: Door {
        let success = ["/payment/success", "/payment-success"].map { Endpoint(.get, $0, .anyone, Self.success) }
        let fail = ["/payment/fail", "/payment-fail", "/billing/fail"].map { Endpoint(.get, $0, .anyone, Self.fail) }
        return Door(
            "return pages",
            shape: { problem in
                // Who asked for it is not known here, so it is told in both.
                let text = "<p>요청을 처리할 수 없습니다.</p><p lang=\"en\">\(escapedHTML(problem.message))</p>"
                return Self.page(.korean, "처리할 수 없습니다 · This does not work", text, status: problem.code.status)
            },
            endpoints: success + fail + [
                Endpoint(.get, "/billing/success", .anyone, Self.billingSuccess),
                Endpoint(.get, "/payment/finish.js", .anyone, Self.script),
            ]
        )
    }

    @Sendable private static func success(_ call: EndpointCall) async throws -> Response {
        let say = PageLanguage(call.request)
        let (key, order) = (call.request.queryValue("paymentKey"), call.request.queryValue("orderId"))
        let amount = call.request.queryValue("amount")
        guard let key, let order, let amount, Payments.isPaymentKey(key), Payments.isOrderID(order),
            amount.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let won = Int64(amount), won > 0
        else {
            return incomplete(say, "paymentKey, orderId, amount")
        }
        return page(
            say,
            say("결제를 확인하고 있습니다", "Your payment is being confirmed"),
            """
            <dl>
            <dt>\(say("주문번호", "Order"))</dt><dd id="order">\(escapedHTML(order))</dd>
            <dt>\(say("결제 금액", "Amount"))</dt><dd>\(grouped(won)) \(say("원", "won"))</dd>
            </dl>
            \(result(say, call: "/api/payment/confirm", fields: "paymentKey orderId amount"))
            """,
            runsScript: true
        )
    }

    @Sendable private static func billingSuccess(_ call: EndpointCall) async throws -> Response {
        let say = PageLanguage(call.request)
        let keys = ["authKey", "customerKey"].map { call.request.queryValue($0) ?? "" }
        guard keys.allSatisfy({ (1...300).contains($0.utf8.count) }) else {
            return incomplete(say, "authKey, customerKey")
        }
        return page(
            say,
            say("카드를 등록하고 있습니다", "Your card is being registered"),
            result(say, call: "/api/billing/authorize", fields: "authKey customerKey"),
            runsScript: true
        )
    }

    @Sendable private static func fail(_ call: EndpointCall) async throws -> Response {
        let say = PageLanguage(call.request)
        let code = call.request.queryValue("code") ?? "UNKNOWN"
        let message = call.request.queryValue("message") ?? ""
        let order = call.request.queryValue("orderId").map { order in
            "<dt>\(say("주문번호", "Order"))</dt><dd>\(escapedHTML(order))</dd>"
        }
        return page(
            say,
            say("결제가 이루어지지 않았습니다", "The payment was not made"),
            """
            <p>\(say("청구된 금액은 없습니다.", "Nothing was charged."))</p>
            <dl>
            <dt>\(say("사유", "Reason"))</dt><dd>\(escapedHTML(message))</dd>
            <dt>\(say("코드", "Code"))</dt><dd>\(escapedHTML(code))</dd>
            \(order ?? "")
            </dl>
            """
        )
    }

    /// Where the script says what happens.
    private static func result(_ say: PageLanguage, call: String, fields: String) -> String {
        """
        <p id="result" role="status" aria-live="polite" data-call="\(call)" data-fields="\(fields)">\
        \(say("잠시만 기다려 주세요 …", "One moment …"))</p>
        <p id="more"></p>
        <noscript><p>\(say(
            "결제를 확인하려면 이 페이지에서 자바스크립트를 켜고 새로 고침해 주세요. 다시 결제하지 마세요.",
            "Switch JavaScript on and load this page again to have the payment confirmed. Do not pay again."
        ))</p></noscript>
        """
    }

    private static func incomplete(_ say: PageLanguage, _ needed: String) -> Response {
        let text = say(
            "이 페이지는 결제창이 \(needed) 값과 함께 엽니다.",
            "This page is opened by the payment window, with \(needed)."
        )
        return page(say, say("빠진 값이 있습니다", "Something is missing"), "<p>\(text)</p>", status: 400)
    }

    private static func page(
        _ say: PageLanguage,
        _ title: String,
        _ content: String,
        runsScript: Bool = false,
        status: Int = 200
    ) -> Response {
        let script = runsScript ? #"<script src="/payment/finish.js" defer></script>"# : ""
        var response = Response.html(
            status: status,
            """
            <!DOCTYPE html>
            <html lang="\(say.rawValue)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>\(script)
            <style>\(style)</style></head>
            <body><main><h1>\(title)</h1>
            \(content)
            </main></body></html>

            """
        )
        response.headers.add("Vary", "Accept-Language")
        return response
    }

    private static let style = """
        body{margin:0;background:#f4f5f7;color:#1b1f27;font:16px/1.6 system-ui,"Apple SD Gothic Neo","Noto Sans KR",\
        "Noto Sans CJK KR",sans-serif;word-break:keep-all;overflow-wrap:anywhere}\
        main{max-width:30rem;margin:12vh auto 2rem;padding:2rem;background:#fff;border-radius:12px;\
        box-shadow:0 1px 4px #0002}\
        h1{margin:0 0 1rem;font-size:1.4rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.2rem}\
        dt{color:#5b6472}dd{margin:0}#result{font-weight:600}\
        #more{color:#414957}button{font:inherit;padding:.5rem 1.2rem;border:0;border-radius:8px;background:#1b64da;\
        color:#fff;cursor:pointer}
        """

    /// `50000` as `50,000`.
    private static func grouped(_ number: Int64) -> String {
        var text = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    @Sendable private static func script(_ call: EndpointCall) async throws -> Response {
        Response(
            status: 200,
            headers: ["Content-Type": "text/javascript; charset=utf-8"],
            body: Array(finishScript.utf8)
        )
    }
}
