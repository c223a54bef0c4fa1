import TossAPI

/// The alarms of a sandbox, set and going off.
///
/// An id has one alarm that is set. It may have others that have gone off: they ring, or wait for their turn to.
package struct AlarmBook: Sendable {
    /// An alarm whose receiver has not answered yet.
    package struct Ringing: Sendable {
        package let number: Int
        package let alarm: Alarm
        /// Whether it was removed meanwhile, and is not set again whatever the receiver says.
        fileprivate(set) var isRemoved = false
    }

    /// Alarms that have not rung, by number.
    private var pending: [Int: Alarm] = [:]
    /// The alarm that was set last, by id.
    private var numbers: [String: Int] = [:]
    /// Alarms that had gone off when another one was set under their id.
    private var overtaken: Set<Int> = []
    /// Alarms whose instant the clock was set past while another one rang, by the order of their instants.
    private var line: [Int] = []
    private var made = 0
    /// In the order in which they began to ring.
    package private(set) var ringing: [Ringing] = []

    package init() {}

    /// Every alarm that will ring, one for each id, by the order they were made.
    package var alarms: [Alarm] { numbers.values.sorted().compactMap { pending[$0] } }

    subscript(number: Int) -> Alarm? { pending[number] }

    /// The alarms that ring as soon as those before them were answered, first one first.
    var waiting: [Alarm] { line.compactMap { pending[$0] } }

    /// Lets an alarm ring when all before it were answered.
    mutating func standInLine(_ number: Int) { line.append(number) }

    /// The alarm whose turn it is.
    mutating func takeFirstInLine() -> Int? { line.isEmpty ? nil : line.removeFirst() }

    /// The alarm that is set under an id, if it has not gone off.
    func alarm(_ id: String, setFor now: Instant) -> Alarm? {
        numbers[id].flatMap { pending[$0] }.flatMap { $0.at > now ? $0 : nil }
    }

    /// Sets an alarm, in place of one with the same id that has not gone off; returns the number its timer carries.
    mutating func add(_ alarm: Alarm, at now: Instant) -> Int {
        if let old = numbers[alarm.id], let before = pending[old] {
            if before.at > now { pending[old] = nil } else { overtaken.insert(old) }
        }
        made += 1
        numbers[alarm.id] = made
        pending[made] = alarm
        return made
    }

    /// Removes the alarms with an id, wherever they are; false when there are none.
    mutating func remove(_ id: String) -> Bool {
        var numbers = overtaken.filter { pending[$0]?.id == id }
        if let number = self.numbers.removeValue(forKey: id) { numbers.insert(number) }
        for number in numbers { pending[number] = nil }
        overtaken.subtract(numbers)
        for index in ringing.indices where ringing[index].alarm.id == id {
            ringing[index].isRemoved = true
            numbers.insert(ringing[index].number)
        }
        return !numbers.isEmpty
    }

    mutating func ring(_ number: Int) -> Alarm? {
        guard let alarm = pending.removeValue(forKey: number) else { return nil }
        overtaken.remove(number)
        if numbers[alarm.id] == number { numbers[alarm.id] = nil }
        ringing.append(Ringing(number: number, alarm: alarm))
        return alarm
    }

    /// Ends a ringing; `mayRepeat` is false for an alarm that was removed meanwhile.
    mutating func answered(_ number: Int) -> (alarm: Alarm, mayRepeat: Bool)? {
        guard let index = ringing.firstIndex(where: { $0.number == number }) else { return nil }
        let ended = ringing.remove(at: index)
        return (ended.alarm, !ended.isRemoved)
    }
}
