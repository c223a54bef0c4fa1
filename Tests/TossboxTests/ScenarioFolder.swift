internal import Foundation
internal import TestSupport

/// A folder of scenario files that is gone when nothing holds it any more.
final class ScenarioFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "scenarios-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and returns its path.
    @discardableResult func add(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    /// Writes a scenario of these members.
    @discardableResult func add(_ name: String, _ members: JSONText) throws -> String {
        let head: JSONText = ["name": .string(name), "description": "A scenario of a test."]
        return try add("\(name).json", JSONText.merged(head, members).description)
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
    }
}

/// Steps that many files have.
enum Steps {
    static func pay(_ order: String = "order-0001", save: String = "key") -> JSONText {
        [
            "buyer": ["orderId": .string(order), "amount": 15000],
            "save": .object([.init(name: save, value: "$.paymentKey")]),
        ]
    }

    static func confirm(_ order: String = "order-0001", expect: JSONText = ["status": 200]) -> JSONText {
        [
            "http": [
                "method": "POST", "url": "${TOSSBOX_URL}/v1/payments/confirm",
                "headers": ["Authorization": "Basic ${TOSS_BASIC}"],
                "json": ["paymentKey": "${key}", "orderId": .string(order), "amount": 15000],
            ],
            "expect": expect,
        ]
    }
}

/// What the server of these tests can do already.
enum Built {
    static func verify() async throws -> Bool {
        try await Shop.open().call("POST", "/sandbox/verify", ["unfiredRules": "ignore"]).status != 501
    }

    /// A scenario's text without the steps that the server cannot take.
    static func runnable(_ text: String) async throws -> String {
        guard try await !verify() else { return text }
        let json = try JSONText(parsing: text)
        let steps = json.steps.list.filter { $0.verify == .absent }
        return JSONText.merged(json, ["steps": .array(steps)]).description
    }
}
