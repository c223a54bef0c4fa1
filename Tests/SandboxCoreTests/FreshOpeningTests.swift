import JSON
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// A reset makes what was before it needless: a journal that begins there leads to the same sandbox.
@Suite struct FreshOpeningTests {
    private static let other = #"""
        {"name":"other","description":"d","seed":9,"clock":{"mode":"scaled","rate":0.3,"start":"2026-03-01T00:00:00+09:00"},
         "rules":[{"on":"payments.get","times":1,"then":{"status":503}}],
         "webhooks":{"endpoints":[{"url":"http://localhost:1/c","events":["PAYMENT_STATUS_CHANGED"]}]}}
        """#

    private static func scenario(_ text: String) throws -> Scenario {
        try #require(Scenario.read(Array(text.utf8)).scenario)
    }

    static let endings: [(name: String, commands: [any SandboxCommand])] = [
        ("a reset", [ResetSandbox(.data)]), ("a reset to empty", [ResetSandbox(.everything)]),
        ("another scenario", [LoadScenario(Scenario.read(Array(other.utf8)).scenario)]),
        (
            "a reset in another scenario",
            [LoadScenario(Scenario.read(Array(other.utf8)).scenario), Tick(), ResetSandbox(.data)]
        ),
        (
            "a reset under the system's clock",
            [ResetSandbox(.everything), ClockChange(mode: .scaled, rate: 7, now: nil), ResetSandbox(.data)]
        ),
    ]

    @Test(arguments: endings.indices)
    func `a journal that begins there leads to the same sandbox, and so does all that follows`(index: Int) throws {
        var run = try DeterminismTests.record(step: .milliseconds(777))
        let secret = EndpointSetting(url: "http://localhost:1/x", secret: "s", profile: .legacy)
        run.apply(AddEndpoint(secret, origin: .call))
        run.apply(RemoveEndpoint(id: "endpoint-1"))
        #expect(run.sandbox.freshOpening(at: Run.start) == nil)
        for command in Self.endings[index].commands { run.take(command) }
        let wall = try #require(run.journal.last).at
        let opening = try #require(run.sandbox.freshOpening(at: wall))
        var copy = Sandbox(try JournalOpening(journal: JSONNode(parsing: opening.bytes)))
        #expect(Self.dumped(copy) == Self.dumped(run.sandbox))
        // Both go on, with payments, webhooks and time.
        let before = run.journal.count
        for number in 1...3 {
            let key = try run.pay("order-\(number)", 5000)
            try run.confirm(key, "order-\(number)", 5000)
            try run.call("GET", "/v1/payments/\(key)")
        }
        run.advance(to: .seconds(100_000_000))
        run.apply(ResetSandbox(.data))
        _ = try run.pay("order-1", 5000)
        #expect(run.journal.count > before + 10)
        for entry in run.journal[before...] {
            let outcome = entry.command.outcome(in: &copy, at: entry.at).bytes
            #expect(outcome == entry.outcome, "\(type(of: entry.command).word)")
        }
    }

    /// All that a sandbox holds, but for counters that are seen by nobody and never compared.
    private static func dumped(_ sandbox: Sandbox) -> String {
        var text = ""
        for child in Mirror(reflecting: sandbox).children {
            switch child.label {
            // A scenario that was read again is the same scenario: other tests say so.
            case "script": text += "\(Mirror(reflecting: child.value).descendant("loadedClock") ?? "")\n"
            // Of the events only the count goes on.
            case "events": text += "events: \(sandbox.events.last)\n"
            case "endpoints":
                for endpoint in sandbox.endpoints.all {
                    text += "\(endpoint.id) \(endpoint.url) \(endpoint.events?.sorted() ?? []) \(endpoint.profile)\n"
                }
            default:
                text += "\(child.label ?? ""): "
                dump(child.value, to: &text)
            }
        }
        return text
    }

    /// Whoever adds a property: it belongs into the life, unless it outlives a reset; then a `Legacy` has to hold it.
    @Test func `every property of a sandbox was asked whether it outlives a reset`() {
        let properties = Mirror(reflecting: Sandbox(name: "a", openedAt: Run.start)).children.compactMap(\.label)
        #expect(
            Set(properties) == [
                "name", "limits", "apis", "clock", "endpoints", "events", "snapshots", "script", "life",
            ]
        )
    }
}
