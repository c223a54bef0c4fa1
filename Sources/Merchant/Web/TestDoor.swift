internal import HTTPServer
internal import JSON
internal import TossAPI

/// What tests ask of the backend; it exists in development mode only.
package struct TestDoor: Sendable {
    /// Where a sandbox's alarms call, followed by the job's name.
    static let alarmPath = "/test/alarms"

    private let scheduler: Scheduler
    private let time: TimeSource

    /// Opens the door to the jobs of `scheduler`, and to the clock when it is a manual one.
    package init(scheduler: Scheduler, time: TimeSource) {
        self.scheduler = scheduler
        self.time = time
    }

    /// Its calls.
    package var door: Door {
        Door(
            "test",
            endpoints: [
                Endpoint(.post, "/test/drain", .anyone, drain),
                Endpoint(.get, "/test/clock", .anyone) { _ in try await showClock() },
                Endpoint(.post, "/test/clock", .anyone, moveClock),
                Endpoint(.post, "\(Self.alarmPath)/{job}", .anyone, ring),
            ]
        )
    }

    /// Runs what is due until nothing is.
    @Sendable private func drain(_ call: EndpointCall) async throws -> Response {
        _ = try call.body()
        let count = try await scheduler.drain()
        return .json { $0.member("ran", count) }
    }

    private func showClock() async throws -> Response {
        let now = try await time.clock.now()
        return .json { $0.member("now", now.preciseTimestamp) }
    }

    /// Moves a manual clock, `{"to":"2026-03-01T09:00:00+09:00"}` or `{"by":"P1M"}`, and runs what is due on the way.
    @Sendable private func moveClock(_ call: EndpointCall) async throws -> Response {
        guard case .manual(let clock) = time else {
            throw Problem(.conflict, "only a manual clock can be moved here: merchant serve --clock manual")
        }
        let body = try call.body(.moveClock)
        let to = try body.optionalText("to")
        let by = try body.optionalText("by")
        let target: Instant
        switch (to.map { Instant($0) }, by.map { CalendarDuration($0) }) {
        case (let instant??, nil): target = instant
        case (nil, let duration??): target = clock.now.advanced(by: duration)
        default:
            throw Problem(.invalidRequest, #"give {"to":"2026-03-01T09:00:00+09:00"} or {"by":"P1M"}, one of them"#)
        }
        guard target >= clock.now else {
            throw Problem(.conflict, "the clock shows \(clock.now) and cannot go back to \(target)")
        }
        // Each job runs at its own instant, as it would have by itself.
        while let next = try await scheduler.nextDue(), next <= target {
            let isStep = next > clock.now
            if isStep { clock.now = next }
            let count = try await scheduler.drain()
            // Something that stays due although it ran would stop the clock for ever.
            guard isStep || count > 0 else { break }
        }
        clock.now = target
        try await scheduler.drain()
        return try await showClock()
    }

    /// Runs a job because the sandbox's clock got there; the clock itself is asked what it shows.
    @Sendable private func ring(_ call: EndpointCall) async throws -> Response {
        _ = try call.body(.alarm)
        let next = try await scheduler.ring(try call.parameter("job"), now: try await time.clock.now())
        return .json { json in
            if let next { json.member("next", next.preciseTimestamp) }
        }
    }
}
