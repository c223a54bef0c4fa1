package import Scenarios

/// A receiver of webhooks.
package struct WebhookEndpoint: Sendable, Equatable {
    /// Who asked for it, which decides when it goes away.
    package enum Origin: String, Sendable {
        /// Goes with its scenario.
        case scenario
        /// Made by a control call; stays until it is deleted or everything is forgotten.
        case call
        /// Named on the command line; stays for ever.
        case launch
        /// Named by one emission and forgotten after it.
        case emission
    }

    /// `endpoint-` and a number that counts from 1; `emission` for the receiver of one emission.
    package let id: String
    /// Where webhooks go, or `collect:` for nowhere.
    package let url: String
    /// The event types it takes; nil takes all.
    package let events: Set<String>?
    /// What they are signed with; nil leaves them unsigned.
    package let secret: String?
    /// In which way they are signed.
    package let profile: SignatureProfile
    /// Who asked for it.
    package let origin: Origin
    /// Whether everything for it waits until somebody releases it.
    package let isHeld: Bool

    package init(
        id: String,
        url: String,
        events: Set<String>? = nil,
        secret: String? = nil,
        profile: SignatureProfile = .standard,
        origin: Origin,
        isHeld: Bool = false
    ) {
        self.id = id
        self.url = url
        self.events = events
        self.secret = secret
        self.profile = profile
        self.origin = origin
        self.isHeld = isHeld
    }

    /// Whether there is no receiver.
    package var collects: Bool { url == EndpointSetting.collectURL }

    /// Whether it wants events of this type.
    package func takes(_ eventType: String) -> Bool { events?.contains(eventType) ?? true }

    /// How it wants to be signed itself; nil when it leaves that to the API.
    var ownSigning: WebhookSigning? {
        guard let secret, case .custom(let custom) = profile else { return nil }
        return WebhookSigning(
            header: custom.header,
            algorithm: custom.algorithm,
            encoding: custom.encoding,
            key: secret
        )
    }
}

/// A signature of the raw body.
package struct WebhookSigning: Sendable, Equatable {
    /// Which header carries it.
    package let header: String
    /// The hash under the HMAC.
    package let algorithm: CustomProfile.Algorithm
    /// How its bytes are written.
    package let encoding: CustomProfile.Encoding
    /// As it was given; its UTF-8 is the key.
    package let key: String
}
