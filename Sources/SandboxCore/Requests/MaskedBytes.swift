import Encodings
import Masking

/// A body that shows no card number.
package struct MaskedBytes: Sendable {
    private let kept: [UInt8]
    /// Whether the mask is still to be laid on, by whoever looks.
    private let isRaw: Bool

    /// With every card number masked.
    package var bytes: [UInt8] { isRaw ? CardMask.masked(document: kept) : kept }
    /// How many bytes are kept, masked or not yet.
    package var count: Int { kept.count }
    package var isEmpty: Bool { kept.isEmpty }

    /// A request's body; `holdsCard` hides what else belongs to the card that it registers.
    init(request body: [UInt8], holdsCard: Bool) {
        kept = CardMask.masked(document: body, hidesSecrets: holdsCard)
        isRaw = false
    }

    /// A body of the gateway's own, which it shares with the answer; most of them are never looked at.
    init(answer body: [UInt8]) {
        kept = body
        isRaw = true
    }

    /// A body that was masked when it was journaled.
    init(journaled body: [UInt8]) { self.init(request: body, holdsCard: false) }

    /// Nothing.
    init() { self.init(answer: []) }

    /// The same for bodies that were masked from what may have been the same.
    var checksum: UInt64 { FNV1a.hash(of: kept) }
}
