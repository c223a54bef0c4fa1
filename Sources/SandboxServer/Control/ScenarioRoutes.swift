internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
import Scenarios

/// Scenarios, starting over, and forgetting.
struct ScenarioRoutes {
    var routes: [ControlRoute] {
        [
            ControlRoute(.put, "/sandbox/scenario", load),
            ControlRoute(.get, "/sandbox/scenario", read),
            ControlRoute(.delete, "/sandbox/scenario", unload),
            ControlRoute(.post, "/sandbox/scenario/check", check),
            ControlRoute(.post, "/sandbox/reset", reset),
            ControlRoute(.delete, "/sandbox", forget),
        ]
    }

    @Sendable private func load(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let cell = try call.cell()
        let reading = Scenario.read(call.request.body)
        guard let scenario = reading.scenario else {
            let count = reading.problems.count
            return .problems(reading.problems, "The scenario has \(count) problem(s); nothing was loaded.")
        }
        cell.apply(LoadScenario(try call.hub.scenarios.counted(scenario)))
        return Self.scenario(of: cell)
    }

    @Sendable private func read(_ call: ControlCall) throws(ControlRefusal) -> Response {
        Self.scenario(of: try call.cell())
    }

    @Sendable private func unload(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let cell = try call.cell()
        cell.apply(LoadScenario(nil))
        return Self.scenario(of: cell)
    }

    @Sendable private func check(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let problems = Scenario.read(call.request.body).problems
        return .json { json in
            json.member("valid", problems.isEmpty)
            json.member("problems", array: { json in for problem in problems { problem.write(to: &json) } })
        }
    }

    @Sendable private func reset(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let body = try call.body("to")
        let cell = try call.cell()
        switch try body.text("to") {
        case nil: cell.apply(ResetSandbox(.data))
        case "empty":
            cell.apply(ResetSandbox(.everything))
            call.hub.forgetKeys(of: cell.name)
        default: throw body.wrong("to", "\"empty\", or absent")
        }
        return .json { $0.member("sandbox", cell.name) }
    }

    @Sendable private func forget(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let cell = try call.cell()
        call.hub.forget(cell.name)
        return .json { $0.member("forgotten", cell.name) }
    }

    private static func scenario(of cell: SandboxCell) -> Response {
        let (scenario, counters, webhookRules) = cell.read { sandbox, _ in
            (sandbox.scenario, sandbox.counters, sandbox.webhookRules)
        }
        return .json { json in
            json.masked("name", scenario.name)
            json.member("description", scenario.description)
            json.name("scenario")
            if let document = try? JSONNode(parsing: scenario.document) { json.value(document) } else { json.null() }
            json.member("rules", array: { write(scenario.rules, counters, to: &$0) })
            json.member("webhookRules", array: { write(scenario.webhookRules, webhookRules, to: &$0) })
        }
    }

    /// How often each rule matched and fired.
    private static func write<Facts, Action>(
        _ rules: [Rule<Facts, Action>],
        _ records: [RuleRecord],
        to json: inout JSONWriter
    ) {
        for (rule, record) in zip(rules, records) {
            json.object { json in
                json.member("name", rule.name)
                json.member("matched", record.matched)
                json.member("fired", record.fired)
                json.member("optional", rule.isOptional)
            }
        }
    }
}
