internal import Foundation
internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct FaultCrowdTests {
    private static let crowd = 1000

    /// How many threads a process has.
    private func threads(of process: Int32) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("Threads:") }
        return try #require(line?.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) })
    }

    private func allowOpenFiles(_ count: rlim_t) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur < count else { return }
        limit.rlim_cur = min(count, limit.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    @Test(arguments: ["hang", "drip"])
    func `a thousand that wait hold no thread, and others are answered meanwhile`(fault: String) async throws {
        allowOpenFiles(4096)
        try await withTossbox(arguments: ["--quiet"]) { tossbox in
            let shop = Shop(at: tossbox)
            let key = try await shop.pay("order-0001", 15000)
            try await shop.load([
                "rules": [
                    [
                        "name": "slow", "on": "payments.get",
                        "then": ["fault": .string(fault), "for": "PT10M", "phase": "after-commit"],
                    ]
                ]
            ])
            let before = try threads(of: tossbox.processIdentifier)
            let request = shop.rawRequest("GET", "/v1/payments/\(key)", .absent)
            var connections: [RawConnection] = []
            for _ in 0..<Self.crowd {
                let connection = try await RawConnection.open(port: tossbox.port)
                try await connection.send(request)
                connections.append(connection)
            }
            while try await shop.control("GET", "/scenario").rules.list[0].fired != JSONText(Self.crowd) {
                try Task.checkCancellation()
            }
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try await tossbox.call("GET", "/sandbox/health").status == 200)
            print("health beside \(Self.crowd) x \(fault): \(start.duration(to: clock.now))")
            // The pool of tasks has at most a thread for each core; without it this would be a thousand more.
            let limit = before + ProcessInfo.processInfo.activeProcessorCount + 8
            #expect(try threads(of: tossbox.processIdentifier) <= limit)
            for connection in connections { connection.close() }
            // Those who left are noticed and let go.
            while try openSockets(of: tossbox.processIdentifier) > Self.crowd / 2 { try Task.checkCancellation() }
        }
    }

    private func openSockets(of process: Int32) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
    }
}
