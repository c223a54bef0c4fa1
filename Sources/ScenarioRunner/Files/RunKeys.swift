internal import Encodings
internal import TossAPI

/// The pair of keys that a file is run with.
package struct RunKeys: Sendable, Equatable {
    /// What the shop signs its calls with.
    package let secretKey: String
    /// What a browser would use.
    package let clientKey: String
    /// What a file without a seed makes one of; without a mark it is the name of the sandbox.
    package let sandbox: String

    /// The keys of a sandbox for one file; `mark` tells runs apart that share a server.
    package init(path: String, mark: String? = nil) {
        sandbox = "run_" + Slug.of(path: path)
        let name = sandbox + (mark.map { "_" + $0 } ?? "")
        secretKey = "test_sk_" + name
        clientKey = "test_ck_" + name
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
