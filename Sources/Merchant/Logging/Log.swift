package import JSON
package import TossAPI

/// Writes one JSON line for each event, with nothing secret in it.
///
///     {"time":"2026-03-01T09:00:00+09:00","level":"info","event":"payment.confirmed","trace":"4f…","orderId":"…"}
///
/// The trace is that of the running task; see `Trace`.
package struct Log: Sendable {
    /// How much an event matters.
    package enum Level: String, Sendable, Comparable, CaseIterable {
        /// Only for whoever is looking for a fault.
        case debug
        /// What should be there.
        case info
        /// What somebody should look at.
        case warning
        /// What somebody has to repair.
        case error

        /// Whether `left` matters less.
        package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .warning: 2
            case .error: 3
            }
        }
    }

    private let now: @Sendable () -> Instant
    private let minimum: Level
    private let mask: Mask
    private let sink: @Sendable ([UInt8]) -> Void

    /// Makes a log; `sink` gets each line whole, with its line end, from any thread.
    package init(
        now: @escaping @Sendable () -> Instant,
        minimum: Level = .info,
        mask: Mask = Mask(),
        sink: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.now = now
        self.minimum = minimum
        self.mask = mask
        self.sink = sink
    }

    /// A log that keeps nothing.
    package static let silent = Log(now: { .earliest }, minimum: .error, sink: { _ in })

    /// Writes an event; names are camelCase, and a name that is there twice is written twice.
    package func write(_ level: Level, _ event: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        guard level >= minimum else { return }
        var line = JSONWriter.bytes { json in
            json.object { json in
                json.name("time")
                json.unescaped(Instant.timestampLength) { now().writeTimestamp(to: &$0) }
                json.member("level", level.rawValue)
                json.member("event", mask.text(event))
                if let trace = Trace.current { json.member("trace", mask.text(trace.description)) }
                for (name, value) in fields {
                    json.name(dynamic: mask.text(name))
                    write(value, named: name, to: &json)
                }
            }
        }
        line.append(UInt8(ascii: "\n"))
        sink(line)
    }

    /// Writes an event that should be there.
    package func info(_ event: String, _ fields: KeyValuePairs<String, LogValue> = [:]) { write(.info, event, fields) }
    /// Writes an event that somebody should look at.
    package func warning(_ event: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        write(.warning, event, fields)
    }
    /// Writes an event that somebody has to repair.
    package func error(_ event: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        write(.error, event, fields)
    }

    private func write(_ value: LogValue, named name: String, to json: inout JSONWriter) {
        if mask.hides(memberNamed: name), value != .null { return json.string(Mask.stars) }
        switch value {
        case .null: json.null()
        case .flag(let flag): json.bool(flag)
        case .integer(let number): mask.write(number: "\(number)", to: &json)
        case .text(let text): json.string(mask.text(text))
        case .json(let node): mask.write(node, to: &json)
        }
    }
}

/// A value of an event's field.
package enum LogValue: Sendable, Equatable {
    /// Nothing.
    case null
    /// Yes or no.
    case flag(Bool)
    /// A number.
    case integer(Int64)
    /// A text.
    case text(String)
    /// A value with parts, each of which is masked.
    case json(JSONNode)

    /// A text, or nothing.
    package init(_ text: String?) { self = text.map { .text($0) } ?? .null }
    /// A number, or nothing.
    package init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }
    /// What a value calls itself.
    package init(_ value: some CustomStringConvertible) { self = .text(value.description) }
    /// An amount as a number.
    package init(_ amount: Won) { self = .integer(amount.amount) }
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    /// A text.
    package init(stringLiteral text: String) { self = .text(text) }
    /// A number.
    package init(integerLiteral number: Int64) { self = .integer(number) }
    /// Yes or no.
    package init(booleanLiteral flag: Bool) { self = .flag(flag) }
}
