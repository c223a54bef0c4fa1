package import JournalCodec
import Determinism
package import JSON
package import Scenarios
package import TossAPI

/// What a sandbox was opened with: with its commands, all that is needed to make the same one again.
package struct JournalOpening: Sendable {
    /// The name it was opened under, from which come its merchant ids and, without a scenario's, its seed.
    package let name: String
    package let scenario: Scenario
    package let limits: SandboxLimits
    /// Those that every sandbox had when the server was started.
    package let endpoints: [EndpointSetting]
    package let openedAt: Instant
    /// What the life before left; nil for the first one.
    let legacy: Legacy?

    package init(
        name: String,
        scenario: Scenario,
        limits: SandboxLimits,
        endpoints: [EndpointSetting],
        openedAt: Instant
    ) {
        self.init(
            name: name,
            scenario: scenario,
            limits: limits,
            endpoints: endpoints,
            openedAt: openedAt,
            legacy: nil
        )
    }

    init(
        name: String,
        scenario: Scenario,
        limits: SandboxLimits,
        endpoints: [EndpointSetting],
        openedAt: Instant,
        legacy: Legacy?
    ) {
        self.legacy = legacy
        self.name = name
        self.scenario = scenario
        self.limits = limits
        self.endpoints = endpoints
        self.openedAt = openedAt
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.exact("openedAt", openedAt)
            json.member(
                "limits",
                object: { limits.write(to: &$0) }
            )
            json.member(
                "endpoints",
                array: { json in
                    for endpoint in endpoints { json.object { endpoint.writeMembers(to: &$0) } }
                }
            )
            json.member("scenario", String(decoding: scenario.document, as: UTF8.self))
            if let legacy { json.member("legacy", object: { legacy.write(to: &$0) }) }
        }
    }

    package init(journal node: JSONNode, at path: String = "opening", apis: APIList) throws(JournalError) {
        let members = try JournalObject(node, at: path, apis)
        name = try members.text("name")
        openedAt = try members.instant("openedAt")
        limits = try SandboxLimits(members.member("limits"))
        endpoints = try members.list("endpoints").map { node, path throws(JournalError) in
            try EndpointSetting(JournalObject(node, at: path, apis))
        }
        guard let scenario = try Scenario?(members, "scenario") else { throw members.wrong("scenario", "text") }
        self.scenario = scenario
        legacy = try members.optionalObject("legacy").map { members throws(JournalError) in try Legacy(members) }
    }
}

extension Sandbox {
    /// Opens a sandbox as its journal says.
    package init(_ opening: JournalOpening, apis: APIList) {
        self.init(
            name: opening.name,
            scenario: opening.scenario,
            limits: opening.limits,
            endpoints: opening.endpoints,
            apis: apis,
            openedAt: opening.openedAt
        )
        if let legacy = opening.legacy { take(legacy) }
    }
}

extension JournalOpening {
    package var bytes: [UInt8] { JSONWriter.bytes(capacity: 512) { write(to: &$0) } }
}
