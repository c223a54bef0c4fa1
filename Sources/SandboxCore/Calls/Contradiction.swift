/// An object refused what had been decided for it: a fault of Tossbox, never of who asked.
package struct Contradiction: Error, Sendable, CustomStringConvertible {
    package let description: String

    /// `what` refused `event`, because `reason`.
    package init(_ what: String, refused event: String, because reason: String) {
        description =
            "A fault of Tossbox: \(what) refused \(event), which had been decided for it: \(reason). Nothing was changed."
    }
}
