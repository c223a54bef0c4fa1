internal import JSON

/// What a call takes beside its body.
struct Parameter: Sendable {
    enum Place: String, Sendable { case path, query, header }

    let place: Place
    let name: String
    let schema: Schema
    /// Under which name the document holds it once, for the calls that have it in common.
    var component: String?

    static func path(_ name: String, _ about: String, example: String) -> Parameter {
        Parameter(place: .path, name: name, schema: .text(about, 1 ... .max, example: example))
    }

    static func query(_ name: String, _ schema: Schema) -> Parameter {
        Parameter(place: .query, name: name, schema: schema)
    }

    /// Writes it where a call lists it: by reference when it is shared.
    func write(to json: inout JSONWriter) {
        guard let component else { return writeWhole(to: &json) }
        json.object { $0.member("$ref", "#/components/parameters/\(component)") }
    }

    /// Writes all of it; the description stands at the parameter, where tools look for it.
    func writeWhole(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("in", place.rawValue)
            if let about = schema.about { json.member("description", about) }
            if place == .path { json.member("required", true) }
            json.name("schema")
            var schema = schema
            schema.about = nil
            schema.write(to: &json)
        }
    }
}

/// The parameters that many calls have.
extension Parameter {
    static var shared: [Parameter] {
        [key, limit, after, idempotencyKey, testCode, acceptLanguage]
    }

    static var paymentKeyInPath: Parameter {
        .path("paymentKey", "What the gateway calls the payment.", example: "tossbox-payment-key")
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
}
