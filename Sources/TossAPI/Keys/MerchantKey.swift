/// Which of the two contracts a key belongs to; each has keys, payments and billing keys of its own.
package enum MerchantKind: String, Sendable, CaseIterable {
    /// API individual integration: `test_ck_` and `test_sk_`.
    case api
    /// Payment widget: `test_gck_` and `test_gsk_`.
    case widget
}

/// A client or secret key of the test environment.
///
///     test_sk_alpha ┐ api    ┐
///     test_ck_alpha ┘        │ sandbox "alpha"
///     test_gsk_alpha ┐ widget│
///     test_gck_alpha ┘       ┘
package struct MerchantKey: Hashable, Sendable, CustomStringConvertible {
    /// Who holds a key.
    package enum Role: Sendable { case client, secret }

    /// The key as it is written.
    package let text: String
    /// Who holds it: a browser or a server.
    package let role: Role
    /// The contract it belongs to.
    package let kind: MerchantKind
    /// What follows the prefix: the name of the sandbox that the key opens unless it is bound to another.
    package let name: String
    /// Whether the name says that the key is to be refused: it holds `invalid` or `unknown`.
    package let isRefusedByName: Bool
    /// The sandbox this key opens when nobody bound it elsewhere.
    package let ownSandbox: String

    package var description: String { text }

    /// Nil when `text` is no key of the test environment: live, without a name, or with characters no key has.
    package init?(_ text: String) {
        // Keys are compared as bytes: every request brings one.
        guard let form = Self.forms.first(where: { text.utf8.starts(with: $0.prefix.utf8) }) else { return nil }
        let name = text.utf8.dropFirst(form.prefix.utf8.count)
        guard (1...128).contains(name.count), name.allSatisfy(Self.isKeyCharacter) else { return nil }
        self.text = text
        role = form.role
        kind = form.kind
        self.name = String(Substring(name))
        ownSandbox = Self.documented.contains(text) ? Self.defaultSandbox : self.name
        isRefusedByName = contains("invalid", in: name) || contains("unknown", in: name)
    }

    private struct Form {
        let prefix: String
        let role: Role
        let kind: MerchantKind
    }

    private static let forms = [
        Form(prefix: "test_sk_", role: .secret, kind: .api), Form(prefix: "test_ck_", role: .client, kind: .api),
        Form(prefix: "test_gsk_", role: .secret, kind: .widget),
        Form(prefix: "test_gck_", role: .client, kind: .widget),
        // Oldest secret keys were called `test_ak_` (third-party code, 2020 to 2022).
        Form(prefix: "test_ak_", role: .secret, kind: .api),
    ]

    private static func isKeyCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The sandbox of calls without a key, and of the keys printed in Toss's documentation.
    package static let defaultSandbox = "default"

    /// The four keys printed in Toss's documentation; everybody's first request is made with them.
    package static let documented: Set<String> = [
        "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq", "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R",
        "test_gck_docs_Ovk5rk1EwkEbP0W43n07xlzm", "test_gsk_docs_OaPz8L5KdmQXkzRz3y47BMw6",
    ]
}

private func contains(_ word: StaticString, in text: Substring.UTF8View) -> Bool {
    word.withUTF8Buffer { word in
        var rest = text
        while rest.count >= word.count {
            if rest.starts(with: word) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
