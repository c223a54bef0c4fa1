internal import HTTPServer
internal import JSON
internal import SandboxCore
import Scenarios
internal import TossAPI

/// A run as one document: taken, run again, and put in the place of a sandbox.
struct BundleRoutes {
    /// Bundles are longer than any other body.
    static let bodySizes = ["/sandbox/bundle": 256 << 20, "/sandbox/replay": 256 << 20]
    /// How many are worked on at a time: each takes memory, and a processor.
    private let turnstile = Turnstile(places: 2)

    var routes: [ControlRoute] {
        [
            ControlRoute(.get, "/sandbox/bundle", .later(take)),
            ControlRoute(.post, "/sandbox/bundle", .later(put)),
            ControlRoute(.post, "/sandbox/replay", .later(replay)),
        ]
    }

    @Sendable private func take(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        Response(status: 200, headers: jsonHeaders, body: try await bundle(of: call.cell()))
    }

    private func bundle(of cell: SandboxCell) async throws(ControlRefusal) -> [UInt8] {
        try await turnstile.pass { () async throws(ControlRefusal) in try await cell.bundle() }
    }

    /// Works on a bundle on a thread of its own, when it is its turn.
    private func work<Value: Sendable>(
        _ body: @escaping @Sendable () throws(ControlRefusal) -> Value
    ) async throws(ControlRefusal) -> Value {
        try await turnstile.pass { () async throws(ControlRefusal) in
            try await onOwnThread { () -> Result<Value, ControlRefusal> in
                do throws(ControlRefusal) { return .success(try body()) } catch { return .failure(error) }
            }
            .get()
        }
    }

    /// Runs a bundle again, apart from every sandbox.
    @Sendable private func replay(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        let (bundle, difference) = try await work {
            () throws(ControlRefusal) -> (JournalBundle, ReplayDifference?) in
            let bundle = try Self.bundle(call)
            do throws(ReplayDifference) { _ = try bundle.replay() } catch { return (bundle, error) }
            return (bundle, nil)
        }
        if let difference {
            return .json { json in
                json.member("identical", false)
                json.name("difference")
                difference.write(to: &json)
            }
        }
        return .json { json in
            json.member("identical", true)
            json.member("commands", bundle.count)
            if bundle.isCut {
                json.member("cut", true)
                json.member("missing", bundle.missing)
            }
        }
    }

    @Sendable private func put(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        try await work { () throws(ControlRefusal) in try Self.importing(call) }
    }

    private static func importing(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let bundle = try Self.bundle(call)
        guard !bundle.isCut else {
            let message =
                "The bundle is cut: \(bundle.missing) commands after the \(bundle.count) it holds are missing, so "
                + "nobody knows what its sandbox came to. POST /sandbox/replay runs it as far as it goes; a server "
                + "started with --data keeps whole journals."
            throw ControlRefusal(.conflict, message)
        }
        let cell = try call.cell()
        var journal = cell.newJournal(bundle.opening)
        let sandbox: Sandbox
        do throws(ControlRefusal) { sandbox = try run(bundle, into: &journal, of: call.hub) } catch {
            journal.discard()
            throw error
        }
        cell.become(sandbox, by: journal)
        return .json { json in
            json.member("sandbox", cell.name)
            json.member("commands", bundle.count)
        }
    }

    /// What the bundle leads to; its journal is filled on the way, and is never held but where it will stay.
    private static func run(
        _ bundle: JournalBundle,
        into journal: inout Journal,
        of hub: Hub
    ) throws(ControlRefusal) -> Sandbox {
        var sandbox: Sandbox
        do throws(ReplayDifference) {
            sandbox = try bundle.replay { entry in
                journal.append(entry)
                // Else all that was run could wait here for the disk.
                if journal.count % 512 < entry.count { hub.waitUntilWritten() }
            }
        } catch {
            let message =
                "The bundle comes out differently here, so its sandbox would be another one: \(error). "
                + "Import it with the version of Tossbox that made it."
            throw ControlRefusal(.conflict, message)
        }
        guard sandbox.canGoOn else {
            throw ControlRefusal(.invalidRequest, "The bundle counts further than any run can have got.")
        }
        try sandbox.countScenario { scenario throws(ControlRefusal) in try hub.scenarios.counted(scenario) }
        return sandbox
    }

    private static func bundle(_ call: ControlCall) throws(ControlRefusal) -> JournalBundle {
        // A key that is none is refused before anything is run for it.
        _ = try call.key()
        do throws(JournalError) {
            return try JournalBundle(parsing: call.request.body)
        } catch {
            throw ControlRefusal(.invalidRequest, "\(error)")
        }
    }
}
