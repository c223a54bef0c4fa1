import Scenarios

/// Everything that assertions of one list can be about, oldest first.
///
/// Each piece is made when it is looked at: there may be a million of them.
struct EvidenceList: RandomAccessCollection, Sendable {
    private enum Source: Sendable {
        case payments(SegmentedArray<Payment>, places: [Int])
        case requests([LoggedRequest])
        case deliveries([Delivery])
        case ledger(SegmentedArray<LedgerEntry>, of: SegmentedArray<Payment>)
    }

    private let source: Source

    init(_ subject: Assertion.Subject, of sandbox: Sandbox) {
        let payments = sandbox.payments.payments
        source =
            switch subject {
            case .payments:
                .payments(payments, places: payments.indices.filter { payments[$0].state != .usedForBilling })
            case .requests: .requests(sandbox.requests.entries)
            case .webhooks: .deliveries(Array(sandbox.webhooks.log))
            case .ledger: .ledger(sandbox.ledger.entries, of: payments)
            }
    }

    var startIndex: Int { 0 }

    var endIndex: Int {
        switch source {
        case .payments(_, let places): places.count
        case .requests(let requests): requests.count
        case .deliveries(let deliveries): deliveries.count
        case .ledger(let entries, _): entries.count
        }
    }

    subscript(index: Int) -> Evidence {
        switch source {
        case .payments(let payments, let places): .payment(payments[places[index]])
        case .requests(let requests): .request(requests[index])
        case .deliveries(let deliveries): .delivery(deliveries[index])
        case .ledger(let entries, let payments): .entry(entries[index], of: payments[entries[index].payment])
        }
    }
}
