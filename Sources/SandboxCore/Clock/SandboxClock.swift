import JournalCodec
import JSON
package import Scenarios
package import TossAPI

/// A sandbox's clock: it turns the instants of the wall clock, which every command brings along, into its own.
///
/// It never runs backwards by itself, whatever the wall clock does.
package struct SandboxClock: Sendable {
    package private(set) var mode: ClockMode = .system
    /// Sandbox seconds per wall second; 1 unless the clock is scaled.
    package private(set) var rate: Double = 1
    private var base: Instant
    private var wallBase: Instant
    private var latest: Instant

    package init(wall: Instant) {
        base = wall
        wallBase = wall
        latest = wall
    }

    /// The sandbox's time at an instant of the wall clock.
    package func now(at wall: Instant) -> Instant {
        let elapsed = max(0, wall.microseconds - wallBase.microseconds)
        let reading =
            switch mode {
            case .manual: base
            // Without a `Duration`, whose 128 bits cost more than the rest; every call asks three times and more.
            case .system: Instant(microseconds: base.microseconds + elapsed)
            case .scaled: base + .microseconds(Int64(exactly: (Double(elapsed) * rate).rounded()) ?? .max / 2)
            }
        return reading.microseconds < latest.microseconds ? latest : reading
    }

    /// Reads the clock and remembers what it said.
    mutating func read(at wall: Instant) -> Instant {
        latest = now(at: wall)
        return latest
    }

    /// Sets the clock forward to `instant`, from where it goes on in its mode.
    mutating func move(to instant: Instant, wall: Instant) {
        base = instant
        wallBase = wall
        latest = instant
    }

    /// Changes how the clock runs; what it shows does not jump.
    mutating func change(mode: ClockMode, rate: Double, wall: Instant) {
        base = now(at: wall)
        wallBase = wall
        self.mode = mode
        self.rate = mode == .scaled ? rate : 1
    }

    /// The wall instant at which this clock will show `instant`, or nil when it stands still.
    package func wall(for instant: Instant) -> Instant? {
        let ahead = instant.microseconds - base.microseconds
        switch mode {
        case .manual: return nil
        case .system: return Instant(microseconds: wallBase.microseconds + ahead)
        case .scaled: return wallBase + .microseconds(Int64(exactly: (Double(ahead) / rate).rounded(.up)) ?? .max / 2)
        }
    }
}

extension SandboxClock {
    /// As a journal keeps it, to the microsecond.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("mode", mode.rawValue)
            json.name("rate")
            json.number(JSONNumber(text: "\(rate)"))
            json.exact("base", base)
            json.exact("wallBase", wallBase)
            json.exact("latest", latest)
        }
    }

    init(_ members: JournalObject) throws(JournalError) {
        mode = try members.word("mode")
        guard let rate = members.node("rate")?.number?.double, rate > 0, rate <= 1_000_000 else {
            throw members.wrong("rate", "a number above 0, at most 1000000")
        }
        self.rate = rate
        base = try members.instant("base")
        wallBase = try members.instant("wallBase")
        latest = try members.instant("latest")
    }
}
