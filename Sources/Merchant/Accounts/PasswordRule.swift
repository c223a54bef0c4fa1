/// What a new password must be.
package enum PasswordRule {
    /// In characters.
    package static let shortest = 8
    /// In bytes, so that nobody keeps the hash busy with megabytes.
    package static let longest = 256

    /// What is wrong with a password, or nil.
    package static func objection(to password: String) -> String? {
        if password.unicodeScalars.count < shortest { return "password must have at least \(shortest) characters" }
        if password.utf8.count > longest { return "password may have at most \(longest) bytes" }
        return nil
    }
}
