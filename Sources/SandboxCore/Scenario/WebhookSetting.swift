/// The `webhooks` of a scenario.
package struct WebhookSetting: Sendable, Equatable {
    package let endpoints: [EndpointSetting]
    /// The wait before each retry.
    package let retries: [Duration]
    /// What an endpoint gets that names no profile of its own.
    package let profile: SignatureProfile

    package init(
        endpoints: [EndpointSetting] = [],
        retries: [Duration] = WebhookSetting.tossRetries,
        profile: SignatureProfile = .toss
    ) {
        self.endpoints = endpoints
        self.retries = retries
        self.profile = profile
    }

    /// The seven waits of Toss: 1, 4, 16, 64, 256, 1024 and 4096 minutes (docs, guides/v2/webhook).
    package static let tossRetries: [Duration] = [1, 4, 16, 64, 256, 1024, 4096].map { .seconds($0 * 60) }
}

/// A receiver of webhooks that a scenario names.
package struct EndpointSetting: Sendable, Equatable {
    package let url: String
    /// The event types it takes; nil means all.
    package let events: [String]?
    package let secret: String?
    package let profile: SignatureProfile

    package init(url: String, events: [String]? = nil, secret: String? = nil, profile: SignatureProfile = .toss) {
        self.url = url
        self.events = events
        self.secret = secret
        self.profile = profile
    }
}

/// How deliveries to an endpoint are signed and their events named.
package enum SignatureProfile: Sendable, Equatable {
    /// As Toss documents it: payment events carry no signature.
    case toss
    /// As older guides have it.
    case legacy
    case custom(CustomProfile)
}

/// A dialect of a shop's own.
package struct CustomProfile: Sendable, Equatable {
    /// The hash under the HMAC.
    package enum Algorithm: String, CaseIterable, Sendable {
        case sha256 = "hmac-sha256"
        case sha512 = "hmac-sha512"
    }

    /// How the MAC is written into the header.
    package enum Encoding: String, CaseIterable, Sendable {
        case hex, base64
    }

    package let header: String
    package let algorithm: Algorithm
    package let encoding: Encoding
    /// The event's name for a payment status; a status that is absent keeps Toss's name.
    package let events: [String: String]

    package init(
        header: String,
        algorithm: Algorithm = .sha256,
        encoding: Encoding = .hex,
        events: [String: String] = [:]
    ) {
        self.header = header
        self.algorithm = algorithm
        self.encoding = encoding
        self.events = events
    }
}
