internal import Queues

/// The orders that wait for a connection, host by host.
///
/// A host has so many connections, and all hosts have so many together. When one of these is free the hosts take turns,
/// so that a slow one keeps only itself waiting.
struct WaitingLine {
    private struct Host {
        var tickets = FirstInFirstOut<Int>()
        var running = 0
        var isInTurn = false
    }

    private let mostPerHost: Int
    private let most: Int
    private var hosts: [String: Host] = [:]
    /// Hosts with something to start and room for it.
    private var turns = FirstInFirstOut<String>()
    private var running = 0
    /// A ticket whose order is gone is passed over when its turn comes.
    private var orders: [Int: WaitingOrder] = [:]
    private var tickets: [ObjectIdentifier: Int] = [:]
    private var ticketsMade = 0
    /// The earliest deadline of a waiting order, or an earlier one of an order that is gone.
    private(set) var firstDeadline: SuspendingClock.Instant?

    init(_ configuration: Client.Configuration) {
        mostPerHost = configuration.maximumConnectionsPerHost
        most = configuration.maximumTransfers
    }

    mutating func append(_ waiting: WaitingOrder) {
        ticketsMade += 1
        orders[ticketsMade] = waiting
        tickets[ObjectIdentifier(waiting.order.transfer)] = ticketsMade
        if let deadline = waiting.deadline { firstDeadline = min(firstDeadline ?? deadline, deadline) }
        let name = waiting.destination.description
        hosts[name, default: Host()].tickets.append(ticketsMade)
        takeTurn(name)
    }

    /// Takes the next order that can have a connection, and counts it as running.
    mutating func next() -> WaitingOrder? {
        while running < most, let name = turns.popFirst() {
            hosts[name]?.isInTurn = false
            guard let waiting = first(of: name) else {
                forgetIfIdle(name)
                continue
            }
            hosts[name]?.running += 1
            running += 1
            takeTurn(name)
            return waiting
        }
        return nil
    }

    private mutating func first(of name: String) -> WaitingOrder? {
        while let ticket = hosts[name]?.tickets.popFirst() {
            if let waiting = orders.removeValue(forKey: ticket) {
                tickets[ObjectIdentifier(waiting.order.transfer)] = nil
                return waiting
            }
        }
        return nil
    }

    /// Frees the connection that an order had.
    mutating func end(at destination: Destination) {
        let name = destination.description
        running -= 1
        hosts[name]?.running -= 1
        takeTurn(name)
        forgetIfIdle(name)
    }

    /// Takes the order of a transfer out, if it waits.
    mutating func remove(_ transfer: Transfer) -> WaitingOrder? {
        tickets.removeValue(forKey: ObjectIdentifier(transfer)).flatMap { orders.removeValue(forKey: $0) }
    }

    /// Takes the orders out whose time is over.
    mutating func removeLate(at now: SuspendingClock.Instant) -> [WaitingOrder] {
        guard let first = firstDeadline, first <= now else { return [] }
        let late = orders.filter { $0.value.deadline.map { $0 <= now } ?? false }.sorted { $0.key < $1.key }
        for (ticket, waiting) in late {
            orders[ticket] = nil
            tickets[ObjectIdentifier(waiting.order.transfer)] = nil
        }
        firstDeadline = orders.values.lazy.compactMap(\.deadline).min()
        return late.map(\.value)
    }

    /// Takes every order out, in the order in which they came.
    mutating func removeAll() -> [WaitingOrder] {
        defer {
            orders = [:]
            tickets = [:]
        }
        return orders.sorted { $0.key < $1.key }.map(\.value)
    }

    private mutating func takeTurn(_ name: String) {
        guard let host = hosts[name], !host.isInTurn, !host.tickets.isEmpty, host.running < mostPerHost else { return }
        hosts[name]?.isInTurn = true
        turns.append(name)
    }

    private mutating func forgetIfIdle(_ name: String) {
        if let host = hosts[name], host.running == 0, host.tickets.isEmpty, !host.isInTurn { hosts[name] = nil }
    }
}
