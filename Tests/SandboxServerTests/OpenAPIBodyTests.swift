import HTTPServer
import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct OpenAPIBodyTests {
    private static let stranger = "no-such-member-anywhere"

    /// What a call says that its body may hold, after it was sent a member it cannot know.
    private static func known(in answer: Answer) -> [String]? {
        let problems = answer["problems"]?.array?.compactMap { $0["message"]?.string } ?? []
        for message in [answer.message ?? ""] + problems where message.contains("\"\(stranger)\"") {
            for beginning in ["these are: ", "known here: "] {
                guard let start = message.firstRange(of: beginning)?.upperBound else { continue }
                return message[start...].matches(of: /[$A-Za-z_]+/).map { String($0.output) }.sorted()
            }
        }
        return nil
    }

    /// Objects within a body that are read whole by themselves, and say nothing about strangers.
    private static let closed = ["buyer"]

    /// Every object that a schema holds, with the JSON around it.
    private func objects(
        of schema: JSONNode,
        in document: OpenAPIDocument,
        isWhole: Bool = true,
        around: @escaping (String) -> String
    ) -> [(schema: JSONNode, around: (String) -> String)] {
        let schema = document.resolved(schema)
        let choices = (schema["oneOf"]?.array ?? []).flatMap {
            objects(of: $0, in: document, isWhole: isWhole, around: around)
        }
        if let items = schema["items"] {
            return objects(of: items, in: document, isWhole: false) { around("[\($0)]") }
        }
        let members = schema["properties"]?.object?.members ?? []
        guard !members.isEmpty else { return choices }
        return choices + [(schema, around)]
            + members.filter { !Self.closed.contains($0.name) }.flatMap { member in
                // What the whole body needs comes from the example.
                let required = isWhole ? [] : schema["required"]?.array?.compactMap(\.string) ?? []
                let texts = required.filter { $0 != member.name }.map { "\"\($0)\":\"X\"," }.joined()
                return objects(of: member.node, in: document, isWhole: false) {
                    around("{\(texts)\"\(member.name)\":\($0)}")
                }
            }
    }

    private static func besideSecret(_ around: @escaping (String) -> String) -> (String) -> String {
        { "{\"secret\":\"s\"," + around($0).dropFirst() }
    }

    /// The body with what else the example has.
    private static func body(_ text: String, completedBy example: JSONNode?) throws -> String {
        let members = try JSONNode(parsing: Array(text.utf8)).object?.members ?? []
        let others = (example?.object?.members ?? []).filter { other in !members.contains { $0.name == other.name } }
        return JSONNode(.object(JSONObject(members: others + members))).text
    }

    @Test func `a described body has the members that its call knows, and no others`() async throws {
        let gateway = try Gateway()
        let document = try await OpenAPIDocument(gateway)
        var checked = 0
        for operation in document.operations
        where !operation.isToss && !["GET", "DELETE"].contains(operation.method.rawValue) {
            // A bundle is a journal, which a reader of its own checks.
            if ["importRun", "replayRun"].contains(operation.id) { continue }
            let target = try document.target(of: operation)
            guard let schema = operation.bodySchema else {
                let answer = try await gateway.answer(.toss(operation.method, target, #"{"\#(Self.stranger)":1}"#))
                let known = Self.known(in: answer)
                // Nothing is known, or the body is not looked at and the path is unknown.
                #expect(known == [] || (known == nil && answer.status == 404), "\(operation): \(answer)")
                continue
            }
            for (object, around) in objects(of: schema, in: document, around: { $0 }) {
                // The texts that an inner object needs, so that nothing is amiss but the stranger.
                let needed = object["required"]?.array?.compactMap(\.string).map { "\"\($0)\":\"X\"," } ?? []
                // A profile of one's own is looked at only with a secret to sign by.
                let isOfProfile = around("").contains("profile")
                let around = isOfProfile ? Self.besideSecret(around) : around
                let whole = around("{\(needed.joined())\"\(Self.stranger)\":1}")
                let body = try Self.body(whole, completedBy: operation.exampleBody)
                let answer = try await gateway.answer(.toss(operation.method, target, body))
                let described = document.properties(of: object).map(\.name).sorted()
                #expect(Self.known(in: answer) == described, "\(operation) \(body): \(answer)")
                checked += 1
            }
        }
        #expect(checked > 20)
    }

    @Test func `what is required cannot be left out, and the example works`() async throws {
        let gateway = try Gateway()
        let document = try await OpenAPIDocument(gateway)
        for operation in document.operations {
            guard let example = operation.exampleBody, let schema = operation.bodySchema else { continue }
            let target = try document.target(of: operation)
            let answer = try await gateway.answer(.toss(operation.method, target, example.text))
            gateway.deliver()
            #expect(![400, 500, 501].contains(answer.status), "\(operation): \(answer)")
            let isCheck = operation.id == "checkScenario"
            for name in document.resolved(schema)["required"]?.array?.compactMap(\.string) ?? [] {
                let body = example.without(name).text
                let answer = try await gateway.answer(.toss(operation.method, target, body))
                #expect(
                    isCheck ? answer["valid"]?.bool == false : answer.status == 400,
                    "\(operation) \(body): \(answer)"
                )
            }
        }
    }

    @Test func `a bundle without one of its required members is refused`() async throws {
        let (gateway, _) = try await Standing.gateway()
        let document = try await OpenAPIDocument(gateway)
        let bundle = try #require(try await gateway.control(.get, "/bundle").json)
        let required =
            document.root["components"]?["schemas"]?["Bundle"]?["required"]?.array?.compactMap(\.string) ?? []
        #expect(!required.isEmpty)
        for name in required {
            #expect(try await gateway.control(.post, "/replay", bundle.without(name).text).status == 400, "\(name)")
        }
        for name in bundle.object?.members.map(\.name) ?? [] where !required.contains(name) {
            #expect(try await gateway.control(.post, "/replay", bundle.without(name).text).status == 200, "\(name)")
        }
    }

    @Test func `every member that a control body is described with is read`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let document = try await OpenAPIDocument(gateway)
        var count = 0
        for operation in document.operations where !operation.isToss {
            guard let schema = operation.bodySchema, let example = operation.exampleBody else { continue }
            let target = try document.target(of: operation, ["paymentKey": standing.waiting])
            for name in document.properties(of: schema).map(\.name) {
                // A list of what nothing is a list of.
                let wrong = JSONObject.Member(name: name, node: JSONNode(.array([JSONNode(.bool(true))])))
                let members = (example.without(name).object?.members ?? []) + [wrong]
                let body = JSONNode(.object(JSONObject(members: members))).text
                let answer = try await gateway.answer(.toss(operation.method, target, body))
                let isCheck = operation.id == "checkScenario"
                #expect(isCheck || [400, 501].contains(answer.status), "\(operation) \(body): \(answer)")
                #expect(answer["valid"]?.bool != true)
                #expect(answer.text.contains(name), "\(operation) \(name): \(answer)")
                count += 1
            }
        }
        #expect(count > 90)
    }

    @Test func `every query parameter that is described does something`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        _ = standing
        let document = try await OpenAPIDocument(gateway)
        for operation in document.operations {
            let names = document.parameters(of: operation).filter { $0["in"]?.string == "query" }
                .compactMap { $0["name"]?.string }
            guard operation.method == .get, !names.isEmpty else { continue }
            let target = try document.target(of: operation)
            for name in names where name != "key" {
                let headers: HTTPHeaders = ["Accept": "application/json"]
                let answer = try await gateway.answer(.toss(.get, "\(target)?\(name)=nothing", headers: headers))
                let isRefused = answer.status == 400
                #expect(isRefused || answer["items"]?.array?.isEmpty == true, "\(operation) \(name): \(answer)")
            }
        }
    }

    @Test func `every call that is about a sandbox takes its key from the query`() async throws {
        let gateway = try Gateway()
        let document = try await OpenAPIDocument(gateway)
        for operation in document.operations where !operation.isToss {
            let isDescribed = document.parameters(of: operation).contains { $0["name"]?.string == "key" }
            let target = try document.target(of: operation)
            let body = operation.exampleBody?.text ?? (operation.bodySchema == nil ? nil : "{}")
            let request = Request.toss(operation.method, target + "?key=none", body).without("Authorization")
            let answer = try await gateway.answer(request)
            #expect(
                (answer.message?.hasPrefix("?key=none is no key") == true) == isDescribed,
                "\(operation): \(answer)"
            )
        }
    }
}
