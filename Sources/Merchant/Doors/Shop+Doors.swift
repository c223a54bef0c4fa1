extension Shop {
    /// Every door of the shop, for one backend.
    package func doors(_ parts: MerchantServer.Parts) -> [Door] {
        doors(
            clientKey: parts.configuration.tossClientKey,
            webhookSecret: parts.configuration.webhookSecret,
            linkSecret: parts.configuration.jwtSecret,
            publicURL: parts.publicURL
        )
    }

    /// Every door of the shop; browsers come back to `publicURL`, `webhookSecret` signs what Pro billing is told, and the
    /// links that guests get are made from `linkSecret`.
    package func doors(
        clientKey: String,
        webhookSecret: Secret,
        linkSecret: Secret,
        publicURL: String
    ) -> [Door] {
        let links = AccessLinks(linkSecret)
        let market = PromptMarketDoor(self, clientKey: clientKey, publicURL: publicURL, links: links)
        let billing = BillingDoor(self, clientKey: clientKey, publicURL: publicURL)
        let webhooks = WebhookDoor(inbox.intake, secret: webhookSecret)
        let purchases = PurchaseDoor(self, links: links)
        return [market.door, purchases.door, billing.door, AdminDoor(self).door, webhooks.door, ReturnPages().door]
    }
}
