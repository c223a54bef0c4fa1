import Scenarios
import TossAPI

/// The receivers of a sandbox's webhooks; they outlive what is sent to them.
package struct EndpointBook: Sendable, Equatable {
    /// In the order in which they were added.
    package private(set) var all: [WebhookEndpoint]
    /// How many were ever added: no id is given out twice.
    package private(set) var made: Int

    init(_ endpoints: [WebhookEndpoint] = [], made: Int = 0) {
        all = endpoints
        self.made = made
    }

    mutating func add(_ setting: EndpointSetting, origin: WebhookEndpoint.Origin) -> WebhookEndpoint {
        made += 1
        let endpoint = WebhookEndpoint(
            id: "endpoint-\(made)",
            url: setting.url,
            events: setting.events.map(Set.init),
            secret: setting.secret,
            profile: setting.profile,
            origin: origin,
            isHeld: setting.isHeld
        )
        all.append(endpoint)
        return endpoint
    }

    /// What a snapshot kept takes the place of `now`, and what is named on the command line stays as it is now.
    ///
    /// Returns those that the snapshot has of another start's command line; ids go on.
    mutating func replace(_ now: EndpointBook) -> [WebhookEndpoint] {
        made = max(made, now.made)
        let launched = now.all.filter { $0.origin == .launch }
        let gone = remove { $0.origin == .launch && !launched.contains($0) }
        all += launched.filter { !all.contains($0) }
        return gone
    }

    /// Takes endpoints away, and returns them.
    mutating func remove(where isGone: (WebhookEndpoint) -> Bool) -> [WebhookEndpoint] {
        let gone = all.filter(isGone)
        if !gone.isEmpty { all.removeAll(where: isGone) }
        return gone
    }

    /// Those that take an event.
    func taking(_ event: String) -> [WebhookEndpoint] { all.filter { $0.takes(event) } }
}
