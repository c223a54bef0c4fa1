internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore
import Scenarios

/// A run, put in the place of a sandbox.
enum ImportCall {
    static var put: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/bundle",
            "importRun",
            .runs,
            "Put a bundle's run in the place of this sandbox",
            "409 when it is cut, or comes out differently here."
        )
        .body(.component(.bundle), example: nil, upTo: RunCalls.longestBundle)
        .answering(.json("It is there.", imported))
        .inSandbox
        .answered { call async throws(ControlRefusal) in
            try await RunCalls.work(on: call) { () throws(ControlRefusal) in try importing(call) }
        }
    }

    private static var imported: Schema {
        .object([
            .required("sandbox", .text("Which sandbox.")),
            .required("commands", .integer("How many commands were run.")),
        ])
    }

    private static func importing(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let bundle = try RunCalls.bundle(call)
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
        cell.become(sandbox, by: journal, launching: call.hub.settings.endpoints)
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
        try sandbox.countScenarios { scenario throws(ControlRefusal) in try hub.scenarios.counted(scenario) }
        return sandbox
    }
}
