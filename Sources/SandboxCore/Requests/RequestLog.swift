package import TossAPI

/// One Toss call as the log remembers it.
package struct LoggedRequest: Sendable {
    /// Counts from 1 for every call a sandbox takes.
    package let id: Int
    package let at: Instant
    package let method: String
    package let path: String
    package let requestBody: [UInt8]
    package let idempotencyKey: String?
    package internal(set) var orderId: String?
    package internal(set) var paymentKey: String?
    /// Nil while the answer is held back.
    package internal(set) var status: Int?
    package internal(set) var responseBody: [UInt8] = []
    /// The scenario rule that fired.
    package internal(set) var rule: String?
    package internal(set) var fault: String?
    /// Why it was refused, in words for the person who reads the log.
    package internal(set) var note: String?
    package internal(set) var isReplay = false
    /// Ids of the deliveries it caused.
    package internal(set) var events: [String] = []
}

/// The last requests, oldest first; older ones are forgotten.
package struct RequestLog: Sendable {
    private var slots: [LoggedRequest] = []
    /// How many requests were ever taken.
    package private(set) var taken = 0
    private let capacity: Int

    package init(capacity: Int) { self.capacity = max(1, capacity) }

    /// The id the next request gets.
    var nextId: Int { taken + 1 }

    mutating func add(_ request: LoggedRequest) {
        if slots.count < capacity { slots.append(request) } else { slots[taken % capacity] = request }
        taken += 1
    }

    /// The request with this id, as long as it is remembered.
    package subscript(id: Int) -> LoggedRequest? {
        let slot = (id - 1) % capacity
        guard slots.indices.contains(slot), slots[slot].id == id else { return nil }
        return slots[slot]
    }

    /// How many requests are forgotten.
    package var forgotten: Int { max(0, taken - capacity) }

    /// Changes a request that is still remembered.
    mutating func update(_ id: Int, _ change: (inout LoggedRequest) -> Void) {
        let slot = (id - 1) % capacity
        guard slots.indices.contains(slot), slots[slot].id == id else { return }
        change(&slots[slot])
    }

    package var entries: [LoggedRequest] {
        guard taken > capacity else { return slots }
        let oldest = taken % capacity
        return Array(slots[oldest...] + slots[..<oldest])
    }
}
