internal import APIDescription
internal import SandboxCore
import Scenarios

/// Scenarios and runs.
extension Component {
    static var scenarioSchema: Schema {
        let anything = Schema(.anything)
        return .object(
            [
                .optional("$schema", .text("Address of the schema, so that editors complete and check.", 1 ... .max)),
                .required("name", .text("A short name, as in reports.", 1 ... .max, example: "refused-once")),
                .required("description", .text("What happens, and what a correct shop does about it.", 1 ... .max)),
                .optional("seed", seed("Decides identifiers and all else that looks random.")),
                .optional("clock", clockSetting),
                .optional("cards", .map(of: anything, "What each card does, by its number or the beginning of one.")),
                .optional(
                    "rules",
                    .list(of: .map(of: anything, "Which calls (`on`, `when`), how often, and what happens (`then`)."))
                ),
                .optional("webhooks", .map(of: anything, "Endpoints, retries, profile and rules of webhooks.")),
                .optional("steps", .list(of: .map(of: anything, "A script; the server does not run it."))),
            ],
            "How a sandbox behaves. Its parts have a schema of their own, scenarios/scenario.schema.json."
        )
        .closed
    }

    /// Any number of 64 bits, so no `int64`.
    private static func seed(_ about: String) -> Schema {
        Schema(.integer, about).changed { ($0.least, $0.most) = (0, .max) }
    }

    private static var clockSetting: Schema {
        let others = ClockMode.allCases.filter { $0 != .scaled }.map(\.rawValue)
        var rate = Schema(.number, "Seconds of the sandbox to one of real time; for `scaled` only, which needs it.")
        (rate.least, rate.isLeastExcluded, rate.most) = (0, true, 1_000_000)
        return .object(
            [
                .required("mode", .word("How it runs.", ClockMode.allCases.map(\.rawValue))),
                .optional("start", .instant("Where it stands at first; real time when it is absent.")),
                .optional("rate", rate),
            ],
            "Where the clock stands and how it runs."
        )
        .closed.either(
            [.required("mode", .constants(quoted(ClockMode.scaled.rawValue))), .required("rate", Schema(.number))],
            [.required("mode", .word("Without a rate.", others)), .optional("rate", Schema(.nothing))]
        )
    }

    static var loadedScenarioSchema: Schema {
        .object(
            [
                .required("name", .text("Its name.")),
                .required("description", .text("What it is about.").orNull),
                .required("scenario", Schema(.anything, "The document as it was loaded; null for the default.")),
                .required("rules", .list(of: .component(.ruleCount))),
                .required("webhookRules", .list(of: .component(.ruleCount))),
            ],
            "The scenario that is loaded, and what its rules have done."
        )
    }

    static var ruleCountSchema: Schema {
        .object(
            [
                .required("name", .text("The rule's name.")),
                .required("matched", .integer("How often its conditions held.")),
                .required("fired", .integer("How often it decided.")),
                .required("optional", .flag("Whether nobody minds when it never fires.")),
            ],
            "How often a rule was asked."
        )
    }

    static var bundleSchema: Schema {
        .object(
            [
                .required("tossboxBundle", .integer("Version of this form.", example: 2)),
                .optional("tossbox", .text("The version that made it.")),
                .required("sandbox", .text("Where it was taken.")),
                .required("seed", seed("What holds after the last command.")),
                .required("scenario", Schema(.anything, "What holds after the last command.")),
                .optional("cut", .flag("Whether commands are missing at the end.")),
                .required("missing", .integer("How many are missing.", 0 ... .max)),
                .required("count", .integer("How many commands it holds.", 0 ... .max)),
                .required("opening", .map(of: Schema(.anything), "How the sandbox was opened.")),
                .required(
                    "commands",
                    .list(of: .map(of: Schema(.anything), "`at`, `command`, and `outcome` unless it is look-ups."))
                ),
            ],
            "A run: how its sandbox was opened, each command with its instant, and what came out."
        )
    }
}
