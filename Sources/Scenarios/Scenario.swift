package import TossAPI

/// How a sandbox behaves: what a scenario file says, checked.
///
/// It never changes, and every sandbox that obeys it shares it. The file's `steps` are checked when it is read, and stay in `document`: only the command line runs them.
package final class Scenario: Sendable {
    /// A short name, as in reports.
    package let name: String
    /// What happens, for people.
    package let description: String
    /// Nil leaves the seed to the sandbox's name.
    package let seed: UInt64?
    /// Nil leaves the clock as it is.
    package let clock: ClockSetting?
    /// The built-in table, overlaid by the file's.
    package let cards: CardTable
    /// In file order: the first that matches and fires decides.
    package let rules: [CallRule]
    /// Where webhooks go, and how.
    package let webhooks: WebhookSetting
    /// What goes wrong with deliveries, in file order: the first that matches and fires decides.
    package let webhookRules: [WebhookRule]
    /// The text as it was loaded, with its variables filled in and its stray card numbers masked.
    package let document: [UInt8]
    /// The headers that rules ask for, in lower case.
    package let askedHeaders: Set<String>
    /// What counts the memory that it takes; it holds on to that for as long as it is there.
    private let share: (any AnyObject & Sendable)?

    /// A scenario with the built-in cards and nothing else unless it is given.
    package init(
        name: String,
        description: String,
        seed: UInt64? = nil,
        clock: ClockSetting? = nil,
        cards: CardTable = .builtIn,
        rules: [CallRule] = [],
        webhooks: WebhookSetting = WebhookSetting(),
        webhookRules: [WebhookRule] = [],
        document: [UInt8] = []
    ) {
        self.name = name
        self.description = description
        self.seed = seed
        self.clock = clock
        self.cards = cards
        self.rules = rules
        self.webhooks = webhooks
        self.webhookRules = webhookRules
        self.document = document
        askedHeaders = Set(rules.flatMap(\.conditions.headers.keys))
        share = nil
    }

    private init(_ other: Scenario, share: (any AnyObject & Sendable)?) {
        name = other.name
        description = other.description
        seed = other.seed
        clock = other.clock
        cards = other.cards
        rules = other.rules
        webhooks = other.webhooks
        webhookRules = other.webhookRules
        document = other.document
        askedHeaders = other.askedHeaders
        self.share = share
    }

    /// About how many bytes it takes: the text, and as much for what was read from it.
    package var weight: Int { 2 * document.count }

    /// The same, which keeps `share` for as long as a copy of it is there; nil keeps none.
    package func counted(by share: (any AnyObject & Sendable)?) -> Scenario { Scenario(self, share: share) }

    /// A gateway without surprises: no rules, the built-in cards, no clock, no endpoints.
    package static let standard = Scenario(
        name: "standard",
        description: "A gateway without surprises: no rules, the built-in cards.",
        document: Array(
            #"{"name":"standard","description":"A gateway without surprises: no rules, the built-in cards."}"#.utf8
        )
    )
}

/// The `clock` of a scenario.
package struct ClockSetting: Sendable, Equatable {
    /// What moves it.
    package let mode: ClockMode
    /// Where it begins; nil leaves that to the sandbox.
    package let start: Instant?
    /// Seconds of the sandbox for each real one; there for `scaled` only, above 0 and at most 1,000,000.
    package let rate: Double?

    /// A setting; the reader sees to it that a rate goes with `scaled`.
    package init(mode: ClockMode, start: Instant? = nil, rate: Double? = nil) {
        self.mode = mode
        self.start = start
        self.rate = rate
    }
}

/// What moves a sandbox's clock.
package enum ClockMode: String, CaseIterable, Sendable {
    /// It runs with the wall clock.
    case system
    /// It stands until it is advanced.
    case manual
    /// It runs faster or slower than the wall clock.
    case scaled
}
