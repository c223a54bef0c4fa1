internal import HTTPServer

/// The server itself, and its keys.
extension APIDocument {
    static var server: [DescribedCall] {
        [
            DescribedCall(.get, "/sandbox/health", "getHealth", .server, "Say that the server is there")
                .answering(.json("It is.", health))
                .forEverybody,
            DescribedCall(
                .post,
                "/sandbox/keys",
                "bindKeys",
                .server,
                "Bind a client key to the sandbox of a secret key",
                "For pairs that have nothing in common to see. 409 when the client key is bound elsewhere."
            )
            .body(keys, example: #"{"clientKey":"test_ck_front","secretKey":"test_sk_back"}"#) { body in
                body.either(
                    [
                        .required("clientKey", .key("Of an API integration.", "ck", example: "test_ck_front")),
                        .required("secretKey", .key("Of an API integration.", "[sa]k", example: "test_sk_back")),
                    ],
                    [
                        .required("clientKey", .key("Of a widget.", "gck", example: "test_gck_front")),
                        .required("secretKey", .key("Of a widget.", "gsk", example: "test_gsk_back")),
                    ]
                )
            }
            .answering(.json("They are bound.", bound), .shared(.invalidRequest), .shared(.conflict))
            .inProcess,
            DescribedCall(.get, "/metrics", "getMetrics", .server, "What the process holds, as Prometheus reads it")
                .answering(.text("text/plain", "Metrics in the text format 0.0.4."))
                .inProcess,
            DescribedCall(.get, "/openapi.json", "getOpenAPI", .server, "This document")
                .answering(.json("OpenAPI 3.1.", .map(of: Schema(.anything), "This document.")))
                .inProcess,
        ]
    }

    private static var health: Schema {
        .object([
            .required("status", .text("`ok`.", example: "ok")),
            .required("version", .text("The version of Tossbox.", example: Tossbox.version)),
        ])
    }

    private static var keys: [Member] {
        [
            .required("clientKey", .key("A client key of the test environment.", "g?ck", example: "test_ck_front")),
            .required("secretKey", .key("A secret key of the same kind.", "g?sk|ak", example: "test_sk_back")),
        ]
    }

    private static var bound: Schema {
        .object([
            .required("clientKey", .text("The client key.")),
            .required("secretKey", .text("The secret key.")),
            .required("sandbox", .text("The sandbox that both open.").orNull),
        ])
    }
}
