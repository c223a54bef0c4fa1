package import TossAPI

/// A URL that is called when the clock gets there, so that a shop's own jobs move with it.
package struct Alarm: Sendable, Equatable {
    /// What whoever set it calls it; setting it again moves it.
    package let id: String
    /// When it rings, by the sandbox's clock.
    package let at: Instant
    /// What is called then.
    package let url: String

    package init(id: String, at: Instant, url: String) {
        self.id = id
        self.at = at
        self.url = url
    }
}

/// An alarm that goes off now; the shell calls its URL and reports what came back.
package struct AlarmCall: Sendable {
    /// As it was set.
    package let alarm: Alarm
    /// Tells it from another ringing of an alarm with the same id.
    package let number: Int
    /// What the sandbox's clock shows, as the receiver is told.
    package let now: Instant
    /// The life of the sandbox it belongs to; an outcome for an earlier life is dropped.
    package let epoch: Int
}
