internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore
import Scenarios

/// What must be true of a sandbox, held against it.
enum VerifyCall {
    static var verify: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/verify",
            "verify",
            .verification,
            "Hold assertions against the sandbox",
            "Each says which payments, requests, webhooks or ledger entries it means, and what must be true of them. "
                + "In texts `*` stands for any characters and `?` for one."
        )
        .body(
            assertions,
            example: #"{"payments":[{"orderId":"order-0001","status":"DONE","charges":1}]}"#,
            takesNull: false
        ) { body in body.changed { $0.least = 1 } }
        .answering(.json("Whether they hold; 200 in both cases.", verdict), .shared(.problems))
        .inSandbox
        .answered(later: verify)
    }

    private static func verify(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        let cell = try call.cell()
        let (verification, problems) = Verification.read(call.bytes, vocabulary: call.hub.settings.apis.vocabulary)
        guard let verification else {
            return .problems(problems, "The assertions have \(problems.count) problem(s); nothing was verified.")
        }
        // Looking for what is near may take long, so a thread of its own does it with a copy: nobody waits for that, and
        // commands that come meanwhile copy what they touch.
        let sandbox = cell.read { sandbox, _ in sandbox }
        let verdict = await onOwnThread { sandbox.verify(verification) }
        return .json { json in
            json.member("passed", verdict.passed)
            json.member("checked", verdict.checked)
            json.member(
                "failures",
                array: { json in for failure in verdict.failures { write(failure, to: &json) } }
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

    private static var verdict: Schema {
        .object([
            .required("passed", .flag("Whether all hold.")),
            .required("checked", .integer("How many were looked at.")),
            .required("failures", .list(of: failure)),
            .required("warnings", .list(of: Schema(.string), "What makes the verdict less sure.")),
        ])
    }

    private static var failure: Schema {
        .object([
            .required("path", .text("Which assertion.", example: "$.payments[0]")),
            .required("message", .text("What is wrong, in a sentence.")),
            .required("expected", .text("What was asked for.")),
            .required("found", .text("What there is.")),
            .required("near", .list(of: Schema(.string), "What comes near to it.")),
        ])
    }
}
