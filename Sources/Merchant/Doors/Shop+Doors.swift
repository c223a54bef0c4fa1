extension Shop {
    /// Every door of the shop, for one backend.
    package func doors(_ parts: MerchantServer.Parts) -> [Door] {
        doors(
            clientKey: parts.configuration.tossClientKey,
            webhookSecret: parts.configuration.webhookSecret,
            publicURL: parts.publicURL
        )
    }

    /// Every door of the shop; browsers come back to `publicURL`, and `webhookSecret` signs what Pro billing is told.
    package func doors(clientKey: String, webhookSecret: Secret, publicURL: String) -> [Door] {
        let market = PromptMarketDoor(self, clientKey: clientKey, publicURL: publicURL)
        let billing = BillingDoor(self, clientKey: clientKey, publicURL: publicURL, webhookSecret: webhookSecret)
        return [market.door, billing.door, AdminDoor(self).door, WebhookDoor(inbox).door, ReturnPages().door]
    }
}
