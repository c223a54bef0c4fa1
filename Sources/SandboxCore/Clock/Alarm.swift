package import TossAPI

/// A URL that is called when the clock gets there, so that a shop's own jobs move with it.
package struct Alarm: Sendable, Equatable {
    package let id: String
    package let at: Instant
    package let url: String

    package init(id: String, at: Instant, url: String) {
        self.id = id
        self.at = at
        self.url = url
    }
}

/// An alarm that goes off now; the shell calls its URL and reports what came back.
package struct AlarmCall: Sendable {
    package let alarm: Alarm
    /// Tells it from another ringing of an alarm with the same id.
    package let number: Int
    package let now: Instant
    package let epoch: Int
}
