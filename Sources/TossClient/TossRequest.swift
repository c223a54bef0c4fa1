/// One request of the API, before it has an address and headers.
struct TossRequest {
    let action: TossAction
    let method: String
    /// What follows `/v1`, not yet percent-encoded.
    let path: [String]
    let idempotencyKey: String?
    let body: [UInt8]

    init(
        _ action: TossAction,
        _ method: String,
        _ path: [String],
        idempotencyKey: String? = nil,
        body: [UInt8] = []
    ) {
        self.action = action
        self.method = method
        self.path = path
        self.idempotencyKey = idempotencyKey
        self.body = body
    }
}
