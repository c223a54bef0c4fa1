import Encodings
import Crypto
import HTTPServer
import Merchant
import Testing

/// One call of the table: what it takes when all is well, so that everything else can be derived from it.
struct BadInputRow: Sendable, CustomTestStringConvertible {
    /// A card number, put wherever a text is taken.
    static let card = "4330123412341235"
    static let authKey = "auth-of-the-buyer-91c2"

    /// What a member takes.
    enum Kind: Sendable {
        case text(atMost: Int, mayBeEmpty: Bool = false)
        /// A text or a whole number.
        case id
        case won
        /// Won of which 0 is not enough.
        case someWon
    }

    struct Field: Sendable {
        let name: String
        /// As JSON.
        let value: String
        let kind: Kind
        var isOptional = false
        /// Other values that are refused, as JSON.
        var wrong: [String] = []
    }

    let method: HTTPMethod
    let path: String
    let login: Counter.Login
    /// Whether a bad token is noticed.
    var readsToken = true
    var fields: [Field] = []
    /// Roles that may not call.
    var wrongRoles: [Counter.Login] = []
    var takesBody = true
    /// Signs a body.
    var isSigned = false
    var isPage = false

    var testDescription: String { "\(method.rawValue) \(path)" }

    static let all: [BadInputRow] = [
        BadInputRow(
            method: .post,
            path: "/api/auth/register",
            login: .nobody,
            readsToken: false,
            fields: [
                Field(
                    name: "email",
                    value: #""new@shop.example""#,
                    kind: .text(atMost: 254),
                    wrong: [
                        #""new""#, #""new@""#, #""@shop.example""#, #""a@b""#, #""a b@c.de""#, #""김@c.de""#,
                        #""\#(card)""#,
                    ]
                ),
                Field(
                    name: "password",
                    value: #""\#(Counter.password)""#,
                    kind: .text(atMost: 256),
                    wrong: [
                        #""short""#, #""password1""#, #""P@ssw0rd!""#, #""12345678""#, #""qwertyui""#, #""aaaaaaaaaa""#,
                        #""new@shop.example""#,
                    ]
                ),
                Field(name: "name", value: #""Kim""#, kind: .text(atMost: 100)),
                Field(
                    name: "phone",
                    value: #""010-1234-5678""#,
                    kind: .text(atMost: 20),
                    isOptional: true,
                    wrong: [#""no number""#, #""123""#]
                ),
                Field(
                    name: "referralCode",
                    value: #""FRIEND""#,
                    kind: .text(atMost: 50, mayBeEmpty: true),
                    isOptional: true
                ),
            ]
        ),
        BadInputRow(
            method: .post,
            path: "/api/auth/login",
            login: .nobody,
            readsToken: false,
            fields: [
                Field(
                    name: "email",
                    value: #""customer@shop.example""#,
                    kind: .text(atMost: 254),
                    wrong: [#""nobody@shop.example""#, #""' OR 1=1 --""#]
                ),
                Field(
                    name: "password",
                    value: #""\#(Counter.password)""#,
                    kind: .text(atMost: 256),
                    wrong: [#""not the password""#]
                ),
            ]
        ),
        BadInputRow(method: .post, path: "/api/auth/logout", login: .customer),
        BadInputRow(method: .get, path: "/api/auth/me", login: .customer, takesBody: false),
        BadInputRow(
            method: .post,
            path: "/api/payment/prepare",
            login: .customer,
            fields: [
                Field(
                    name: "prompt_id",
                    value: #""1""#,
                    kind: .id,
                    wrong: ["0", #""99""#, #""' OR 1=1 --""#, #""\#(card)""#]
                ),
                Field(name: "original_price", value: "50000", kind: .someWon, isOptional: true, wrong: ["49999"]),
                Field(name: "amount", value: "25000", kind: .someWon, isOptional: true, wrong: ["1", "25001"]),
                Field(
                    name: "payment_method",
                    value: #""card""#,
                    kind: .text(atMost: 200),
                    isOptional: true,
                    wrong: [#""kakao""#, #""naver""#, #""CARD""#, #""""#]
                ),
            ]
        ),
        BadInputRow(
            method: .post,
            path: "/api/payment/confirm",
            login: .customer,
            fields: [
                Field(
                    name: "paymentKey",
                    value: #""key-1""#,
                    kind: .text(atMost: 200),
                    wrong: [#""../cancel""#, #""a b""#, #""키""#, #""key-paid""#]
                ),
                Field(
                    name: "orderId",
                    value: #""{{order}}""#,
                    kind: .text(atMost: 64),
                    wrong: [#""a""#, #""ORDER_none""#, #""ORDER/none""#, #""{{paid}}""#, #""{{monthly}}""#]
                ),
                Field(
                    name: "amount",
                    value: "25000",
                    kind: .someWon,
                    wrong: ["1", "24999", #""25000.0""#, #""+25000""#]
                ),
            ]
        ),
        BadInputRow(
            method: .post,
            path: "/api/payment/complete",
            login: .customer,
            fields: [
                Field(
                    name: "order_id",
                    value: #""{{order}}""#,
                    kind: .text(atMost: 64),
                    wrong: [#""a""#, #""ORDER_none""#, #""{{paid}}""#, #""{{monthly}}""#]
                ),
                Field(
                    name: "pg_transaction_id",
                    value: #""key-1""#,
                    kind: .text(atMost: 200),
                    wrong: [#""a/b""#, #""key-paid""#]
                ),
                Field(name: "prompt_id", value: "1", kind: .id, isOptional: true, wrong: ["2", #""x""#]),
            ]
        ),
        BadInputRow(
            method: .post,
            path: "/api/payment/{{paid}}/refund",
            login: .customer,
            fields: [
                Field(name: "reason", value: #""changed my mind""#, kind: .text(atMost: 200)),
                Field(
                    name: "amount",
                    value: "5000",
                    kind: .someWon,
                    isOptional: true,
                    wrong: ["null", "25001", #""all""#]
                ),
            ]
        ),
        BadInputRow(
            method: .post,
            path: "/api/payment/{{guest}}/refund",
            login: .nobody,
            readsToken: false,
            fields: [
                Field(name: "reason", value: #""changed my mind""#, kind: .text(atMost: 200)),
                Field(name: "amount", value: "5000", kind: .someWon, isOptional: true, wrong: ["null", "50001"]),
                Field(
                    name: "access",
                    value: #""{{access}}""#,
                    kind: .text(atMost: 200),
                    wrong: [#""x""#, #""{{access}}=""#, #""\#(card)""#, #""\#(String(repeating: "A", count: 43))""#]
                ),
            ]
        ),
        BadInputRow(method: .get, path: "/api/purchases/{{paid}}", login: .customer, takesBody: false),
        BadInputRow(method: .get, path: "/api/payments/mine", login: .customer, takesBody: false),
        BadInputRow(method: .get, path: "/api/purchases", login: .customer, takesBody: false),
        BadInputRow(
            method: .get,
            path: "/api/admin/payments",
            login: .admin,
            wrongRoles: [.customer],
            takesBody: false
        ),
        BadInputRow(method: .post, path: "/api/billing/create", login: .customer),
        BadInputRow(
            method: .post,
            path: "/api/billing/authorize",
            login: .customer,
            fields: [
                Field(name: "authKey", value: #""\#(authKey)""#, kind: .text(atMost: 300)),
                Field(
                    name: "customerKey",
                    value: #""{{customerKey}}""#,
                    kind: .text(atMost: 300),
                    wrong: [#""x""#, #""somebody-else""#]
                ),
            ]
        ),
        BadInputRow(
            method: .post,
            path: "/api/billing/authorize",
            login: .customer,
            fields: [
                Field(name: "paymentKey", value: #""key-2""#, kind: .text(atMost: 200)),
                Field(
                    name: "orderId",
                    value: #""{{monthly}}""#,
                    kind: .text(atMost: 200),
                    wrong: [#""trk_pro_1""#, #""{{paid}}""#]
                ),
                Field(name: "amount", value: "29000", kind: .someWon, wrong: ["1", "28999"]),
            ]
        ),
        BadInputRow(method: .get, path: "/api/billing/subscription", login: .customer, takesBody: false),
        BadInputRow(
            method: .post,
            path: "/api/billing/cancel",
            login: .customer,
            fields: [
                Field(
                    name: "reason",
                    value: #""too dear""#,
                    kind: .text(atMost: 200, mayBeEmpty: true),
                    isOptional: true
                )
            ]
        ),
        BadInputRow(
            method: .post,
            path: "/api/billing/toss/webhook",
            login: .nobody,
            readsToken: false,
            isSigned: true
        ),
        BadInputRow(method: .post, path: "/api/payments/webhook", login: .nobody, readsToken: false),
        BadInputRow(method: .post, path: "/api/payment/webhook", login: .nobody, readsToken: false),
        BadInputRow(method: .post, path: "/test/drain", login: .nobody, readsToken: false),
        BadInputRow(
            method: .post,
            path: "/test/clock",
            login: .nobody,
            readsToken: false,
            fields: [
                Field(
                    name: "to",
                    value: #""2026-01-06T09:00:00+09:00""#,
                    kind: .text(atMost: 200),
                    wrong: [
                        #""2026-01-06""#, #""tomorrow""#, #""2026-02-30T00:00:00+09:00""#,
                        #""2020-01-01T00:00:00+09:00""#, #""2026-01-06T25:00:00+09:00""#,
                    ]
                )
            ]
        ),
        BadInputRow(
            method: .post,
            path: "/test/clock",
            login: .nobody,
            readsToken: false,
            fields: [
                Field(
                    name: "by",
                    value: #""PT1H""#,
                    kind: .text(atMost: 200),
                    wrong: [#""-P1D""#, #""P""#, #""1 hour""#, #""P99999999999999999999Y""#]
                )
            ]
        ),
        BadInputRow(method: .get, path: "/test/clock", login: .nobody, readsToken: false, takesBody: false),
        BadInputRow(method: .post, path: "/test/alarms/renewals", login: .nobody, readsToken: false),
        BadInputRow(method: .get, path: "/health", login: .nobody, readsToken: false, takesBody: false),
        BadInputRow(
            method: .get,
            path: "/payment/success",
            login: .nobody,
            readsToken: false,
            takesBody: false,
            isPage: true
        ),
        BadInputRow(
            method: .get,
            path: "/payment-success",
            login: .nobody,
            readsToken: false,
            takesBody: false,
            isPage: true
        ),
        BadInputRow(
            method: .get,
            path: "/payment/fail",
            login: .nobody,
            readsToken: false,
            takesBody: false,
            isPage: true
        ),
        BadInputRow(
            method: .get,
            path: "/payment-fail",
            login: .nobody,
            readsToken: false,
            takesBody: false,
            isPage: true
        ),
        BadInputRow(
            method: .get,
            path: "/billing/success",
            login: .nobody,
            readsToken: false,
            takesBody: false,
            isPage: true
        ),
        BadInputRow(
            method: .get,
            path: "/billing/fail",
            login: .nobody,
            readsToken: false,
            takesBody: false,
            isPage: true
        ),
        BadInputRow(
            method: .get,
            path: "/payment/finish.js",
            login: .nobody,
            readsToken: false,
            takesBody: false,
            isPage: true
        ),
    ]

    /// Whether the body is somebody else's format, of which only a part is read.
    var isEvent: Bool { path.hasSuffix("/webhook") }

    /// A whole body, with one member's value replaced, or taken out by nil.
    func body(_ name: String? = nil, _ value: String? = nil) -> String {
        let members = fields.compactMap { field -> String? in
            guard field.name == name else { return "\"\(field.name)\":\(field.value)" }
            return value.map { "\"\(field.name)\":\($0)" }
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// Bodies with one wrong member each, and what is wrong.
    var wrongMembers: [(why: String, body: String)] {
        fields.flatMap { field in
            var values = ["[]", "{}", "true", #""\u0000""#, #""\ud800""#, #""\n""#] + field.wrong
            switch field.kind {
            case .text(let most, let mayBeEmpty):
                values += ["7", "0.5", "\"\(String(repeating: "9", count: most + 1))\""]
                if !mayBeEmpty { values.append("\"\"") }
            case .id:
                values += [
                    "-1", "0.5", "9223372036854775808", "1e999", "\"\"", "\"\(String(repeating: "x", count: 201))\"",
                ]
            case .won, .someWon:
                values += [
                    "-1", "0.5", "1.5", "9223372036854775808", "-9223372036854775809", "1e999", "1e30", "\"\"", "\"x\"",
                    "\"-1\"", "\"９９\"", "\"\(Self.card)\"", "9007199254740993", "NaN", "0x10", "01",
                ]
                if case .someWon = field.kind { values += ["0", "\"0\"", "-0"] }
            }
            var bodies = values.map { (why: "\(field.name) is \($0.prefix(40))", body: body(field.name, $0)) }
            if !field.isOptional {
                bodies.append(("\(field.name) is missing", body(field.name, nil)))
                bodies.append(("\(field.name) is null", body(field.name, "null")))
            }
            let twice = "{\"\(field.name)\":\(field.value),\(body().dropFirst())"
            bodies.append(("\(field.name) is there twice", twice))
            return bodies
        }
    }

    /// Bodies that are no object as it should be.
    var wrongBodies: [(why: String, body: [UInt8])] {
        let whole = body()
        var bodies: [(String, [UInt8])] = [
            ("an array", Array("[\(whole)]".utf8)), ("a string", Array("\"\(Self.card)\"".utf8)),
            ("a number", Array(Self.card.utf8)), ("null", Array("null".utf8)), ("blank", Array("  ".utf8)),
            ("cut off", Array(whole.utf8.dropLast())), ("an open brace", [0x7B]),
            ("more after it", Array("\(whole)}".utf8)),
            ("invalid UTF-8", Array("{\"x\":\"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8)),
            ("UTF-16", whole.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            ("deep", [UInt8](repeating: 0x5B, count: 100_000)), ("a form", Array("paymentKey=a&amount=1".utf8)),
            ("a name twice", Array("{\"x\":1,\"x\":2}".utf8)), ("single quotes", Array("{'x':1}".utf8)),
        ]
        if fields.contains(where: { !$0.isOptional }) {
            bodies.append(("empty", []))
            bodies.append(("an object without members", Array("{}".utf8)))
        }
        return bodies
    }

    /// The header that vouches for a body, where one is needed.
    func signature(of body: [UInt8]) -> HTTPHeaders {
        guard isSigned else { return [:] }
        let code = HMAC.authenticate(body, key: Counter.webhookSecret.bytes, using: .sha256)
        return ["TossPayments-Signature": hex(code)]
    }
}
