/// From the start of the process to the first 200, by connecting again and again.
func measureColdStart(_ options: Options, _ report: inout Report) throws(Failure) {
    var batch = RequestBatch()
    batch.add("GET", "/sandbox/health", key: "test_sk_benchmark")
    var milliseconds: [Double] = []
    for _ in 0..<options.starts {
        let port = try Sockets.freePort()
        let start = nanoseconds()
        let child = try Child.start([options.binary, "serve", "--port", "\(port)", "--quiet"])
        defer { child.stop() }
        let limit = start + 10_000_000_000
        while true {
            if let descriptor = Sockets.connect(port: port) {
                closeSocket(descriptor)
                break
            }
            guard nanoseconds() < limit else { throw Failure("\(options.binary) did not start within ten seconds.") }
            pause(milliseconds: 0.1)
        }
        _ = try LoadGenerator(port: port, connections: 1).run(batch)
        milliseconds.append(Double(nanoseconds() - start) / 1e6)
    }
    report.add(
        "start",
        "Cold start: process to first 200 of GET /sandbox/health, \(options.starts) times",
        [
            .init("milliseconds", median(milliseconds), digits: 1, unit: "ms (goal: at most 12)"),
            .init("slowestMilliseconds", milliseconds.max(), digits: 1, unit: "ms"),
        ]
    )
}

/// Memory after the start and one request.
func measureIdleMemory(_ options: Options, _ report: inout Report) throws(Failure) {
    try withTossbox(options) { (tossbox) throws(Failure) in
        var batch = RequestBatch()
        batch.add("GET", "/sandbox/health", key: "test_sk_benchmark")
        _ = try tossbox.generator.run(batch)
        pause(milliseconds: 200)
        let mebibyte = 1024.0 * 1024
        report.add(
            "memory",
            "Idle memory, after the start and one request",
            [
                .init(
                    "residentMiB",
                    tossbox.figures.memory("VmRSS").map { $0 / mebibyte },
                    digits: 1,
                    unit: "MiB (goal: at most 18)"
                ),
                .init(
                    "anonymousMiB",
                    tossbox.figures.memory("RssAnon").map { $0 / mebibyte },
                    digits: 1,
                    unit: "MiB of it its own"
                ),
            ]
        )
    }
}

/// The size of the program without its symbols.
func measureSize(_ options: Options, _ report: inout Report) throws(Failure) {
    try withTemporaryDirectory { (directory) throws(Failure) in
        let stripped = "\(directory)/tossbox"
        var size: Int?
        if let strip = locate("strip"), try Child.run([strip, "-o", stripped, options.binary]) {
            size = fileSize(of: stripped)
        }
        report.add(
            "size",
            "Size",
            [
                .init("strippedMB", size.map { Double($0) / 1e6 }, digits: 1, unit: "MB stripped (goal: at most 14)"),
                .init("givenMB", fileSize(of: options.binary).map { Double($0) / 1e6 }, digits: 1, unit: "MB as given"),
            ]
        )
    }
}
