internal import HTTPServer

/// The pages that a browser comes back to from the payment window.
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
            shape: { Self.page("This does not work", "<p>\(escapedHTML($0.message))</p>", status: $0.code.status) },
            endpoints: success + fail + [
                Endpoint(.get, "/billing/success", .anyone, Self.billingSuccess),
                Endpoint(.get, "/payment/finish.js", .anyone, Self.script),
            ]
        )
    }

    @Sendable private static func success(_ call: EndpointCall) async throws -> Response {
        let (key, order) = (call.request.queryValue("paymentKey"), call.request.queryValue("orderId"))
        let amount = call.request.queryValue("amount")
        guard let key, let order, let amount, Payments.isPaymentKey(key), Payments.isOrderID(order),
            amount.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let won = Int64(amount), won > 0
        else {
            return incomplete("paymentKey, orderId and amount")
        }
        return page(
            "Your payment is being confirmed",
            """
            <dl><dt>Order</dt><dd>\(escapedHTML(order))</dd><dt>Amount</dt><dd>\(escapedHTML(amount)) won</dd></dl>
            <p id="result" data-call="/api/payment/confirm" data-fields="paymentKey orderId amount">One moment …</p>
            """,
            runsScript: true
        )
    }

    @Sendable private static func billingSuccess(_ call: EndpointCall) async throws -> Response {
        let keys = ["authKey", "customerKey"].map { call.request.queryValue($0) ?? "" }
        guard keys.allSatisfy({ (1...300).contains($0.utf8.count) }) else {
            return incomplete("authKey and customerKey")
        }
        return page(
            "Your card is being registered",
            """
            <p id="result" data-call="/api/billing/authorize" data-fields="authKey customerKey">One moment …</p>
            """,
            runsScript: true
        )
    }

    @Sendable private static func fail(_ call: EndpointCall) async throws -> Response {
        let code = call.request.queryValue("code") ?? "UNKNOWN"
        let message = call.request.queryValue("message") ?? ""
        let order = call.request.queryValue("orderId").map { "<dt>Order</dt><dd>\(escapedHTML($0))</dd>" } ?? ""
        return page(
            "The payment was not made",
            "<dl><dt>Code</dt><dd>\(escapedHTML(code))</dd><dt>Message</dt><dd>\(escapedHTML(message))</dd>\(order)</dl>"
        )
    }

    private static func incomplete(_ needed: String) -> Response {
        page("Something is missing", "<p>This page is opened by the payment window, with \(needed).</p>", status: 400)
    }

    private static func page(
        _ title: String,
        _ content: String,
        runsScript: Bool = false,
        status: Int = 200
    ) -> Response {
        let script = runsScript ? #"<script src="/payment/finish.js" defer></script>"# : ""
        return .html(
            status: status,
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>\(script)</head>
            <body><main><h1>\(title)</h1>
            \(content)
            </main></body></html>

            """
        )
    }

    @Sendable private static func script(_ call: EndpointCall) async throws -> Response {
        Response(
            status: 200,
            headers: ["Content-Type": "text/javascript; charset=utf-8"],
            body: Array(finish.utf8)
        )
    }

    /// Asks until the outcome is known; asking twice is harmless.
    private static let finish = """
        const result = document.getElementById("result");
        const query = new URLSearchParams(location.search);
        const fields = {};
        for (const name of result.dataset.fields.split(" ")) fields[name] = query.get(name);
        const headers = {"Content-Type": "application/json"};
        const token = localStorage.getItem("token");
        if (token) headers.Authorization = "Bearer " + token;
        async function finish(wait) {
          try {
            const answer = await fetch(result.dataset.call, {method: "POST", headers, body: JSON.stringify(fields)});
            const body = await answer.json();
            if (answer.status === 202) {
              result.textContent = body.error || "It is being found out whether the payment went through.";
              setTimeout(() => finish(Math.min(wait * 2, 60000)), wait);
            } else if (answer.ok) {
              result.textContent = "Done: " + body.status;
            } else {
              result.textContent = [body.tossCode || body.code, body.error].filter(Boolean).join(": ");
            }
          } catch {
            setTimeout(() => finish(Math.min(wait * 2, 60000)), wait);
          }
        }
        finish(2000);

        """
}
