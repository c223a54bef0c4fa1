import HTTPServer

extension CardPlace {
    static let inBuyerCalls: [CardPlace] =
        [
            #""orderName":"{card}""#, #""customerName":"{card}""#, #""customerEmail":"{card}@b.kr""#,
            #""metadata":{"card":"{card}"}"#,
        ].map { .control(.post, "/payments", #"{"orderId":"order-1","amount":1000,"# + $0 + "}", isAnswered: true) }
        + [
            .control(
                .post,
                "/payments",
                #"{"orderId":"order-1","amount":1000,"metadata":{"{card}":"1"}}"#,
                [number, "4539-5787-6362-1486"],
                isAnswered: true
            ),
            .control(.post, "/payments", #"{"orderId":"{card}","amount":1000}"#, plain, isAnswered: true),
            .control(
                .post,
                "/payments",
                #"{"orderId":"order-1","amount":1000,"customerKey":"{card}"}"#,
                names,
                isAnswered: true
            ),
            .control(
                .post,
                "/payments",
                #"{"orderId":"order-1","amount":1000,"successUrl":"http://localhost/s/{card}?a=1"}"#,
                escaped,
                isAnswered: true
            ),
            .control(
                .post,
                "/payments",
                #"{"orderId":"order-1","amount":1000,"buyer":"cancel","failUrl":"http://localhost/?pan={card}"}"#,
                escaped,
                isAnswered: true
            ),
            .control(
                .post,
                "/billing-authorizations",
                #"{"customerKey":"{card}","successUrl":"http://localhost/?x={card}"}"#,
                plain,
                isAnswered: true
            ),
        ]

    static let inControlCalls: [CardPlace] =
        [
            #"{"orderId":"order 1 {card}","amount":1000}"#, #"{"orderId":"order-1","amount":"{card}"}"#,
            #"{"orderId":"order-1","amount":1000,"{card}":1}"#,
            #"{"orderId":"order-1","amount":1000,"method":"{card}"}"#,
            #"{"orderId":"order-1","amount":1000,"buyer":{"fail":"{card}"}}"#, "{card}", #"{"a":"{card}"#,
            #"{"orderId":"order-1","amount":1000,"cardNumber":"{card}"}"#,
            #"{"orderId":"order-1","amount":1000,"currency":"{card}"}"#,
        ].map { .control(.post, "/payments", $0) }
        + [
            "/payments?after={card}", "/payments?limit={card}", "/payments?status={card}", "/requests?since={card}",
            "/requests?after={card}", "/requests?path=/v1/{card}&orderId={card}", "/ledger?kind={card}",
            "/events?after={card}", "/webhooks/deliveries?state={card}", "/payments?key={card}", "/{card}",
            "/snapshots/{card}",
        ].map { .control(.get, $0, nil, escaped) }
        + [
            .control(.post, "/payments/{card}/expire", nil, escaped),
            .control(.post, "/payments/{card}/authenticate", "{}", escaped),
            .control(.post, "/webhooks/deliveries/{card}/resend", nil, escaped),
            .control(.post, "/webhooks/release", #"{"order":["{card}"]}"#),
            .control(.post, "/snapshots/{card}/restore", nil, escaped),
            .control(.post, "/snapshots", #"{"name":"{card}"}"#, plain),
            .control(
                .post,
                "/clock/alarms",
                #"{"id":"{card}","at":"2036-01-05T09:00:00+09:00","url":"http://localhost/"}"#
            ),
            .control(
                .post,
                "/clock/alarms",
                #"{"id":"a","at":"2026-01-05T09:00:00+09:00","url":"http://localhost/{card}"}"#,
                escaped
            ),
            .control(.delete, "/clock/alarms/{card}", nil, escaped),
            .control(.put, "/clock", #"{"mode":"{card}"}"#), .control(.put, "/clock", #"{"now":"{card}"}"#),
            .control(.post, "/clock/advance", #"{"by":"{card}"}"#),
            .control(.post, "/keys", #"{"clientKey":"{card}","secretKey":"test_sk_a"}"#),
            .control(.post, "/reset", #"{"to":"{card}"}"#), .control(.post, "/bundle", #"{"tossboxBundle":"{card}"}"#),
            .control(.post, "/replay", #"{"{card}":1}"#),
            .control(.get, "/events", nil, [number], headers: ["Last-Event-ID": "\(number)x"]),
        ]

    static let inWebhooks: [CardPlace] =
        [
            #""data":{"memo":"{card}"}"#, #""data":{"a":[{"{card}":"{card}"}]}"#, #""status":"{card}""#,
            #""{card}":1"#, #""url":"{card}""#,
        ].map {
            .control(
                .post,
                "/webhooks/emit",
                #"{"eventType":"PAYMENT_STATUS_CHANGED","paymentKey":"{done}","# + $0 + "}"
            )
        }
        + [
            .control(
                .post,
                "/webhooks/emit",
                #"{"eventType":"PAYMENT_STATUS_CHANGED","data":{"pan":{card},"parts":[4539,5787,6362,1486]}}"#,
                [number]
            ),
            .control(.post, "/webhooks/emit", #"{"eventType":"{card}"}"#),
            .control(.post, "/webhooks/emit", #"{"eventType":"DEPOSIT_CALLBACK","orderId":"{card}"}"#, names),
            .control(
                .post,
                "/webhooks/emit",
                #"{"eventType":"PAYMENT_STATUS_CHANGED","paymentKey":"{done}","url":"http://localhost/{card}"}"#,
                escaped
            ),
            .control(.post, "/webhooks/endpoints", #"{"url":"http://localhost:3000/hook/{card}"}"#, escaped),
            .control(.post, "/webhooks/endpoints", #"{"url":"http://localhost:3000/hook","secret":"{card}"}"#, names),
            CardPlace("an order's name in a webhook", isAnswered: true) { gateway, _, card in
                let key = try await gateway.approvedPayment("order-1", 1000, more: #","orderName":"\#(card)""#)
                let answer = try await gateway.confirm(key, "order-1", 1000)
                gateway.deliver()
                return answer
            },
        ]

    static let inScenarios: [CardPlace] =
        [
            #""name":"{card}","description":"d""#, #""name":"n","description":"{card}""#,
            #""name":"n","description":"d","{card}":1"#, #""name":"{card}","description":"d","seed":"{card}""#,
            #""name":"n","description":"d","rules":[{"name":"{card}","on":"payments.confirm","then":"approve"}]"#,
            #""name":"n","description":"d","rules":[{"name":"r","on":"payments.cancel","when":{"cancelReason":"{card}"},"#
                + #""then":{"refuse":"PROVIDER_ERROR"}}]"#,
            #""name":"n","description":"d","cards":{"{card} x":"approve"}"#,
        ].flatMap { members -> [CardPlace] in
            [.control(.put, "/scenario", "{\(members)}"), .control(.post, "/scenario/check", "{\(members)}")]
        } + [
            .control(
                .post,
                "/scenario/explain",
                #"{"on":"payments.cancel","cancelReason":"{card}","header":{"X-Shop":"{card}"}}"#
            ),
            .control(.post, "/scenario/explain", #"{"on":"{card}","{card}":"{card}"}"#),
            .control(.post, "/scenario/explain", #"{"on":"payments.confirm","orderId":"{card}"}"#, names),
            .control(.post, "/verify", #"{"payments":[{"orderId":"{card}"}]}"#, names),
            .control(.post, "/verify", #"{"requests":[{"rule":"{card}"}],"webhooks":[{"url":"{card}"}]}"#),
            .control(.post, "/verify", #"{"payments":[{"status":"{card}","{card}":1}]}"#),
        ]
}
