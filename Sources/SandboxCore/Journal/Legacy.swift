import JournalCodec
import JSON
import Scenarios
package import TossAPI

/// What a sandbox keeps when it is started over: a reset makes all commands before it needless but for this.
struct Legacy: Sendable {
    let epoch: Int
    let clock: SandboxClock
    let loadedClock: SandboxClock
    let endpoints: [WebhookEndpoint]
    let endpointsMade: Int
    /// What the sandbox was opened with at first.
    let firstScenario: Scenario
    /// The id of the newest event; ids go on.
    let lastEvent: Int

    func write(to json: inout JSONWriter) {
        json.member("epoch", epoch)
        json.name("clock")
        clock.write(to: &json)
        json.name("loadedClock")
        loadedClock.write(to: &json)
        json.member("endpointsMade", endpointsMade)
        json.member("lastEvent", lastEvent)
        json.member("firstScenario", String(decoding: firstScenario.document, as: UTF8.self))
        json.member("endpoints", array: { json in for endpoint in endpoints { endpoint.write(to: &json) } })
    }

    init(_ members: JournalObject) throws(JournalError) {
        epoch = try members.count("epoch")
        clock = try SandboxClock(members.member("clock"))
        loadedClock = try SandboxClock(members.member("loadedClock"))
        endpointsMade = try members.count("endpointsMade")
        guard let scenario = try Scenario?(members, "firstScenario") else {
            throw members.wrong("firstScenario", "text")
        }
        firstScenario = scenario
        lastEvent = try members.count("lastEvent")
        endpoints = try members.list("endpoints").map { node, path throws(JournalError) in
            try WebhookEndpoint(JournalObject(node, at: path, members.apis))
        }
    }

    fileprivate init(of sandbox: Sandbox) {
        epoch = sandbox.epoch
        clock = sandbox.clock
        loadedClock = sandbox.script.loadedClock
        endpoints = sandbox.endpoints.all
        endpointsMade = sandbox.endpoints.made
        firstScenario = sandbox.script.first
        lastEvent = sandbox.events.last
    }
}

extension WebhookEndpoint {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("origin", origin.rawValue)
            let setting = EndpointSetting(
                url: url,
                events: events?.sorted(),
                secret: secret,
                profile: profile,
                isHeld: isHeld
            )
            json.member("setting", object: { setting.writeMembers(to: &$0) })
        }
    }

    fileprivate init(_ members: JournalObject) throws(JournalError) {
        let setting = try EndpointSetting(members.member("setting"))
        self.init(
            id: try members.text("id"),
            url: setting.url,
            events: setting.events.map(Set.init),
            secret: setting.secret,
            profile: setting.profile,
            origin: try members.word("origin"),
            isHeld: setting.isHeld
        )
    }
}

extension Sandbox {
    /// The opening of a journal that may begin right here, with nothing before it.
    ///
    /// A snapshot needs the commands before it, so a sandbox that has one keeps its journal over a reset.
    ///
    /// Nil unless the command before began a life: then all that this sandbox holds is what every sandbox holds at its
    /// first moment, and a `Legacy`.
    package func freshOpening(at wall: Instant) -> JournalOpening? {
        guard life.age == 0, snapshots.isEmpty else { return nil }
        return JournalOpening(
            name: name,
            scenario: scenario,
            limits: limits,
            endpoints: [],
            openedAt: wall,
            legacy: Legacy(of: self)
        )
    }

    /// Whether its numbers leave room to count on; one that lived here always can.
    package var canGoOn: Bool { max(epoch, events.last, endpoints.made) < 1 << 32 }

    mutating func take(_ legacy: Legacy) {
        epoch = legacy.epoch
        set(legacy.clock)
        script.loadedClock = legacy.loadedClock
        script.first = legacy.firstScenario
        events = EventLog(capacity: limits.events, last: legacy.lastEvent)
        endpoints = EndpointBook(legacy.endpoints, made: legacy.endpointsMade)
    }
}
