internal import HTTPServer
internal import JSON
internal import SandboxCore
import Scenarios

/// What must be true of a sandbox, held against it.
struct VerifyRoutes {
    var routes: [ControlRoute] { [ControlRoute(.post, "/sandbox/verify", .later(verify))] }

    @Sendable private func verify(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        let cell = try call.cell()
        let (verification, problems) = Verification.read(call.request.body)
        guard let verification else {
            return .problems(problems, "The assertions have \(problems.count) problem(s); nothing was verified.")
        }
        // A copy on a thread of its own, so that looking for what is near holds nobody up.
        let sandbox = cell.read { sandbox, _ in sandbox }
        let verdict = await onOwnThread { sandbox.verify(verification) }
        return .json { json in
            json.member("passed", verdict.passed)
            json.member("checked", verdict.checked)
            json.member(
                "failures",
                array: { json in for failure in verdict.failures { Self.write(failure, to: &json) } }
            )
            json.member("warnings", array: { json in for warning in verdict.warnings { json.string(warning) } })
        }
    }

    private static func write(_ failure: VerificationFailure, to json: inout JSONWriter) {
        json.object { json in
            json.member("path", failure.path)
            json.member("message", failure.message)
            json.member("expected", failure.expected)
            json.member("found", failure.found)
            json.member("near", array: { json in for text in failure.near { json.string(text) } })
        }
    }
}
