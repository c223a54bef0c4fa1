/// Which way the money of a ledger's entry went: what `kind` of a `verify` asks for.
package enum LedgerEntryKind: String, CaseIterable, Sendable {
    /// From the buyer to the merchant.
    case charge
    /// Back to the buyer.
    case cancel
}
