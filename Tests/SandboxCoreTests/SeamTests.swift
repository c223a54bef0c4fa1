import JSON
import Masking
import Routing
import SandboxCore
import Scenarios
import Testing
import TinyPay
import TossAPI

/// A second API beside Toss's gets all that the engine has, without a line in it.
@Suite(.timeLimit(.minutes(1))) struct SeamTests {
    private static let start = Run.start

    /// A sandbox that answers Toss and TinyPay.
    private struct Stage {
        var sandbox: Sandbox
        var journal: [(command: any SandboxCommand, outcome: [UInt8])] = []
        let apis: APIList

        init(rules: String = "[]") throws {
            apis = try APIList([TossPayments.self, TinyPay.self])
            let text = #"{"name":"n","description":"d","seed":1,"clock":{"mode":"manual"},"rules":\#(rules)}"#
            let reading = Scenario.read(Array(text.utf8), vocabulary: apis.vocabulary)
            let scenario = try #require(reading.scenario, "\(reading.problems)")
            sandbox = Sandbox(name: "seam", scenario: scenario, apis: apis, openedAt: start)
        }

        mutating func take(_ command: some SandboxCommand) {
            journal.append((command, CommandOutcome(sandbox.apply(command, at: start), in: sandbox).bytes))
        }

        mutating func call(_ method: String, _ path: String, _ body: String = "", once: String? = nil) throws -> Reply {
            let headers = once.map { [APIRequest.Header(name: "X-Tiny-Once", value: $0)] } ?? []
            let request = APIRequest(
                method: method,
                path: path,
                headers: headers,
                body: Array(body.utf8),
                account: "tiny",
                key: "tiny-key"
            )
            guard case .found(let type, let parameters) = apis.lookup(method, path: path) else {
                throw ControlRefusal(.notFound, path)
            }
            let command = ServeCall(ReceivedCall(request, type, parameters))
            let result = sandbox.apply(command, at: start)
            journal.append((command, CommandOutcome(result, in: sandbox).bytes))
            return result.answer.get()
        }

        mutating func answer(
            _ method: String,
            _ path: String,
            _ body: String = "",
            once: String? = nil
        ) throws -> String {
            guard case .send(let answer) = try call(method, path, body, once: once) else { return "held" }
            let lost = answer.fault.map { " lost by \($0.kind.rawValue)" } ?? ""
            return "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))\(lost)"
        }

        func failures(_ verification: String) throws -> [String] {
            let read = Verification.read(Array(verification.utf8), vocabulary: apis.vocabulary)
            return sandbox.verify(try #require(read.verification, "\(read.problems)")).failures.map(\.message)
        }
    }

    private static let paid = "200 ok=yes&id=tiny-\(start.microseconds)-o-1&order=o-1&won=900"

    @Test func `it answers in its own words`() throws {
        var stage = try Stage()
        #expect(try stage.answer("POST", "/tiny/pay", "order=o-1&won=900") == Self.paid)
        #expect(try stage.answer("GET", "/tiny/pay/tiny-\(Self.start.microseconds)-o-1") == Self.paid)
        #expect(try stage.answer("POST", "/tiny/pay", "order=o-1&won=900") == "200 ok=no&why=paid%20before")
        #expect(try stage.answer("POST", "/tiny/pay", "won=900") == "200 ok=no&why=no%20order%20or%20no%20money")
        #expect(stage.sandbox.requests.entries.map(\.orderId?.text) == ["o-1", nil, "o-1", nil])
    }

    @Test func `its answers are kept under its own header`() throws {
        var stage = try Stage()
        for _ in 1...2 { #expect(try stage.answer("POST", "/tiny/pay", "order=o-1&won=900", once: "a") == Self.paid) }
        #expect(stage.sandbox.requests.entries.map(\.isReplay) == [false, true])
        #expect(stage.sandbox.ledger.entries.count == 1)
    }

    @Test(arguments: [
        (#"{"refuse":"OUT_OF_SHELLS"}"#, "200 ok=no&why=OUT_OF_SHELLS", 0),
        (#"{"refuse":"OUT_OF_SHELLS","phase":"before-commit"}"#, "200 ok=no&why=OUT_OF_SHELLS", 0),
        (#"{"status":503}"#, "503 ok=no&why=trouble", 0),
        (#"{"status":200,"body":"hm","phase":"after-commit"}"#, "200 hm", 1),
        (#"{"fault":"reset"}"#, "200 ok=no&why=trouble lost by reset", 0),
        (#"{"fault":"reset","phase":"after-commit"}"#, "\(paid) lost by reset", 1),
        (#"{"fault":"phantom"}"#, paid, 0),
        (#"{"rateLimit":{"calls":1,"per":"PT1M"}}"#, paid, 1),
    ])
    func `rules and faults work on both sides of its commit`(action: String, answer: String, charges: Int) throws {
        var stage = try Stage(rules: #"[{"on":"tiny.pay","times":1,"then":\#(action)}]"#)
        #expect(try stage.answer("POST", "/tiny/pay", "order=o-1&won=900") == answer)
        #expect(stage.sandbox.ledger.entries.count == charges)
        let assertion =
            charges == 0 ? #"{"orderId":"o-1","count":0}"# : #"{"orderId":"o-1","status":"PAID","charges":1}"#
        #expect(try stage.failures(#"{"payments":[\#(assertion)]}"#) == [])
    }

    @Test func `what must be true of it can be verified`() throws {
        var stage = try Stage()
        _ = try stage.call("POST", "/tiny/pay", "order=o-1&won=900")
        let all = #"""
            {"payments":[{"orderId":"o-1","amount":900,"charges":1}],
             "ledger":[{"kind":"charge","orderId":"o-1","total":900}],
             "requests":[{"path":"/tiny/pay","responseStatus":200}]}
            """#
        #expect(try stage.failures(all) == [])
        #expect(try stage.failures(#"{"payments":[{"orderId":"o-1","amount":901}]}"#).count == 1)
    }

    @Test func `its events and its keys are its own`() throws {
        var stage = try Stage()
        _ = try stage.call("POST", "/tiny/pay", "order=o-1&won=900")
        let event = try #require(stage.sandbox.events(after: 0).first)
        guard case .object(let subject) = event.subject else {
            Issue.record("\(event)")
            return
        }
        #expect(event.type == .tinyPaid)
        #expect(
            String(decoding: JSONWriter.bytes { json in json.object { subject.write(to: &$0) } }, as: UTF8.self)
                == #"{"tinyOrder":"o-1"}"#
        )
        let key = "tiny-\(Self.start.microseconds)-o-1"
        #expect(stage.sandbox.knows(IssuedKey(TinyPay.self, "id", key)))
        #expect(!stage.sandbox.knows(IssuedKey(TossPayments.self, "id", key)))
        #expect(stage.apis.eventTypes.contains(.tinyPaid))
        #expect(!APIList.toss.eventTypes.contains(.tinyPaid))
    }

    @Test func `its words are read in a scenario that a journal holds`() throws {
        var stage = try Stage()
        let text = #"{"name":"n","description":"d","rules":[{"on":"tiny.pay","then":{"refuse":"OUT_OF_SHELLS"}}]}"#
        let reading = Scenario.read(Array(text.utf8), vocabulary: stage.apis.vocabulary)
        #expect(reading.problems.isEmpty)
        stage.take(LoadScenario(reading.scenario))
        let command = JSONWriter.bytes { stage.journal[0].command.writeWhole(to: &$0) }
        #expect(try CommandList.read(JSONNode(parsing: command), apis: stage.apis) is LoadScenario)
    }

    @Test func `its run replays to the byte, snapshots and resets included`() throws {
        var stage = try Stage(rules: #"[{"on":"tiny.pay","attempts":[2],"then":{"delay":"PT1S"}}]"#)
        _ = try stage.call("POST", "/tiny/pay", "order=o-1&won=900")
        stage.take(TakeSnapshot(name: "one"))
        guard case .hold(let request, let epoch, _) = try stage.call("POST", "/tiny/pay", "order=o-2&won=1") else {
            Issue.record("not held")
            return
        }
        stage.take(ResumeCall(request: request, epoch: epoch))
        _ = try stage.call("POST", "/tiny/pay", "won=4242424242424242")
        #expect(stage.sandbox.state(of: TinyPay.self).payments.map(\.order) == ["o-1", "o-2"])
        stage.take(RestoreSnapshot("one"))
        #expect(stage.sandbox.state(of: TinyPay.self).payments.map(\.order) == ["o-1"])
        stage.take(ResetSandbox(.data))
        #expect(stage.sandbox.state(of: TinyPay.self).payments.isEmpty)
        _ = try stage.call("POST", "/tiny/pay", "order=o-3&won=3")
        var again = try Stage(rules: #"[{"on":"tiny.pay","attempts":[2],"then":{"delay":"PT1S"}}]"#)
        for (number, entry) in stage.journal.enumerated() {
            let text = JSONWriter.bytes { entry.command.writeWhole(to: &$0) }
            let command = try CommandList.read(JSONNode(parsing: text), apis: stage.apis)
            let outcome = command.outcome(in: &again.sandbox, at: Self.start).bytes
            #expect(outcome == entry.outcome, "command \(number)")
        }
        #expect(stage.journal.count == 8)
    }
}
