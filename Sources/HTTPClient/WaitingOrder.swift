/// An order that has no connection yet, and no handle of libcurl's either.
struct WaitingOrder {
    let order: TransferOrder
    let destination: Destination
    /// When it has to have ended; nil when its time runs from when it has a connection.
    let deadline: SuspendingClock.Instant?

    /// Proves that the order's URL can be used.
    init(_ order: TransferOrder) throws(ClientError) {
        self.order = order
        destination = try Destination(order.request.url)
        deadline = order.request.countsWaiting ? .now + Self.timeout(of: order) : nil
    }

    /// How long it may take, within what a clock can count.
    var timeout: Duration { Self.timeout(of: order) }

    private static func timeout(of order: TransferOrder) -> Duration {
        min(max(order.request.timeout, .zero), .seconds(1 << 30))
    }
}
