internal import APIDescription
internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
internal import TossAPI

/// States to come back to, and to start other sandboxes from.
enum SnapshotCalls {
    static var all: [ControlOperation] { [list, take, restore, fork, remove] }

    private static var list: ControlOperation {
        DescribedCall(.get, "/sandbox/snapshots", "listSnapshots", .snapshots, "List the snapshots")
            .listing(.snapshot, "Snapshots by name; `after` is a name.")
            .inSandbox
            .answered { call throws(ControlRefusal) in
                let snapshots = try call.cell().read { sandbox, _ in sandbox.snapshots }
                return try call.page(of: snapshots.values.sorted { $0.name < $1.name }, id: \.name, write: write)
            }
    }

    private static var take: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/snapshots",
            "takeSnapshot",
            .snapshots,
            "Take a snapshot",
            "Waits for quiet, as `POST /sandbox/settle` does."
        )
        .body(of: [name, SettleCall.timeout], example: #"{"name":"paid"}"#)
        .answering(.json(201, "The snapshot.", .component(.snapshot)), .shared(.pending))
        .inSandbox
        .answered(later: take)
    }

    private static let name = BodyMember(
        .required(
            "name",
            .pattern("What to call it.", "^[A-Za-z0-9._-]+$", example: "paid")
                .changed { ($0.least, $0.most) = (1, UInt64(Snapshot.longestName)) }
        )
    ) { body, name throws(ControlRefusal) -> String in
        let text = try body.requiredText(name, 1...Snapshot.longestName)
        guard Snapshot.isName(text) else {
            throw body.wrong(name, "up to \(Snapshot.longestName) letters, digits, dots, dashes and underscores")
        }
        return text
    }

    private static func take(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        let (name, timeout) = (try call.body[name], try call.body[SettleCall.timeout])
        switch try await call.cell().takeSnapshot(name, timeout: timeout) {
        case .success(let snapshot): return .value(status: 201) { write(snapshot, to: &$0) }
        case .failure(.refused(let refusal)): throw refusal
        case .failure(.pending(let pending)): return SettleCall.conflict(pending)
        }
    }

    private static var restore: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/snapshots/{name}/restore",
            "restoreSnapshot",
            .snapshots,
            "Go back to a snapshot",
            "Takes the clock back too."
        )
        .taking(nameInPath)
        .answering(.json("The snapshot.", .component(.snapshot)), .shared(.notFound))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            let snapshot = try call.cell().apply(RestoreSnapshot(call.path(nameInPath)))
            return .value { write(snapshot, to: &$0) }
        }
    }

    private static var nameInPath: Parameter { .path("name", "What the snapshot is called.", example: "paid") }

    private static var fork: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/snapshots/{name}/fork",
            "forkSnapshot",
            .snapshots,
            "Start another sandbox from a snapshot",
            "Overwrites that sandbox."
        )
        .taking(nameInPath)
        .body(of: [key], example: #"{"key":"test_sk_copy"}"#)
        .answering(.json("The snapshot.", .component(.snapshot)), .shared(.notFound))
        .inSandbox
        .answered(by: fork)
    }

    private static let key = BodyMember.requiredText(
        "key",
        .key("Secret key of the sandbox to overwrite.", "g?sk|ak", example: "test_sk_copy")
    )

    private static func fork(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let text = try call.body[key]
        guard let secret = MerchantKey(text), secret.role == .secret, !secret.isRefusedByName,
            call.hub.isKnown(secret)
        else { throw call.body.wrong(key, "the secret key of the sandbox to overwrite, such as test_sk_copy") }
        let source = try call.cell()
        guard let target = call.hub.cell(for: secret) else { throw Hub.full }
        guard target !== source else {
            throw ControlBody.refusal(
                "\(text) is the key of this sandbox itself; /restore takes it back to a snapshot."
            )
        }
        let snapshot = try target.becomeFork(of: source, at: call.path(nameInPath))
        return .value { write(snapshot, to: &$0) }
    }

    private static var remove: ControlOperation {
        DescribedCall(.delete, "/sandbox/snapshots/{name}", "removeSnapshot", .snapshots, "Remove a snapshot")
            .taking(nameInPath)
            .answering(.json("It is gone.", .empty), .shared(.notFound))
            .inSandbox
            .answered { call throws(ControlRefusal) in
                try call.cell().apply(RemoveSnapshot(name: call.path(nameInPath)))
                return .json { _ in }
            }
    }

    private static func write(_ snapshot: Snapshot, to json: inout JSONWriter) {
        json.object { json in
            json.masked("name", snapshot.name)
            json.member("at", snapshot.takenAt.preciseTimestamp)
            json.member("payments", snapshot.paymentCount)
        }
    }
}
