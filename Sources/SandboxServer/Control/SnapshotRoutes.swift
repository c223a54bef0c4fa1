internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
internal import TossAPI

/// States to come back to, and to start other sandboxes from.
struct SnapshotRoutes {
    var routes: [ControlRoute] {
        [
            ControlRoute(.get, "/sandbox/snapshots", list),
            ControlRoute(.post, "/sandbox/snapshots", .later(take)),
            ControlRoute(.post, "/sandbox/snapshots/{name}/restore", restore),
            ControlRoute(.post, "/sandbox/snapshots/{name}/fork", fork),
            ControlRoute(.delete, "/sandbox/snapshots/{name}", remove),
        ]
    }

    @Sendable private func list(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let snapshots = try call.cell().read { sandbox, _ in sandbox.snapshots }
        return try call.page(of: snapshots.values.sorted { $0.name < $1.name }, id: \.name, write: Self.write)
    }

    @Sendable private func take(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        let body = try call.body("name", "timeout")
        let name = try body.requiredText("name", 1...Snapshot.longestName)
        guard Snapshot.isName(name) else {
            throw body.wrong("name", "up to \(Snapshot.longestName) letters, digits, dots, dashes and underscores")
        }
        let timeout = try SettleCall.timeout.read(in: body)
        switch try await call.cell().takeSnapshot(name, timeout: timeout) {
        case .success(let snapshot): return .value(status: 201) { Self.write(snapshot, to: &$0) }
        case .failure(.refused(let refusal)): throw refusal
        case .failure(.pending(let pending)): return SettleCall.conflict(pending)
        }
    }

    @Sendable private func restore(_ call: ControlCall) throws(ControlRefusal) -> Response {
        _ = try call.body()
        let snapshot = try call.cell().apply(RestoreSnapshot(call.parameter("name")))
        return .value { Self.write(snapshot, to: &$0) }
    }

    @Sendable private func fork(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let body = try call.body("key")
        let text = try body.requiredText("key")
        guard let key = MerchantKey(text), key.role == .secret, !key.isRefusedByName, call.hub.isKnown(key) else {
            throw body.wrong("key", "the secret key of the sandbox to overwrite, such as test_sk_copy")
        }
        let source = try call.cell()
        guard let target = call.hub.cell(for: key) else { throw Hub.full }
        guard target !== source else {
            throw ControlBody.refusal(
                "\(text) is the key of this sandbox itself; /restore takes it back to a snapshot."
            )
        }
        let snapshot = try target.becomeFork(of: source, at: call.parameter("name"))
        return .value { Self.write(snapshot, to: &$0) }
    }

    @Sendable private func remove(_ call: ControlCall) throws(ControlRefusal) -> Response {
        try call.cell().apply(RemoveSnapshot(name: call.parameter("name")))
        return .json { _ in }
    }

    private static func write(_ snapshot: Snapshot, to json: inout JSONWriter) {
        json.object { json in
            json.masked("name", snapshot.name)
            json.member("at", snapshot.takenAt.preciseTimestamp)
            json.member("payments", snapshot.paymentCount)
        }
    }
}
