package import TossAPI

extension APIRequest {
    /// Which contract of the sandbox the key belongs to.
    package var merchant: MerchantKind { account == MerchantKind.widget.rawValue ? .widget : .api }
}
