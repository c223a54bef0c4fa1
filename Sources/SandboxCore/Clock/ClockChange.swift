package import JournalCodec
package import JSON
package import Scenarios
package import TossAPI

/// A new setting of the clock; what is nil stays.
package struct ClockChange: SandboxCommand {
    package let mode: ClockMode?
    /// Sandbox seconds for each real one.
    package let rate: Double?
    package let now: Instant?

    package init(mode: ClockMode?, rate: Double?, now: Instant?) {
        self.mode = mode
        self.rate = rate
        self.now = now
    }

    package static let word = "setClock"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> Done {
        if let target = now, target < turn.now, !sandbox.isUntouched {
            let message =
                "The clock shows \(turn.now.preciseTimestamp) and cannot go back to \(target.preciseTimestamp): "
                + "there are payments, billing keys or deliveries. POST /sandbox/reset starts over."
            throw ControlRefusal(.conflict, message)
        }
        let mode = mode ?? sandbox.clock.mode
        guard rate == nil || mode == .scaled else {
            let message =
                "A rate belongs to a scaled clock; this one is \(mode.rawValue). Say {\"mode\":\"scaled\"} as well."
            throw ControlRefusal(.invalidRequest, message)
        }
        var clock = sandbox.clock
        clock.change(mode: mode, rate: rate ?? clock.rate, wall: turn.wall)
        sandbox.set(clock)
        guard let target = now else {
            sandbox.note(.clockSet, .clock(turn.now), at: turn.now)
            return Done()
        }
        sandbox.clock.move(to: target, wall: turn.wall)
        sandbox.note(.clockSet, .clock(target), at: target)
        sandbox.catchUp(to: target, &turn)
        return Done()
    }

    package func write(to json: inout JSONWriter) {
        json.member("mode", mode?.rawValue)
        json.exact("now", now)
        if let rate {
            json.name("rate")
            json.number(JSONNumber(text: "\(rate)"))
        }
    }

    package init(journal members: JournalObject) throws(JournalError) {
        var rate: Double?
        if let node = members.node("rate") {
            rate = node.number?.double
            guard let rate, rate > 0, rate <= 1_000_000 else {
                throw members.wrong("rate", "a number above 0, at most 1000000")
            }
        }
        self.rate = rate
        mode = try members.node("mode").map { _ throws(JournalError) in
            try members.word("mode", as: ClockMode.self)
        }
        now = try members.optionalInstant("now")
    }
}

extension Sandbox {
    /// Whether nothing here has a time that a clock taken back would contradict.
    fileprivate var isUntouched: Bool {
        webhooks.deliveries.isEmpty && apis.apis.allSatisfy { $0.isUntouched(in: self) }
    }
}
