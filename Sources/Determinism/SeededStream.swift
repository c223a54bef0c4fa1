internal import Encodings

/// An endless stream of numbers that depends on its seed and label alone (SplitMix64).
///
/// Every purpose draws from a stream of its own, so that one more webhook, say, never changes a paymentKey. It is
/// `public`, as nothing less is compiled into who uses it: an id is some thirty numbers.
public struct SeededStream: Sendable, Equatable {
    @usableFromInline var state: UInt64

    package init(seed: UInt64, label: StaticString) {
        self.init(seed: seed, label: label.description)
    }

    /// The stream of something that a file has named.
    package init(seed: UInt64, label: String) {
        var hash = FNV1a(from: seed)
        hash.add(label)
        state = hash.value
        _ = next()
    }

    @inlinable
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which must be above zero.
    ///
    /// The bias of the multiplication is below 2⁻³² for the small bounds used here.
    @inlinable
    public mutating func next(below bound: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: bound).high
    }
}

/// The seed of a sandbox whose scenario names none: its name, hashed (FNV-1a).
package func seed(fromName name: String) -> UInt64 {
    FNV1a.hash(of: name)
}
