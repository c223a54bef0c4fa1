internal import APIDescription
internal import JournalCodec
internal import HTTPServer
internal import JSON
internal import SandboxCore
internal import TossAPI

/// A run as one document: taken, and run again.
enum RunCalls {
    static var all: [ControlOperation] { [export, ImportCall.put, replay] }

    private static var export: ControlOperation {
        DescribedCall(
            .get,
            "/sandbox/bundle",
            "exportRun",
            .runs,
            "Export the run",
            "How the sandbox was opened, every command with its instant, and what came out."
        )
        .answering(.json("The bundle.", .component(.bundle)))
        .inSandbox
        .answered { call async throws(ControlRefusal) in
            let cell = try call.cell()
            let bundle = try await call.context.bundleTurnstile.pass { () async throws(ControlRefusal) in
                try await cell.bundle()
            }
            return Response(status: 200, headers: jsonHeaders, body: bundle)
        }
    }

    private static var replay: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/replay",
            "replayRun",
            .runs,
            "Run a bundle again",
            "Apart from every sandbox; tells the first byte that comes out differently."
        )
        .body(.component(.bundle), example: nil, upTo: longestBundle)
        .answering(.json("Whether it came out the same.", replayed))
        .inSandbox
        .answered(later: replay)
    }

    /// Bundles are longer than any other body.
    static let longestBundle = 256 << 20

    private static func replay(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        let (bundle, difference) = try await work(on: call) {
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

    /// Works on a bundle on a thread of its own, when it is its turn.
    static func work<Value: Sendable>(
        on call: ControlCall,
        _ body: @escaping @Sendable () throws(ControlRefusal) -> Value
    ) async throws(ControlRefusal) -> Value {
        try await call.context.bundleTurnstile.pass { () async throws(ControlRefusal) in
            try await onOwnThread { () -> Result<Value, ControlRefusal> in
                do throws(ControlRefusal) { return .success(try body()) } catch { return .failure(error) }
            }
            .get()
        }
    }

    /// The bundle that was sent.
    static func bundle(_ call: ControlCall) throws(ControlRefusal) -> JournalBundle {
        // A key that is none is refused before anything is run for it.
        _ = try call.key()
        do throws(JournalError) {
            return try JournalBundle(parsing: call.bytes, apis: call.hub.settings.apis)
        } catch {
            throw ControlRefusal(.invalidRequest, "\(error)")
        }
    }

    private static var replayed: Schema {
        .object([
            .required("identical", .flag("Whether every byte is the same.")),
            .optional("commands", .integer("How many commands were run.")),
            .optional("cut", .flag("True when the bundle ends before its run did.")),
            .optional("missing", .integer("How many commands are not in it.")),
            .optional(
                "difference",
                .object([
                    .required("command", .integer("Which command, from 1.")),
                    .required("at", .instant("When it was taken.")),
                    .required("kind", .text("What kind of command.")),
                    .required("what", .text("What differs.", example: "response body")),
                    .required("offset", .integer("The first byte that differs.")),
                    .required("expected", .text("The bytes around it, as recorded.")),
                    .required("found", .text("The bytes around it, as they are now.")),
                ])
            ),
        ])
    }
}
