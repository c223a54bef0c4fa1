package import Masking
package import Scenarios
package import TossAPI

/// One call of an API as the log remembers it.
package struct LoggedRequest: Sendable {
    /// Counts from 1 for every call a sandbox takes.
    package let id: Int
    /// When it came, by the sandbox's clock.
    package let at: Instant
    /// What rules call it.
    package let kind: CallKind
    package let method: String
    package let path: MaskedText
    package let requestBody: MaskedBytes
    package let idempotencyKey: MaskedText?
    package internal(set) var orderId: MaskedText?
    package internal(set) var paymentKey: MaskedText?
    /// Nil while the answer is held back.
    package internal(set) var status: Int?
    package internal(set) var responseBody = MaskedBytes()
    /// The scenario rule that fired.
    package internal(set) var rule: MaskedText?
    /// How the wire spoilt the answer; nil when it was sent whole.
    package internal(set) var fault: String?
    /// Why it was refused, in words for the person who reads the log.
    package internal(set) var note: MaskedText?
    /// Whether the answer was that of an earlier call with the same idempotency key.
    package internal(set) var isReplay = false
    /// Ids of the deliveries it caused.
    package internal(set) var events: [String] = []
}

extension LoggedRequest {
    /// About how many bytes it holds.
    fileprivate var weight: Int {
        512 + requestBody.count + responseBody.count + path.text.utf8.count
            + (idempotencyKey?.text.utf8.count ?? 0) + (note?.text.utf8.count ?? 0) + events.count * 64
    }
}

/// The last requests, oldest first; older ones are forgotten, by number and by the bytes that they hold.
package struct RequestLog: Sendable {
    private var slots: [LoggedRequest] = []
    /// How many requests were ever taken.
    package private(set) var taken = 0
    /// How many requests are forgotten.
    package private(set) var forgotten = 0
    /// About how many bytes the remembered ones hold.
    package private(set) var weight = 0
    private let capacity: Int
    private let byteCapacity: Int

    package init(_ limits: SandboxLimits) {
        capacity = max(1, limits.requests)
        byteCapacity = limits.requestBytes
    }

    /// The id the next request gets.
    var nextId: Int { taken + 1 }

    mutating func add(_ request: LoggedRequest) {
        if taken - forgotten == capacity { forgetOldest() }
        if slots.count < capacity { slots.append(request) } else { slots[taken % capacity] = request }
        taken += 1
        weight += request.weight
        forgetTooMuch()
    }

    /// The request with this id, as long as it is remembered.
    package subscript(id: Int) -> LoggedRequest? {
        remembers(id) ? slots[(id - 1) % capacity] : nil
    }

    /// Changes a request that is still remembered.
    mutating func update(_ id: Int, _ change: (inout LoggedRequest) -> Void) {
        guard remembers(id) else { return }
        let slot = (id - 1) % capacity
        weight -= slots[slot].weight
        change(&slots[slot])
        weight += slots[slot].weight
        forgetTooMuch()
    }

    /// Forgets the oldest until at most so many bytes are held.
    mutating func forget(downTo bytes: Int) {
        while weight > bytes, taken > forgotten { forgetOldest() }
    }

    /// Keeps to the budget, but for the newest request, however much it holds.
    private mutating func forgetTooMuch() {
        while weight > byteCapacity, taken - forgotten > 1 { forgetOldest() }
    }

    package var entries: [LoggedRequest] {
        (forgotten..<taken).map { slots[$0 % capacity] }
    }

    private func remembers(_ id: Int) -> Bool { id > forgotten && id <= taken }

    private mutating func forgetOldest() {
        let slot = forgotten % capacity
        weight -= slots[slot].weight
        slots[slot] = .forgotten
        forgotten += 1
    }
}

extension LoggedRequest {
    /// What stands where a request stood, and holds nothing.
    fileprivate static let forgotten = LoggedRequest(
        id: 0,
        at: Instant(microseconds: 0),
        kind: .lookUp,
        method: "",
        path: "",
        requestBody: MaskedBytes(),
        idempotencyKey: nil
    )
}
