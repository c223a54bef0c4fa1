import HTTPServer
import JSON
import SandboxCore
import SandboxServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct OpenAPITests {
    @Test func `the document is OpenAPI 3.1, and the same to the byte each time`() async throws {
        let gateway = try Gateway()
        let answer = try await gateway.answer(Request(method: .get, target: "/openapi.json"))
        #expect(answer.headers["Content-Type"] == "application/json;charset=UTF-8")
        #expect(answer["openapi"]?.string == "3.1.0")
        #expect(answer["info"]?["version"]?.string == Tossbox.version)
        #expect(answer["info"]?["description"]?.string?.contains("unofficial") == true)
        _ = try await gateway.paidPayment("order-1", 1_000)
        #expect(try await gateway.answer(Request(method: .get, target: "/openapi.json")).body == answer.body)
        #expect(try await Gateway().answer(Request(method: .get, target: "/openapi.json")).body == answer.body)
    }

    @Test func `with a token the document needs it like every control call`() async throws {
        let gateway = try Gateway(token: "secret")
        #expect(try await gateway.answer(.toss(.get, "/openapi.json")).status == 401)
        let answer = try await gateway.answer(.toss(.get, "/openapi.json", headers: ["Tossbox-Token": "secret"]))
        #expect(answer.status == 200)
    }

    @Test func `every reference leads somewhere, and every shared part is referred to`() async throws {
        let document = try await OpenAPIDocument(Gateway())
        let references = document.root.objects().compactMap { $0.node["$ref"]?.string }
        #expect(references.count > 100)
        for reference in references { #expect(document.target(of: reference) != nil, "\(reference)") }
        for kind in ["schemas", "responses", "parameters", "headers"] {
            let names = try #require(document.root["components"]?[kind]?.object?.members.map(\.name))
            for name in names {
                #expect(references.contains("#/components/\(kind)/\(name)"), "\(kind) \(name)")
            }
        }
    }

    @Test func `every operation has an id of its own, a known tag, a summary and its path's parameters`() async throws {
        let document = try await OpenAPIDocument(Gateway())
        let ids = document.operations.map(\.id)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-z][A-Za-z]+/) != nil })
        #expect(Set(ids).count == ids.count)
        let tags = try #require(document.root["tags"]?.array?.compactMap { $0["name"]?.string })
        let used = document.operations.flatMap { $0.node["tags"]?.array?.compactMap(\.string) ?? [] }
        #expect(Set(used) == Set(tags))
        #expect(used.count == ids.count)
        let schemes = Set(document.root["components"]?["securitySchemes"]?.object?.members.map(\.name) ?? [])
        for operation in document.operations {
            #expect(operation.node["summary"]?.string?.isEmpty == false, "\(operation)")
            let ways = try #require(operation.node["security"]?.array)
            #expect(ways.allSatisfy { $0.object?.members.allSatisfy { schemes.contains($0.name) } == true })
            let parameters = document.parameters(of: operation)
            let named = parameters.filter { $0["in"]?.string == "path" }.compactMap { $0["name"]?.string }
            let inPath = operation.path.matches(of: /\{(\w+)\}/).map { String($0.output.1) }
            #expect(named == inPath, "\(operation)")
            let names = parameters.map { ($0["in"]?.string ?? "") + " " + ($0["name"]?.string ?? "") }
            #expect(Set(names).count == names.count, "\(operation): \(names)")
        }
    }

    @Test func `every schema's examples, and every example of a body, fit their schemas`() async throws {
        let document = try await OpenAPIDocument(Gateway())
        let schemas = document.root.objects().filter { $0.node["type"] != nil || $0.node["oneOf"] != nil }
        #expect(schemas.count > 300)
        for (path, schema) in schemas {
            let values = (schema["examples"]?.array ?? []) + [schema["default"]].compactMap { $0 }
            for value in values { #expect(document.problems(of: value, against: schema).isEmpty, "\(path)") }
        }
        for operation in document.operations {
            guard let example = operation.exampleBody, let schema = operation.bodySchema else { continue }
            #expect(document.problems(of: example, against: schema) == [], "\(operation)")
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct OpenAPITossTests {
    @Test func `every place of a call of the Toss API is described, and no other`() async throws {
        let document = try await OpenAPIDocument(Gateway())
        let described = document.operations.filter(\.isToss).map { "\($0.method.rawValue) \($0.path)" }
        let places = TossPayments.calls.flatMap { $0.places.map(\.description) }
        #expect(described.sorted() == places.sorted())
    }

    @Test(arguments: TossForm.all)
    func `the members of a Toss body are described as the documents have them`(form: TossForm) async throws {
        let document = try await OpenAPIDocument(Gateway())
        let path = form.path.replacing("{waiting}", with: "{paymentKey}").replacing("{done}", with: "{paymentKey}")
            .replacing("{auth}", with: "{authKey}").replacing("{billing}", with: "{billingKey}")
        let operation = try #require(document.operations.first { $0.path == path && $0.method == .post })
        let schema = try #require(operation.bodySchema)
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        // The issue call has two forms of body, so what only one of them needs is optional.
        let hasTwoForms = path == "/v1/billing/authorizations/issue"
        for field in form.fields {
            #expect(schema["properties"]?[field.name] != nil, "\(field.name)")
            if !hasTwoForms { #expect(required.contains(field.name) == field.isRequired, "\(field.name)") }
        }
    }

    @Test func `every member that a Toss body is described with is read`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let document = try await OpenAPIDocument(gateway)
        let keys = ["paymentKey": standing.done, "billingKey": standing.billing, "authKey": standing.auth]
        for operation in document.operations where operation.isToss {
            guard let schema = operation.bodySchema, let example = operation.exampleBody else { continue }
            let target = try document.target(of: operation, keys)
            for member in document.properties(of: schema) {
                // The issue call has an older form, in which a payment takes the place of the authKey.
                let isOlderForm = example["authKey"] != nil && Self.olderForm[member.name] != nil
                let whole = isOlderForm ? Self.olderForm : example
                let others = whole.without(member.name).object?.members ?? []
                let wrong = JSONObject.Member(name: member.name, node: JSONNode(.array([])))
                let body = JSONNode(.object(JSONObject(members: others + [wrong]))).text
                let answer = try await gateway.toss(operation.method, target, body)
                #expect(answer.status == 400, "\(operation) \(body): \(answer)")
            }
        }
    }

    private static let olderForm = JSONNode(
        .object(
            JSONObject(members: [
                JSONObject.Member(name: "paymentKey", node: JSONNode(.string("key"))),
                JSONObject.Member(name: "orderId", node: JSONNode(.string("order-0001"))),
                JSONObject.Member(name: "amount", node: JSONNode(.number(JSONNumber(text: "1000")))),
                JSONObject.Member(name: "customerKey", node: JSONNode(.string("customer-1"))),
            ])
        )
    )

    @Test func `what Toss bodies are read for is described`() async throws {
        let document = try await OpenAPIDocument(Gateway())
        let bodies = document.operations.filter(\.isToss).compactMap(\.bodySchema)
        let members = bodies.flatMap { document.properties(of: $0) }
        let inner = members.flatMap { document.properties(of: $0.node) }
        let described = Set((members + inner).map(\.name))
        let read = try SourceText.names(
            in: try SourceText.files(in: "SandboxCore/Toss/Calls") + ["SandboxCore/Toss/Fields.swift"],
            after:
                /(?:fields|account|Fields\(object: object\)|try|let node =)\.?\s?(?:text|optionalText|key|won|optionalWon|twoDigits|flag|has|value|checkTexts)\(/
        )
        #expect(read.count > 20)
        #expect(read.subtracting(described) == [])
        #expect(described.subtracting(read) == [])
    }
}
