internal import Foundation
internal import TestSupport
import Testing

/// A sandbox that may open few files only, as in a container or a CI job.
@Suite(.timeLimit(.minutes(3))) struct DescriptorTests {
    @Test(arguments: [40, 64, 256])
    func `timers and webhooks go on when clients would take every descriptor`(limit: Int) async throws {
        let tossbox = try await LiveTossbox.start(["--quiet"], descriptors: limit, environment: [:])
        let shop = Shop(at: tossbox)
        let key = try await shop.pay("order-0001", 15000)
        try await shop.load(["rules": [["name": "slow", "on": "payments.get", "then": ["delay": "PT0.2S"]]]])
        let request = shop.rawRequest("GET", "/v1/payments/\(key)", .absent)
        var connections: [RawConnection] = []
        for _ in 0..<2 * limit {
            // The server may close one that is too many before all is sent.
            let connection = try await RawConnection.open(port: tossbox.port)
            try? await connection.send(request)
            connections.append(connection)
        }
        var answered = 0
        for connection in connections {
            let status = try await connection.receive().message?.startLine ?? "none"
            #expect(["HTTP/1.1 200 OK", "HTTP/1.1 503 Service Unavailable", "none"].contains(status))
            if status.contains("200") { answered += 1 }
        }
        #expect(answered > 0)
        for connection in connections { connection.close() }
        var status = 503
        while status != 200 {
            try Task.checkCancellation()
            status = (try? await tossbox.call("GET", "/sandbox/health").status) ?? 503
        }
        tossbox.signal(SIGTERM)
        #expect(await tossbox.exitStatus() == 0)
    }

    @Test func `a limit that leaves nothing for connections is named`() async throws {
        let arguments = Program.limited(Program.executable, to: 20, ["serve", "--port", "0"])
        let ending = try await Program.run(arguments, of: Program.shell)
        #expect(ending.status == 1)
        #expect(ending.errors.contains("only 20 files may be open at a time"))
    }
}
