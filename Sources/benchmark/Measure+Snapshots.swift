/// Snapshot and restore of a sandbox with many payments, and what a settle costs when all is quiet.
///
/// Each is the time until the answer is there, over one connection; a look at the clock is what any call costs.
func measureSnapshots(_ options: Options, _ report: inout Report) throws(Failure) {
    let payments = 10_000
    let key = "test_sk_benchmark"
    try withTossbox(options) { (tossbox) throws(Failure) in
        try tossbox.store(payments, from: 1_000_000, key: key)
        var pairs: [Double] = []
        for _ in 0..<max(11, options.rounds) {
            let take = try tossbox.time("POST", "/sandbox/snapshots", #"{"name":"base"}"#, key: key, expecting: 201)
            // A payment more, so that the restored state shares less than all of its pieces.
            try tossbox.store(1, from: 2_000_000 + pairs.count, key: key)
            let restore = try tossbox.time("POST", "/sandbox/snapshots/base/restore", "", key: key)
            pairs.append(take + restore)
        }
        var settles: [Double] = []
        var looks: [Double] = []
        for _ in 0..<201 {
            settles.append(try tossbox.time("POST", "/sandbox/settle", "", key: key))
            looks.append(try tossbox.time("GET", "/sandbox/clock", "", key: key))
        }
        report.add(
            "snapshots",
            "Snapshots of \(payments) payments, and settling when quiet",
            [
                .init("snapshotAndRestoreMs", median(pairs) / 1000, digits: 2, unit: "ms (goal: at most 1)"),
                .init("slowestMs", (pairs.max() ?? 0) / 1000, digits: 2, unit: "ms"),
                .init("settleMs", median(settles) / 1000, digits: 3, unit: "ms (goal: below 1)"),
                .init("clockMs", median(looks) / 1000, digits: 3, unit: "ms, any other call"),
            ]
        )
    }
}

extension Tossbox {
    /// Microseconds until one call is answered.
    fileprivate func time(
        _ method: String,
        _ path: String,
        _ body: String,
        key: String,
        expecting status: Int = 200
    ) throws(Failure) -> Double {
        var batch = RequestBatch()
        batch.add(method, path, key: key, body: body)
        return try generator.run(batch, expecting: status).microseconds[0]
    }
}
