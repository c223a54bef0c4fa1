internal import APIDescription
internal import SandboxCore

/// The parameters that many calls have.
extension Parameter {
    static var shared: [Parameter] {
        [key, limit, after]
    }

    static var orderIdFilter: Parameter { .query("orderId", .text("Only this order's.")) }
    static var paymentKeyFilter: Parameter { .query("paymentKey", .text("Only this payment's.")) }

    static var key: Parameter {
        let about =
            "Which sandbox, for callers that send no Authorization: a secret or client key of the test environment. "
            + "Without both it is the sandbox `default`."
        let schema = Schema.key(about, "g?[sc]k|ak", example: "test_sk_shop")
        return Parameter(place: .query, name: "key", schema: schema, component: "key")
    }

    static var limit: Parameter {
        let schema = Schema.integer("How many items a page holds.", 1...1000).otherwise("100")
        return Parameter(place: .query, name: "limit", schema: schema, component: "limit")
    }

    static var after: Parameter {
        let about = "The `next` of the page before: the list goes on behind that item."
        return Parameter(place: .query, name: "after", schema: .text(about, 1 ... .max), component: "after")
    }
}
