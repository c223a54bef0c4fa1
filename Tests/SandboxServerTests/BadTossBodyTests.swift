import HTTPServer
import JSON
import Testing

/// One wrong body, and nothing else wrong.
struct BadBody: Sendable, CustomTestStringConvertible {
    let form: TossForm
    let what: String
    let body: [UInt8]

    var testDescription: String { "\(form.name): \(what)" }

    /// Every member of every form, broken in every way.
    static let members: [BadBody] = TossForm.all.flatMap { form in
        form.fields.flatMap { field -> [BadBody] in
            var bad = field.badValues.map { BadBody(form, field.name, $0) }
            if case .object(let inner) = field.rule {
                bad += inner.flatMap { part in part.badValues.map { BadBody(form, "\(field.name).\(part.name)", $0) } }
            }
            return bad
        }
    }

    /// Bodies that are broken as a whole.
    static let wholes: [BadBody] = TossForm.all.flatMap { form in
        let good = form.body()
        let deep = String(repeating: "[", count: 100_000)
        let objects = String(repeating: #"{"a":"#, count: 100_000)
        let texts: [(String, String)] = [
            ("nothing", ""), ("a space", " "), ("an array", "[]"), ("the object in an array", "[\(good)]"),
            ("a text", "\"\""), ("a number", "5"), ("null", "null"), ("an empty object", "{}"),
            ("the last bracket missing", String(good.dropLast())), ("half of it", String(good.prefix(good.count / 2))),
            ("one bracket", "{"), ("text after it", good + "x"), ("two objects", good + good),
            ("a trailing comma", good.dropLast() + ",}"), ("single quotes", good.replacing("\"", with: "'")),
            ("a comment", "/* */" + good), ("a form", "paymentKey=a&orderId=order-waiting&amount=15000"),
            ("100,000 open arrays", deep),
            ("100,000 arrays", deep + String(repeating: "]", count: 100_000)),
            ("100,000 open objects", objects),
            ("100,000 arrays in a member", good.dropLast() + ",\"x\":" + deep + "}"),
            ("an unknown escape", good.dropLast() + #","x":"\q"}"#),
            ("half a surrogate pair", good.dropLast() + #","x":"\ud800"}"#),
            ("a raw line break in a text", good.dropLast() + ",\"x\":\"a\nb\"}"),
        ]
        let twice = form.fields.filter(\.isRequired).map { field in
            BadBody(
                form: form,
                what: "\(field.name) twice",
                text: good.dropLast() + ",\"\(field.name)\":\(field.value)}"
            )
        }
        let bytes: [(String, [UInt8])] = [
            (
                "a byte that is no UTF-8",
                Array(good.dropLast().utf8) + Array(",\"x\":\"".utf8) + [0xFF] + Array("\"}".utf8)
            ),
            (
                "an overlong slash",
                Array(good.dropLast().utf8) + Array(",\"x\":\"".utf8) + [0xC0, 0xAF] + Array("\"}".utf8)
            ),
            ("UTF-16", [0xFF, 0xFE] + good.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }),
            ("zero bytes", [0, 0, 0, 0]),
        ]
        return texts.map { BadBody(form: form, what: $0.0, text: $0.1) } + twice
            + bytes.map { BadBody(form: form, what: $0.0, body: $0.1) }
    }

    private init(_ form: TossForm, _ member: String, _ json: String?) {
        let shown = json.map { $0.count > 60 ? "\($0.prefix(20))… (\($0.count))" : $0 } ?? "missing"
        self.init(form: form, what: "\(member) \(shown)", text: form.body(replacing: member, with: json))
    }

    private init(form: TossForm, what: String, text: String) {
        self.init(form: form, what: what, body: Array(text.utf8))
    }

    private init(form: TossForm, what: String, body: [UInt8]) {
        self.form = form
        self.what = what
        self.body = body
    }

    /// The body with the placeholders filled in.
    func filled(_ standing: Standing) -> [UInt8] {
        guard let text = String(validating: body, as: UTF8.self), text.contains("{"), text.utf8.count < 100_000 else {
            return fillBytes(standing)
        }
        return Array(standing.fill(text).utf8)
    }

    private func fillBytes(_ standing: Standing) -> [UInt8] {
        var bytes = body[...]
        let names = ["{waiting}", "{done}", "{billing}", "{auth}"].map {
            (Array($0.utf8), Array(standing.fill($0).utf8))
        }
        var filled: [UInt8] = []
        while let byte = bytes.first {
            if byte == UInt8(ascii: "{"), let (name, value) = names.first(where: { bytes.starts(with: $0.0) }) {
                filled += value
                bytes = bytes.dropFirst(name.count)
            } else {
                filled.append(byte)
                bytes = bytes.dropFirst()
            }
        }
        return filled
    }
}

/// What every refusal of the Toss API has in common.
func expectTossError(_ answer: Answer, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try #require((400...499).contains(answer.status), "\(answer)", sourceLocation: sourceLocation)
    try #require(
        answer.json?.object?.members.map(\.name) == ["code", "message"],
        "\(answer)",
        sourceLocation: sourceLocation
    )
    let code = answer.code ?? "none"
    let published = PublishedCode.named(code)
    #expect(published != nil, "\(code) is no code of the lists", sourceLocation: sourceLocation)
    #expect(published?.status == answer.status, "\(answer)", sourceLocation: sourceLocation)
    #expect(answer.message?.isEmpty == false, sourceLocation: sourceLocation)
    #expect(answer.headers["Content-Type"]?.hasPrefix("application/json") == true, sourceLocation: sourceLocation)
}

@Suite(.timeLimit(.minutes(3))) struct BadTossBodyTests {
    @Test(arguments: TossForm.all)
    func `the call that the tables break works as it is`(form: TossForm) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let answer = try await gateway.toss(.post, standing.fill(form.path), standing.fill(form.body()))
        #expect(answer.status == 200, "\(answer)")
    }

    @Test(arguments: TossForm.all)
    func `each optional member is taken with a value of its rule`(form: TossForm) async throws {
        for field in form.fields where !field.isRequired {
            let (gateway, standing) = try await Standing.gateway()
            let body = standing.fill(form.body(replacing: field.name, with: field.value))
            let answer = try await gateway.toss(.post, standing.fill(form.path), body)
            #expect(answer.status == 200, "\(field.name): \(answer)")
        }
    }

    @Test(arguments: BadBody.members)
    func `a wrong member is refused and changes nothing`(bad: BadBody) async throws {
        try await expectRefusal(of: bad)
    }

    @Test(arguments: BadBody.wholes)
    func `a broken body is refused and changes nothing`(bad: BadBody) async throws {
        try await expectRefusal(of: bad)
    }

    private func expectRefusal(of bad: BadBody) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let before = try await gateway.state()
        let path = standing.fill(bad.form.path)
        let answer = try await gateway.answer(
            .toss(.post, path, bytes: bad.filled(standing), headers: ["Content-Type": "application/json"])
        )
        try expectTossError(answer)
        #expect(try await gateway.state() == before)
        // Nothing was used up either: the call that works still does.
        let good = try await gateway.toss(.post, path, standing.fill(bad.form.body()))
        #expect(good.status == 200, "\(good)")
    }
}
