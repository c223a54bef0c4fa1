/// An e-mail address in the one spelling that counts: without blanks around it, in lower case.
///
/// Only the shape is checked, since nothing but a mail proves an address: one `@` with something on both sides, a dot
/// in the domain, no blank and no control character, at most 254 bytes. The part before the `@` is lower-cased as well;
/// the standard allows two people to differ in it, and no mail service does.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The normalised text.
    package let description: String

    /// Normalises a text, or nil when it is no address.
    package init?(_ text: String) {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let labels = parts.last?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, let local = parts.first, (1...64).contains(local.utf8.count), text.utf8.count <= 254,
            labels.count > 1, labels.allSatisfy({ (1...63).contains($0.utf8.count) }),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"(),:;<>[\\]".utf8.contains($0) })
        else { return nil }
        description = text.lowercased()
    }
}
