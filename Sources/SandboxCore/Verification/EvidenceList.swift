import Scenarios

/// Everything that assertions of one list can be about, oldest first.
///
/// Each piece is made when it is looked at: there may be a million of them.
struct EvidenceList: RandomAccessCollection, Sendable {
    private enum Source: Sendable {
        /// One list for each API.
        case payments([PaymentRecords])
        case requests([LoggedRequest])
        case deliveries([Delivery])
        case ledger(SegmentedArray<LedgerEntry>)
    }

    private let source: Source

    init(_ subject: Assertion.Subject, of sandbox: Sandbox) {
        source =
            switch subject {
            case .payments: .payments(sandbox.apis.apis.map { $0.payments(in: sandbox) })
            case .requests: .requests(sandbox.requests.entries)
            case .webhooks: .deliveries(Array(sandbox.webhooks.log))
            case .ledger: .ledger(sandbox.ledger.entries)
            }
    }

    var startIndex: Int { 0 }

    var endIndex: Int {
        switch source {
        case .payments(let lists): lists.reduce(0) { $0 + $1.count }
        case .requests(let requests): requests.count
        case .deliveries(let deliveries): deliveries.count
        case .ledger(let entries): entries.count
        }
    }

    subscript(index: Int) -> Evidence {
        switch source {
        case .payments(let lists): .payment(Self.payment(at: index, in: lists))
        case .requests(let requests): .request(requests[index])
        case .deliveries(let deliveries): .delivery(deliveries[index])
        case .ledger(let entries): .entry(entries[index])
        }
    }

    private static func payment(at index: Int, in lists: [PaymentRecords]) -> PaymentRecord {
        var index = index
        for list in lists {
            if index < list.count { return list[index] }
            index -= list.count
        }
        preconditionFailure("there is no payment \(index)")
    }
}
