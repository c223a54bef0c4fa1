internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore
internal import TossAPI

/// The server itself, and its keys.
enum ServerCalls {
    static var all: [ControlOperation] { [health, bindKeys, MetricsCall.get, openAPI, WelcomeCall.get] }

    /// Who asks needs no token, as those who watch over containers have none.
    private static var health: ControlOperation {
        DescribedCall(.get, "/sandbox/health", "getHealth", .server, "Say that the server is there")
            .answering(
                .json(
                    "It is.",
                    .object([
                        .required("status", .text("`ok`.", example: "ok")),
                        .required("version", .text("The version of Tossbox.", example: Tossbox.version)),
                    ])
                )
            )
            .forEverybody
            .answered { _ in
                .json { json in
                    json.member("status", "ok")
                    json.member("version", Tossbox.version)
                }
            }
    }

    private static var openAPI: ControlOperation {
        DescribedCall(.get, "/openapi.json", "getOpenAPI", .server, "This document")
            .answering(.json("OpenAPI 3.1.", .map(of: Schema(.anything), "This document.")))
            .inProcess
            .answered { _ in Response(status: 200, headers: jsonHeaders, body: APIDocument.bytes) }
    }

    private static var bindKeys: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/keys",
            "bindKeys",
            .server,
            "Bind a client key to the sandbox of a secret key",
            "For pairs that have nothing in common to see. 409 when the client key is bound elsewhere."
        )
        .body(of: [clientKey, secretKey], example: #"{"clientKey":"test_ck_front","secretKey":"test_sk_back"}"#) {
            $0.either(
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
        .inProcess
        .answered(by: bind)
    }

    private static let clientKey = key(
        "clientKey",
        .key("A client key of the test environment.", "g?ck", example: "test_ck_front")
    )
    private static let secretKey = key(
        "secretKey",
        .key("A secret key of the same kind.", "g?sk|ak", example: "test_sk_back")
    )

    private static func key(_ name: String, _ schema: Schema) -> BodyMember<MerchantKey> {
        BodyMember(.required(name, schema)) { body, name throws(ControlRefusal) in
            guard let key = MerchantKey(try body.requiredText(name)), !key.isRefusedByName else {
                throw body.wrong(name, "a key of the test environment")
            }
            return key
        }
    }

    private static func bind(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let clientKey = try knownKey(clientKey, of: call)
        let secretKey = try knownKey(secretKey, of: call)
        try call.hub.bind(clientKey: clientKey, secretKey: secretKey)
        return .json { json in
            json.member("clientKey", clientKey.text)
            json.member("secretKey", secretKey.text)
            json.member("sandbox", call.hub.cell(for: secretKey)?.name)
        }
    }

    private static func knownKey(
        _ member: BodyMember<MerchantKey>,
        of call: ControlCall
    ) throws(ControlRefusal) -> MerchantKey {
        let key = try call.body[member]
        guard call.hub.isKnown(key) else {
            throw call.body.wrong(member, "one of the keys this server was started with")
        }
        return key
    }

    private static var bound: Schema {
        .object([
            .required("clientKey", .text("The client key.")),
            .required("secretKey", .text("The secret key.")),
            .required("sandbox", .text("The sandbox that both open.").orNull),
        ])
    }
}
