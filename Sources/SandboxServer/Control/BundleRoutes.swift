internal import HTTPServer
internal import JSON
internal import SandboxCore
internal import TossAPI

/// A run as one document: taken, run again, and put in the place of a sandbox.
struct BundleRoutes {
    /// Bundles are longer than any other body.
    static let bodySizes = ["/sandbox/bundle": 256 << 20, "/sandbox/replay": 256 << 20]

    var waitingRoutes: [WaitingRoute] {
        [
            WaitingRoute(.get, "/sandbox/bundle", take),
            WaitingRoute(.post, "/sandbox/bundle", put),
            WaitingRoute(.post, "/sandbox/replay", replay),
        ]
    }

    @Sendable private func take(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        Response(status: 200, headers: jsonHeaders, body: try await call.cell().bundle())
    }

    /// Runs a bundle again, apart from every sandbox.
    @Sendable private func replay(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        let (bundle, difference) = try await onOwnThread {
            () -> Result<(JournalBundle, ReplayDifference?), ControlRefusal> in
            do throws(ControlRefusal) {
                let bundle = try Self.bundle(call)
                do throws(ReplayDifference) { _ = try bundle.replay() } catch { return .success((bundle, error)) }
                return .success((bundle, nil))
            } catch {
                return .failure(error)
            }
        }
        .get()
        if let difference {
            return .json { json in
                json.member("identical", false)
                json.name("difference")
                difference.write(to: &json)
            }
        }
        return .json { json in
            json.member("identical", true)
            json.member("commands", bundle.entries.count)
            if bundle.isCut {
                json.member("cut", true)
                json.member("missing", bundle.missing)
            }
        }
    }

    @Sendable private func put(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        try await onOwnThread { () -> Result<Response, ControlRefusal> in
            do throws(ControlRefusal) { return .success(try Self.importing(call)) } catch { return .failure(error) }
        }
        .get()
    }

    private static func importing(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let bundle = try Self.bundle(call)
        guard !bundle.isCut else {
            let message =
                "The bundle is cut: \(bundle.missing) commands after the \(bundle.entries.count) it holds are missing, so "
                + "nobody knows what its sandbox came to. POST /sandbox/replay runs it as far as it goes; a server "
                + "started with --data keeps whole journals."
            throw ControlRefusal(.conflict, message)
        }
        var entries: [Journal.Entry] = []
        let sandbox: Sandbox
        do throws(ReplayDifference) {
            sandbox = try bundle.replay { entry, outcome in
                entries.append(Journal.Entry(at: entry.at, command: entry.command, outcome: outcome))
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
        let cell = try call.cell()
        cell.become(sandbox, by: bundle.opening, entries)
        return .json { json in
            json.member("sandbox", cell.name)
            json.member("commands", entries.count)
        }
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
