internal import APIDescription

/// The control API: every call there is.
enum ControlAPI {
    /// In the order of the description; made once, as a start has to wait for it.
    static let operations: [ControlOperation] =
        BuyerCalls.all + StateCalls.all + ClockCalls.all + ScenarioCalls.all + SnapshotCalls.all + WebhookCalls.all
        + VerificationCalls.all + RunCalls.all + ServerCalls.all

    /// How many bytes a body may have, for the paths where it is more than elsewhere.
    static var bodySizes: [String: Int] {
        let sizes = operations.compactMap { operation in
            operation.described.body?.mostBytes.map { (operation.described.path, $0) }
        }
        return Dictionary(sizes) { max($0, $1) }
    }
}
