internal import Foundation
internal import TestSupport

/// Runs the `steps` of a scenario file against a sandbox, as the file format says.
struct StepRunner {
    private struct NoAnswer: Error { let reason: String }

    private let shop: Shop
    private var values: [String: String]

    init(_ shop: Shop) {
        self.shop = shop
        values = ["TOSSBOX_URL": shop.tossbox.url, "TOSS_BASIC": shop.basic]
    }

    /// Runs every step but `verify`; the first that fails is thrown.
    mutating func run(_ steps: [JSONText]) async throws {
        for (index, step) in steps.enumerated() {
            do { try await run(filled(step)) } catch {
                throw TestFailure("step \(index + 1), \(step.names.joined(separator: " + ")): \(error)")
            }
        }
    }

    private mutating func run(_ step: JSONText) async throws {
        let answer: Result<(status: Int, json: JSONText), NoAnswer>
        if step.buyer != .absent {
            answer = .success(try await control("POST", "/sandbox/payments", card(step.buyer)))
        } else if step.billingAuthorization != .absent {
            answer = .success(
                try await control("POST", "/sandbox/billing-authorizations", card(step.billingAuthorization))
            )
        } else if step.http != .absent {
            answer = try await send(step.http)
        } else if step.control != .absent {
            let call = step.control
            answer = .success(try await control(call.method.text ?? "", call.path.text ?? "", call.json))
        } else if step.advance != .absent {
            let body = step.advance.text.map { ["by": .string($0)] as JSONText } ?? step.advance
            answer = .success(try await control("POST", "/sandbox/clock/advance", body))
        } else if step.settle != .absent {
            let body = step.settle.text.map { ["timeout": .string($0)] as JSONText } ?? step.settle
            answer = .success(try await control("POST", "/sandbox/settle", body))
        } else if step.verify != .absent || step.comment != .absent {
            return
        } else {
            throw TestFailure("what is this? \(step)")
        }
        try check(answer, step.expect, isHTTP: step.http != .absent)
        guard case .success(let (_, json)) = answer else { return }
        for name in step.save.members {
            values[name.name] = try text(at: name.value.text ?? "", of: json)
        }
    }

    private func check(
        _ answer: Result<(status: Int, json: JSONText), NoAnswer>,
        _ expected: JSONText,
        isHTTP: Bool
    ) throws {
        switch answer {
        case .failure(let error):
            guard expected.noAnswer == true else { throw TestFailure("no answer: \(error)") }
        case .success(let (status, json)):
            guard expected.noAnswer != true else { throw TestFailure("an answer came: \(status) \(json)") }
            let fits = expected.status.integer.map { $0 == status } ?? (isHTTP || (200...299).contains(status))
            guard fits else { throw TestFailure("status \(status), not \(expected.status): \(json)") }
            guard expected.json == .absent || json.contains(expected.json) else {
                throw TestFailure("\(json) does not hold \(expected.json)")
            }
        }
    }

    private func control(_ method: String, _ path: String, _ json: JSONText) async throws -> (Int, JSONText) {
        let answer = try await shop.call(method, path, json)
        return (answer.status, answer.json)
    }

    /// A request over a socket of its own, so that a broken connection is not mended by a client library.
    private func send(_ request: JSONText) async throws -> Result<(status: Int, json: JSONText), NoAnswer> {
        guard let url = request.url.text, let address = URL(string: url), let port = address.port.flatMap(UInt16.init),
            let path = url.range(of: "://").flatMap({ url[$0.upperBound...].firstIndex(of: "/") })
        else { throw TestFailure("\(request.url) is no address") }
        let body = request.json == .absent ? request.body.text ?? "" : request.json.description
        var lines = ["\(request.method.text ?? "GET") \(url[path...]) HTTP/1.1", "Host: 127.0.0.1:\(port)"]
        lines += request.headers.members.map { "\($0.name): \($0.value.text ?? "")" }
        if request.json != .absent { lines.append("Content-Type: application/json") }
        lines += ["Content-Length: \(body.utf8.count)", "", body]
        let connection = try await RawConnection.open(port: port)
        defer { connection.close() }
        switch try await connection.exchange(lines.joined(separator: "\r\n")) {
        case .message(let message):
            let status = message.startLine.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return .success((status, (try? JSONText(parsing: message.bodyText)) ?? .string(message.bodyText)))
        case .ended: return .failure(NoAnswer(reason: "the connection was closed"))
        case .failed(let error, _): return .failure(NoAnswer(reason: "\(error)"))
        }
    }

    /// `card` is short for `cardNumber`.
    private func card(_ body: JSONText) -> JSONText {
        .object(body.members.map { .init(name: $0.name == "card" ? "cardNumber" : $0.name, value: $0.value) })
    }

    private func filled(_ json: JSONText) throws -> JSONText {
        switch json {
        case .string(let text):
            let filled = try text.replacing(/\$\{(\w+)\}/) { match in
                guard let value = values[String(match.1)] else { throw TestFailure("nothing is called \(match.1)") }
                return value
            }
            return .string(filled)
        case .array(let items): return .array(try items.map(filled))
        case .object(let members):
            return .object(try members.map { .init(name: $0.name, value: try filled($0.value)) })
        default: return json
        }
    }

    private func text(at path: String, of json: JSONText) throws -> String {
        var found = json
        for step in path.matches(of: /\.([A-Za-z_][A-Za-z0-9_-]*)|\[(\d+)\]/) {
            if let name = step.1 { found = found[String(name)] }
            if let index = step.2.flatMap({ Int($0) }) { found = found[index] }
        }
        guard found != .absent else { throw TestFailure("nothing at \(path) in \(json)") }
        return found.text ?? found.description
    }
}
