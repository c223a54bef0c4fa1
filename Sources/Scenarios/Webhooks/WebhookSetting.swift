/// The `webhooks` of a scenario.
package struct WebhookSetting: Sendable, Equatable {
    /// The receivers, in the order of the file.
    package let endpoints: [EndpointSetting]
    /// The wait before each retry.
    package let retries: [Duration]
    /// What an endpoint gets that names no profile of its own.
    package let profile: SignatureProfile

    /// A setting like that of Toss unless it is said otherwise.
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
    /// Where deliveries go: `http://` or `https://` and a host, or `collect:` for no receiver at all.
    package let url: String
    /// The event types it takes; nil means all.
    package let events: [String]?
    /// The key of its signatures; nil when the file has none.
    package let secret: String?
    /// Its own, or the one of `webhooks`.
    package let profile: SignatureProfile
    /// Whether everything for it waits until somebody releases it.
    package let isHeld: Bool

    /// The URL of an endpoint that has no receiver: what is sent there succeeds at once, and nothing leaves the process.
    package static let collectURL = "collect:"

    /// An endpoint that takes all events unless some are given.
    package init(
        url: String,
        events: [String]? = nil,
        secret: String? = nil,
        profile: SignatureProfile = .toss,
        isHeld: Bool = false
    ) {
        self.url = url
        self.events = events
        self.secret = secret
        self.profile = profile
        self.isHeld = isHeld
    }
}

/// How deliveries to an endpoint are signed and their events named.
package enum SignatureProfile: Sendable, Equatable {
    /// As Toss documents it: payment events carry no signature.
    case toss
    /// As older guides have it: signed in `TossPayments-Signature`, with names such as `PAYMENT_APPROVED`, and billing
    /// charges announced as well. Toss documents none of this.
    case legacy
    /// As one shop expects it.
    case custom(CustomProfile)

    /// What holds where nobody says otherwise: each API's own way.
    package static let standard = SignatureProfile.toss
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

    /// The header that carries the signature.
    package let header: String
    /// How the signature is computed.
    package let algorithm: Algorithm
    /// How it is written.
    package let encoding: Encoding
    /// The event's name for a payment status; a status that is absent keeps Toss's name.
    package let events: [String: String]

    /// A setting like that of Toss unless it is said otherwise.
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
