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
    package let now: Instant
    package let epoch: Int
}

package struct AlarmOutcome: Sendable {
    package let id: String
    package let epoch: Int
    /// When the receiver wants to be called again; nil leaves the alarm unset.
    package let next: Instant?

    package init(id: String, epoch: Int, next: Instant?) {
        self.id = id
        self.epoch = epoch
        self.next = next
    }
}

/// The alarms of a sandbox, set and going off.
package struct AlarmBook: Sendable {
    private var numbers: [String: Int] = [:]
    private var pending: [Int: Alarm] = [:]
    private var made = 0
    /// Alarms whose receiver has not answered yet.
    package private(set) var ringing: [String: Alarm] = [:]
    /// Those of them that were removed meanwhile, and are not set again whatever the receiver says.
    private var removed: Set<String> = []

    package init() {}

    /// Every alarm that will go off, by the order they were made.
    package var alarms: [Alarm] { pending.sorted { $0.key < $1.key }.map(\.value) }

    subscript(number: Int) -> Alarm? { pending[number] }

    /// Sets an alarm, in place of one with the same id; returns the number its timer carries.
    mutating func add(_ alarm: Alarm) -> Int {
        if let old = numbers[alarm.id] { pending[old] = nil }
        made += 1
        numbers[alarm.id] = made
        pending[made] = alarm
        return made
    }

    mutating func remove(_ id: String) -> Bool {
        let isRinging = ringing[id] != nil
        if isRinging { removed.insert(id) }
        guard let number = numbers.removeValue(forKey: id) else { return isRinging }
        pending[number] = nil
        return true
    }

    mutating func ring(_ number: Int) -> Alarm? {
        guard let alarm = pending.removeValue(forKey: number) else { return nil }
        numbers[alarm.id] = nil
        ringing[alarm.id] = alarm
        return alarm
    }

    /// Ends a ringing; `mayRepeat` is false for an alarm that was removed meanwhile.
    mutating func answered(_ id: String) -> (alarm: Alarm, mayRepeat: Bool)? {
        let wasRemoved = removed.remove(id) != nil
        return ringing.removeValue(forKey: id).map { ($0, !wasRemoved) }
    }
}
