internal import Encodings
internal import HTTPClient
internal import JSON
internal import Scenarios

/// Runs the steps of one file, one after another.
struct StepRunner {
    let link: SandboxLink
    /// Addresses that need not be named in a report.
    let origins: [String]
    var values: Values
    /// How long an `http` step waits for an answer.
    var patience = Duration.seconds(70)

    init(link: SandboxLink, origins: [String], values: Values) {
        self.link = link
        self.origins = origins
        self.values = values
    }

    /// Runs a step and says how it went.
    mutating func run(_ step: Step) async -> StepReport {
        let begin = ContinuousClock.now
        var words = StepWords(step.kind, step.body, origins: [])
        var excerpt: String?
        var failure: StepFailure?
        do throws(StepFailure) {
            // A comment may speak of variables without having any.
            let node = step.kind == .comment ? step.body : try values.filled(step.body)
            let body = node.typed(Self.typedMembers[step.kind] ?? [])
            words = StepWords(step.kind, body, origins: origins)
            if step.kind != .comment {
                let expect = try step.expect.map { node throws(StepFailure) in try values.filled(node) }
                let answer = try await perform(step.kind, body)
                words.add(answer, of: step.kind)
                if case .reply(let reply) = answer { excerpt = reply.excerpt(2000) }
                try check(answer, of: step, expect: expect)
                try save(from: answer, step)
            }
        } catch {
            failure = error
        }
        return StepReport(
            number: step.number,
            kind: step.kind,
            title: words.text,
            comment: step.kind == .comment ? nil : step.comment,
            time: ContinuousClock.now - begin,
            answer: excerpt,
            failure: failure
        )
    }

    /// Members that are numbers or flags even where the file says `"${NAME}"`.
    private static let typedMembers: [StepKind: Set<String>] = [
        .buyer: Set(BuyerMember.allCases.filter { [.number, .flag].contains($0.kind) }.map(\.rawValue)),
        .verify: Set(Assertion.Member.allCases.filter(\.isNumber).map(\.rawValue) + CountRange.limits),
    ]

    private func perform(_ kind: StepKind, _ body: JSONNode) async throws(StepFailure) -> StepAnswer {
        switch kind {
        case .buyer: return try await control("POST", "/sandbox/payments", Self.withCardNumber(body))
        case .billingAuthorization:
            return try await control("POST", "/sandbox/billing-authorizations", Self.withCardNumber(body))
        case .http: return try await send(body)
        case .control:
            return try await control(body["method"]?.plainText ?? "GET", body["path"]?.plainText ?? "", body["json"])
        case .advance: return try await control("POST", "/sandbox/clock/advance", Self.object("by", body))
        case .settle: return try await control("POST", "/sandbox/settle", Self.object("timeout", body))
        case .verify: return try await control("POST", "/sandbox/verify", body)
        case .comment: return .none(reason: "a comment asks nothing")
        }
    }

    private func control(_ method: String, _ path: String, _ json: JSONNode?) async throws(StepFailure) -> StepAnswer {
        let body = json.map { json in JSONWriter.bytes { $0.value(json) } } ?? []
        // `advance` and `settle` have limits of their own, which a shop that hangs reaches before this one.
        return .reply(try await link.call(method, path, body, timeout: .seconds(1200)))
    }

    /// A request on a connection of its own: a broken one must not be mended by asking again on another.
    private func send(_ body: JSONNode) async throws(StepFailure) -> StepAnswer {
        var headers = (body["headers"]?.object?.members ?? []).map { ($0.name, $0.node.plainText) }
        var bytes = Array((body["body"]?.plainText ?? "").utf8)
        if let json = body["json"] {
            bytes = JSONWriter.bytes { $0.value(json) }
            if !headers.contains(where: { equalIgnoringCase($0.0, "Content-Type") }) {
                headers.append(("Content-Type", "application/json"))
            }
        }
        let request = ClientRequest(
            method: body["method"]?.plainText ?? "GET",
            url: body["url"]?.plainText ?? "",
            headers: headers,
            body: bytes,
            timeout: patience,
            hasOwnConnection: true
        )
        do throws(ClientError) {
            let response = try await link.client.send(request)
            return .reply(HTTPReply(status: response.status, body: response.body))
        } catch {
            switch error {
            case .timedOut(connected: true):
                return .none(reason: "nothing whole came within \(patience.components.seconds) seconds")
            case .connectionLost, .other: return .none(reason: "\(error)")
            default: throw StepFailure("the request could not be made: \(error)")
            }
        }
    }

    private func check(_ answer: StepAnswer, of step: Step, expect: JSONNode?) throws(StepFailure) {
        let expectation = try Expectation(expect, takesAnyStatus: step.kind == .http)
        if let failure = expectation.failure(of: answer) { throw failure }
        guard step.kind == .verify, case .reply(let reply) = answer, reply.isSuccess else { return }
        // A step may say that it wants the check to fail.
        guard expectation.json?["passed"] == nil, let failure = VerifyResult(reply.json).failure else { return }
        throw failure
    }

    private mutating func save(from answer: StepAnswer, _ step: Step) throws(StepFailure) {
        for save in step.saves {
            guard case .reply(let reply) = answer else {
                throw StepFailure("no answer came, so there is nothing to save as \(save.name).")
            }
            guard let node = save.path.value(in: reply.json) else {
                throw StepFailure(
                    "the answer has nothing at \(save.path), which was to be saved as \(save.name)",
                    ["answer: \(reply.excerpt())"]
                )
            }
            values.save(node, as: save.name)
        }
    }

    /// `card` is short for `cardNumber`.
    private static func withCardNumber(_ body: JSONNode) -> JSONNode {
        let members = (body.object?.members ?? []).map { member in
            JSONObject.Member(name: member.name == "card" ? "cardNumber" : member.name, node: member.node)
        }
        return JSONNode(.object(JSONObject(members: members)))
    }

    /// An object is the body of the call, a text its most common member.
    private static func object(_ name: String, _ body: JSONNode) -> JSONNode {
        guard body.object == nil else { return body }
        return JSONNode(.object(JSONObject(members: [.init(name: name, node: body)])))
    }
}
