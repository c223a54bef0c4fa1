package import APIDescription

/// What calls of Toss take beside their body.
extension Parameter {
    package static var paymentKeyInPath: Parameter {
        .path("paymentKey", "What the gateway calls the payment.", example: "tossbox-payment-key")
    }

    static var idempotencyKey: Parameter {
        let about =
            "The same key, secret key and path within 15 days get the first answer again and change nothing. "
            + "409 while the first call is under way. An empty one is none."
        return Parameter(
            place: .header,
            name: "Idempotency-Key",
            schema: .text(about, 0...300, example: "order-0001-confirm"),
            component: "idempotencyKey"
        )
    }

    static var testCode: Parameter {
        let about = "Forces an error of the API: its code, in capitals. Another text is answered `INVALID_TEST_CODE`."
        return Parameter(
            place: .header,
            name: "TossPayments-Test-Code",
            schema: .component(.errorCode, about),
            component: "testCode"
        )
    }

    static var acceptLanguage: Parameter {
        let about = "Error messages are English when English comes first, otherwise Korean."
        return Parameter(
            place: .header,
            name: "Accept-Language",
            schema: .text(about, example: "en-US"),
            component: "acceptLanguage"
        )
    }

    static var billingKeyInPath: Parameter {
        .path("billingKey", "What was issued.", example: "tossbox-billing-key")
    }
}
