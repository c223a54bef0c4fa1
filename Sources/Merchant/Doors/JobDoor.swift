internal import HTTPServer
internal import JSON
internal import TossAPI

/// Where a clock that is not the system's makes the jobs run, and tests make them.
package struct JobDoor: Sendable {
    private let scheduler: Scheduler
    private let clock: MerchantClock

    /// Opens the door; never in production, since whoever can call it decides what is due.
    package init(_ scheduler: Scheduler, clock: MerchantClock) {
        self.scheduler = scheduler
        self.clock = clock
    }

    /// Its calls.
    package var door: Door {
        Door(
            "jobs",
            endpoints: [
                Endpoint(.post, "/clock/alarms/{job}", .anyone, ring),
                Endpoint(.post, "/test/drain", .anyone, drain),
            ]
        )
    }

    /// The caller's `now` is not believed: the clock is asked.
    @Sendable private func ring(_ call: Call) async throws -> Response {
        let next = try await scheduler.ring(try call.parameter("job"), now: try await clock.now())
        return .json { $0.member("next", next?.preciseTimestamp) }
    }

    @Sendable private func drain(_ call: Call) async throws -> Response {
        let count = try await scheduler.drain()
        return .json { $0.member("ran", count) }
    }
}
