internal import Queues
package import TossAPI

/// Answers kept under `Idempotency-Key`: replayed to the byte, errors included, whatever the body (documented, measured).
///
/// They are kept for 15 days of the sandbox's clock, as far as a budget of bytes goes: a clock that stands still would
/// keep them for ever. The oldest go first.
package struct IdempotencyStore: Sendable {
    /// Key, API key, method and URL; the body is no part of it (documented).
    ///
    /// Compared byte by byte: two ways to write one accented letter are two keys.
    package struct Scope: Hashable, Sendable {
        private let bytes: [UInt8]

        package init(idempotencyKey: String, apiKey: String, method: String, path: String) {
            // None of the four can hold the byte between them.
            bytes = Array([idempotencyKey, apiKey, method, path].joined(separator: "\0").utf8)
        }

        fileprivate var weight: Int { bytes.count }
    }

    /// What there is under a key.
    package enum Entry: Sendable {
        /// The first request is still running: 409 `IDEMPOTENT_REQUEST_PROCESSING`.
        case inFlight
        /// Whoever asks again gets this.
        case answered(StoredAnswer)
    }

    /// An answer as it is replayed.
    package struct StoredAnswer: Sendable {
        /// Of HTTP.
        package let status: Int
        /// Replayed to the byte.
        package let body: [UInt8]
        /// That of the first answer, which a replay names behind its own.
        package let traceId: String
        /// Of the body of the request it answered; a replay for another body gets a remark in the log.
        package let requestDigest: UInt64
    }

    /// 15 days from the first use (documented); afterwards the key is fresh again (assumed).
    package static let lifetime = Duration.seconds(15 * 24 * 60 * 60)
    /// Longest key, in characters (documented).
    package static let longestKey = 300

    private struct Record: Sendable {
        var entry: Entry
        let firstUse: Instant
        /// Tells the uses of one key apart.
        let number: Int
    }

    private var records: [Scope: Record] = [:]
    /// Uses that were answered, in that order; some may be gone again.
    private var answered = FirstInFirstOut<(scope: Scope, number: Int)>()
    private var used = 0
    /// About how many bytes the answered ones hold.
    package private(set) var weight = 0
    private let capacity: Int

    /// A store that keeps about so many bytes of answers.
    package init(capacity: Int) { self.capacity = capacity }

    /// What there is under a key; nil when it is fresh, or fresh again.
    package func entry(for scope: Scope, at now: Instant) -> Entry? {
        guard let found = records[scope] else { return nil }
        switch found.entry {
        // However far a clock is moved meanwhile: the request is still running.
        case .inFlight: return .inFlight
        case .answered: return now < found.firstUse + Self.lifetime ? found.entry : nil
        }
    }

    mutating func begin(_ scope: Scope, at now: Instant) {
        used += 1
        // One that has expired goes; its place in the order is skipped by its number.
        if let old = records.updateValue(Record(entry: .inFlight, firstUse: now, number: used), forKey: scope) {
            weight -= Self.weight(of: old.entry, under: scope)
        }
    }

    mutating func finish(_ scope: Scope, with answer: StoredAnswer) {
        guard let record = records[scope], case .inFlight = record.entry else { return }
        records[scope]?.entry = .answered(answer)
        answered.append((scope, record.number))
        weight += Self.weight(of: .answered(answer), under: scope)
        forgetExpired(at: record.firstUse)
        forget(downTo: capacity)
    }

    /// Frees the key: the next request runs.
    mutating func abandon(_ scope: Scope) { records[scope] = nil }

    /// Forgets the oldest answers until at most so many bytes are held.
    mutating func forget(downTo bytes: Int) {
        while weight > bytes, !answered.isEmpty { forgetOldest() }
    }

    private mutating func forgetExpired(at now: Instant) {
        while let (scope, number) = answered.first {
            if let record = records[scope], record.number == number, now < record.firstUse + Self.lifetime { break }
            forgetOldest()
        }
    }

    private mutating func forgetOldest() {
        guard let (scope, number) = answered.popFirst(), let record = records[scope], record.number == number else {
            return
        }
        records[scope] = nil
        weight -= Self.weight(of: record.entry, under: scope)
    }

    private static func weight(of entry: Entry, under scope: Scope) -> Int {
        guard case .answered(let answer) = entry else { return 0 }
        return answer.body.count + scope.weight + 256
    }
}
