internal import Crypto
internal import SandboxCore

/// The pair of keys that a file is run with.
package struct RunKeys: Sendable, Equatable {
    /// What the shop signs its calls with.
    package let secretKey: String
    /// What a browser would use.
    package let clientKey: String
    /// The name of the sandbox, unless the key is bound to another.
    package let sandbox: String

    /// The keys of a sandbox for one file.
    package init(path: String) {
        sandbox = "run_" + Slug.of(path: path)
        secretKey = "test_sk_" + sandbox
        clientKey = "test_ck_" + sandbox
    }

    /// The pair of a secret key that was given; nil when it is no secret key that a sandbox takes.
    package init?(secretKey text: String) {
        guard let key = MerchantKey(text), key.role == .secret, !key.isRefusedByName else { return nil }
        secretKey = text
        sandbox = key.ownSandbox
        let prefix = key.kind == .api ? "test_ck_" : "test_gck_"
        let documented = key.ownSandbox == MerchantKey.defaultSandbox && MerchantKey.documented.contains(text)
        clientKey = MerchantKey.documented.first { documented && $0.hasPrefix(prefix) } ?? prefix + key.name
    }

    /// The secret key as `Authorization: Basic` wants it.
    package var basic: String { base64(Array("\(secretKey):".utf8)) }
}
