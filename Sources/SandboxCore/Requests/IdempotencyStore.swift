package import TossAPI

/// Answers kept under `Idempotency-Key`: replayed to the byte, errors included, whatever the body (documented, measured).
package struct IdempotencyStore: Sendable {
    /// Key, API key, method and URL; the body is no part of it (documented).
    package struct Scope: Hashable, Sendable {
        package let idempotencyKey: String
        package let apiKey: String
        package let method: String
        package let path: String
    }

    package enum Entry: Sendable {
        /// The first request is still running: 409 `IDEMPOTENT_REQUEST_PROCESSING`.
        case inFlight
        case answered(StoredAnswer)
    }

    package struct StoredAnswer: Sendable {
        package let status: Int
        package let body: [UInt8]
        package let traceId: String
        /// Of the request it answered; a replay for another body gets a remark in the log.
        package let requestBody: [UInt8]
    }

    /// 15 days from the first use (documented); afterwards the key is fresh again (assumed).
    package static let lifetime = Duration.seconds(15 * 24 * 60 * 60)
    /// Longest key, in characters (documented).
    package static let longestKey = 300

    private var entries: [Scope: (entry: Entry, firstUse: Instant)] = [:]
    /// Scopes by first use, oldest first, from `oldest` on.
    private var byAge: [(scope: Scope, firstUse: Instant)] = []
    private var oldest = 0

    package init() {}

    var isEmpty: Bool { entries.isEmpty }

    package func entry(for scope: Scope, at now: Instant) -> Entry? {
        guard let found = entries[scope] else { return nil }
        switch found.entry {
        // However far a clock is moved meanwhile: the request is still running.
        case .inFlight: return .inFlight
        case .answered: return now < found.firstUse + Self.lifetime ? found.entry : nil
        }
    }

    mutating func begin(_ scope: Scope, at now: Instant) {
        forgetExpired(at: now)
        entries[scope] = (.inFlight, now)
        byAge.append((scope, now))
    }

    mutating func finish(_ scope: Scope, with answer: StoredAnswer) {
        guard let firstUse = entries[scope]?.firstUse else { return }
        entries[scope] = (.answered(answer), firstUse)
    }

    /// Frees the key: the next request runs.
    mutating func abandon(_ scope: Scope) { entries[scope] = nil }

    private mutating func forgetExpired(at now: Instant) {
        while oldest < byAge.count, byAge[oldest].firstUse + Self.lifetime <= now {
            let (scope, firstUse) = byAge[oldest]
            if let found = entries[scope], found.firstUse == firstUse, case .answered = found.entry {
                entries[scope] = nil
            }
            oldest += 1
        }
        if oldest > 1024, oldest * 2 > byAge.count {
            byAge.removeFirst(oldest)
            oldest = 0
        }
    }
}
