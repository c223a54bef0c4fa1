import HTTPServer
import JSON
import TossAPI
import Testing

/// What `GET /openapi.json` says, read as any other client reads it.
struct OpenAPIDocument: Sendable {
    /// One method of one path.
    struct Operation: Sendable, CustomStringConvertible {
        let method: HTTPMethod
        let path: String
        let node: JSONNode

        var id: String { node["operationId"]?.string ?? "" }
        var description: String { "\(method.rawValue) \(path)" }
        var isToss: Bool { path.hasPrefix("/v1/") }
        var exampleBody: JSONNode? { node["requestBody"]?["content"]?["application/json"]?["example"] }
        var bodySchema: JSONNode? { node["requestBody"]?["content"]?["application/json"]?["schema"] }
    }

    let root: JSONNode
    let operations: [Operation]

    init(_ gateway: Gateway) async throws {
        let answer = try await gateway.answer(Request(method: .get, target: "/openapi.json"))
        try #require(answer.status == 200)
        root = try JSONNode(parsing: answer.body)
        operations = (root["paths"]?.object?.members ?? []).flatMap { path in
            (path.node.object?.members ?? []).map { method in
                Operation(method: HTTPMethod(rawValue: method.name.uppercased()), path: path.name, node: method.node)
            }
        }
    }

    /// What a reference stands for; anything else stands for itself.
    func resolved(_ node: JSONNode) -> JSONNode {
        guard let reference = node["$ref"]?.string else { return node }
        return target(of: reference) ?? JSONNode(.null)
    }

    func target(of reference: String) -> JSONNode? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(root) { node, name in node?[String(name)] }
    }

    func parameters(of operation: Operation) -> [JSONNode] {
        (operation.node["parameters"]?.array ?? []).map(resolved)
    }

    /// The path with an example at each parameter, or what is given for it.
    func target(of operation: Operation, _ values: [String: String] = [:]) throws -> String {
        var target = operation.path
        for parameter in parameters(of: operation) where parameter["in"]?.string == "path" {
            let name = try #require(parameter["name"]?.string)
            let value = try #require(
                values[name] ?? parameter["schema"]?["examples"]?[0]?.string,
                "\(operation) \(name)"
            )
            target = target.replacing("{\(name)}", with: value)
        }
        return target
    }

    /// The members of an object schema, by name; also of one that may be null.
    func properties(of schema: JSONNode) -> [JSONObject.Member] {
        let schema = resolved(schema)
        let schemas = [schema] + (schema["oneOf"]?.array ?? []).map(resolved)
        return schemas.compactMap { $0["properties"]?.object?.members }.first ?? []
    }
}

extension JSONNode {
    /// The value as JSON.
    var text: String { String(decoding: JSONWriter.bytes { $0.value(self) }, as: UTF8.self) }

    /// An object without this member.
    func without(_ name: String) -> JSONNode {
        JSONNode(.object(JSONObject(members: object?.members.filter { $0.name != name } ?? [])))
    }

    /// Every object inside of this value, itself included, with where it stands.
    func objects(at path: String = "#") -> [(path: String, node: JSONNode)] {
        switch value {
        case .object(let object):
            [(path, self)] + object.members.flatMap { $0.node.objects(at: "\(path)/\($0.name)") }
        case .array(let nodes): nodes.enumerated().flatMap { $0.element.objects(at: "\(path)/\($0.offset)") }
        case .null, .bool, .number, .string: []
        }
    }
}
