/// What a rule can name in `on`: a call of an API, or the buyer in its payment window.
///
/// Which there are says a `Vocabulary`.
package struct CallKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// As scenario files write it: `payments.confirm`.
    package let rawValue: String

    /// Every text is a kind; whether a file may name it says its vocabulary.
    package init(rawValue: String) { self.rawValue = rawValue }

    package var description: String { rawValue }
}
