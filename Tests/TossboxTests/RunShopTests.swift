internal import Foundation
internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct RunShopTests {
    private static let merchant =
        "'\(Program.merchant.path)' serve --mode development --quiet --clock \"$TOSSBOX_URL\""

    private func run(_ path: String, shop: String) async throws -> Program.Ending {
        try await Program.run(["run", path, "--shop", shop])
    }

    @Test func `our own backend is started, runs on the scenario's clock, and gets its webhooks`() async throws {
        let folder = try ScenarioFolder()
        let path = try folder.add(
            "merchant",
            [
                "clock": ["mode": "manual", "start": "2026-02-01T09:00:00+09:00"],
                "webhooks": ["endpoints": [["url": "${MERCHANT_URL}/api/payments/webhook"]]],
                "steps": [
                    ["http": ["method": "GET", "url": "${MERCHANT_URL}/health"], "expect": ["status": 200]],
                    [
                        "control": ["method": "GET", "path": "/sandbox/clock/alarms"],
                        "expect": [
                            "json": [
                                // Renewals, the comparison with the provider, and tidying.
                                "items": [
                                    ["at": "2026-02-02T09:00:00+09:00"], ["at": "2026-02-02T04:00:00+09:00"],
                                    ["at": "2026-02-02T03:00:00+09:00"],
                                ]
                            ]
                        ],
                    ],
                    Steps.pay(), Steps.confirm(), ["settle": "PT5S"],
                    [
                        "control": ["method": "GET", "path": "/sandbox/webhooks/deliveries"],
                        "expect": ["json": ["items": [["state": "succeeded"]]]],
                    ],
                ],
            ]
        )
        let ending = try await run(path, shop: Self.merchant)
        #expect(ending.status == 0, "\(ending.output)")
        #expect(ending.output.contains("GET /health → 200"))
    }

    @Test func `a shop gets its surroundings, and what it wrote is shown when its file fails`() async throws {
        let folder = try ScenarioFolder()
        let step: JSONText = [
            "http": ["method": "GET", "url": "${MERCHANT_URL}/sandbox/health"], "expect": ["status": 418],
        ]
        let path = try folder.add("shop", ["steps": [step]])
        let script = try folder.add(
            "shop.sh",
            """
            echo starting; echo "{\\"ready\\":true,\\"url\\":\\"$TOSSBOX_URL/\\"}"
            echo "$TOSS_SECRET_KEY $TOSS_CLIENT_KEY $MERCHANT_PORT $MERCHANT_DATABASE $TOSSBOX_SCENARIO" >&2
            [ "$TOSS_API_BASE_URL" = "$TOSSBOX_URL" ] && echo same >&2
            exec sleep 1000
            """
        )
        let ending = try await run(path, shop: "sh '\(script)'")
        #expect(ending.status == 1)
        #expect(ending.output.contains("expected status 418, got 200"))
        #expect(ending.output.contains("    | starting\n"))
        #expect(ending.output.contains("    | same\n"))
        #expect(ending.output.contains(" 0 :memory: \(path)\n"))
    }

    @Test func `a shop that dies before it is ready fails its file`() async throws {
        let folder = try ScenarioFolder()
        let path = try folder.add("shop", ["steps": [["http": ["method": "GET", "url": "${MERCHANT_URL}/"]]]])
        let ending = try await run(path, shop: "sh -c 'echo out of order >&2; exit 3'")
        #expect(ending.status == 1)
        #expect(ending.output.contains("the shop ended before it was ready: exit code 3"))
        #expect(ending.output.contains("    | out of order\n"))
        let missing = try await run(path, shop: "no-such-shop")
        #expect(missing.status == 1)
        #expect(missing.output.contains("no-such-shop"))
    }

    @Test func `a shop that dies on the way fails its file, though every step passed`() async throws {
        let folder = try ScenarioFolder()
        let pipe = "\(folder.path)/end"
        #expect(mkfifo(pipe, 0o600) == 0)
        // The first step is what ends it; the slow one leaves it the time.
        let end: JSONText = ["http": ["method": "POST", "url": "${HOOK}", "json": ["shop": "${MERCHANT_URL}"]]]
        let delay: JSONText = ["name": "slow", "on": "payments.confirm", "then": ["delay": "PT1S"]]
        let path = try folder.add("shop", ["rules": [delay], "steps": [end, Steps.pay(), Steps.confirm()]])
        let script = try folder.add(
            "shop.sh",
            "echo '{\"ready\":true,\"url\":\"http://127.0.0.1:9\"}'\nread word < '\(pipe)'\nkill -9 $$\n"
        )
        let answer: @Sendable (Int, WebhookReceiver.Delivery) -> WebhookReceiver.Reply = { _, _ in
            try? FileHandle(forWritingAtPath: pipe)?.write(contentsOf: Data("end\n".utf8))
            return .status(200)
        }
        try await WebhookReceiver.serving(answering: answer) { receiver in
            let ending = try await Program.run([
                "run", path, "--shop", "sh '\(script)'", "--set", "HOOK=\(receiver.url)",
            ])
            #expect(ending.status == 1)
            #expect(ending.output.contains("  ok    3  POST /v1/payments/confirm → 200"), "\(ending.output)")
            #expect(ending.output.contains("the shop ended while the file ran: signal 9"))
        }
    }

    /// What a shop wrote into a pipe with a name, from a thread that waits for it.
    private func firstLine(of pipe: String) async throws -> String {
        let lines = Arrivals<String>()
        Thread.detachNewThread {
            let bytes = try? FileHandle(forReadingAtPath: pipe)?.readToEnd()
            lines.append(String(decoding: bytes ?? Data(), as: UTF8.self))
        }
        return try await lines.wait(for: 1)[0]
    }

    @Test(arguments: [SIGINT, SIGTERM]) func `Ctrl-C leaves no process behind`(signal: Int32) async throws {
        let folder = try ScenarioFolder()
        let path = try folder.add("shop", ["steps": [["http": ["method": "GET", "url": "${MERCHANT_URL}/"]]]])
        let pipe = "\(folder.path)/pids"
        #expect(mkfifo(pipe, 0o600) == 0)
        // It has a child, and neither hears a TERM.
        let script = try folder.add("shop.sh", "trap '' TERM\nsleep 1000 &\necho $$ $! > '\(pipe)'\nwait\n")
        let program = try RunningProgram(["run", path, "--shop", "sh '\(script)'"], environment: [:])
        let pids = try await firstLine(of: pipe).split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        #expect(pids.count == 2)
        program.signal(signal)
        #expect(await program.exitStatus() == 130)
        for pid in pids { #expect(!isAlive(pid), "process \(pid) is still there") }
    }

    @Test func `a shop and what it started are gone after its file`() async throws {
        let folder = try ScenarioFolder()
        let path = try folder.add(
            "shop",
            ["steps": [["http": ["method": "GET", "url": "${MERCHANT_URL}/sandbox/health"]]]]
        )
        let script = try folder.add(
            "shop.sh",
            """
            sleep 1000 &
            echo $$ $! > '\(folder.path)/pids.txt'
            echo "{\\"ready\\":true,\\"url\\":\\"$TOSSBOX_URL\\"}"
            wait
            """
        )
        #expect(try await run(path, shop: "sh '\(script)'").status == 0)
        let pids = try folder.text("pids.txt").split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        #expect(pids.count == 2)
        for pid in pids { #expect(!isAlive(pid), "process \(pid) is still there") }
    }

    /// A zombie that nobody has taken off the list yet counts as gone.
    private func isAlive(_ pid: Int32) -> Bool {
        guard kill(pid, 0) == 0 else { return false }
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    }
}
