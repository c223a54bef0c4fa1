internal import APIDescription
internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
import Scenarios
internal import TossAPI

/// How the sandbox behaves, and starting over.
enum ScenarioCalls {
    static var all: [ControlOperation] { [load, get, unload, check, ExplainCall.explain] + StartingOverCalls.all }

    private static var load: ControlOperation {
        DescribedCall(
            .put,
            "/sandbox/scenario",
            "loadScenario",
            .scenario,
            "Load a scenario",
            "One with `seed` or `clock` starts the sandbox over; without, data and clock stay. One with problems "
                + "changes nothing."
        )
        .body(.component(.scenario), example: example)
        .answering(.json("It is loaded.", .component(.loadedScenario)), .shared(.problems))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            let cell = try call.cell()
            let reading = Scenario.read(call.bytes, vocabulary: call.hub.settings.apis.vocabulary)
            guard let scenario = reading.scenario else {
                let count = reading.problems.count
                return .problems(reading.problems, "The scenario has \(count) problem(s); nothing was loaded.")
            }
            cell.apply(LoadScenario(try call.hub.scenarios.counted(scenario)))
            return Self.scenario(of: cell)
        }
    }

    private static var get: ControlOperation {
        DescribedCall(.get, "/sandbox/scenario", "getScenario", .scenario, "Read the scenario back")
            .answering(.json("The scenario, and what its rules have done.", .component(.loadedScenario)))
            .inSandbox
            .answered { call throws(ControlRefusal) in scenario(of: try call.cell()) }
    }

    private static var unload: ControlOperation {
        DescribedCall(.delete, "/sandbox/scenario", "unloadScenario", .scenario, "Return to the default scenario")
            .answering(.json("The default.", .component(.loadedScenario)))
            .inSandbox
            .answered { call throws(ControlRefusal) in
                let cell = try call.cell()
                cell.apply(LoadScenario(nil))
                return scenario(of: cell)
            }
    }

    private static var check: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/scenario/check",
            "checkScenario",
            .scenario,
            "Check a scenario without loading it",
            "Whatever is sent is judged, so the answer is 200 even where it is no JSON."
        )
        .body(.component(.scenario), example: example)
        .answering(.json("What is wrong with it, if anything.", checked))
        .inProcess
        .answered { call in
            let problems = Scenario.read(call.bytes, vocabulary: call.hub.settings.apis.vocabulary).problems
            return .json { json in
                json.member("valid", problems.isEmpty)
                json.member("problems", array: { json in for problem in problems { problem.write(to: &json) } })
            }
        }
    }

    private static let example = """
        {"name":"refused-once","description":"The first confirm is refused.",\
        "rules":[{"name":"refuse","on":"payments.confirm","times":1,"then":{"refuse":"REJECT_CARD_PAYMENT"}}]}
        """

    private static var checked: Schema {
        .object([
            .required("valid", .flag("Whether there are no problems.")),
            .required("problems", .list(of: .component(.problem))),
        ])
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
