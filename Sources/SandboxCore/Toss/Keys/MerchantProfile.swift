package import TossAPI

/// What a merchant's objects say about it.
package struct MerchantProfile: Sendable {
    /// Merchant id, up to 14 characters.
    package let mId: String
    /// API version that shapes the objects: the newest for test merchants, pinned for widget keys (documented).
    package let version: String

    /// The ids of the documentation's keys are the real ones (measured); all other sandboxes share one pair of ids, so
    /// that equal seeds give equal bytes whatever the sandbox is called.
    package init(kind: MerchantKind, sandbox: String) {
        let isDocumented = sandbox == MerchantKey.defaultSandbox
        switch kind {
        case .api:
            mId = isDocumented ? "tvivarepublica" : "tossbox01"
            version = "2024-06-01"
        case .widget:
            mId = isDocumented ? "tgen_docs" : "tgen_tossbox"
            version = "2022-11-16"
        }
    }
}
