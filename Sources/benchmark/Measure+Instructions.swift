/// Instructions of one confirm in user space, counted by callgrind: a figure that no other program on the machine moves.
///
/// Two runs differ in their number of confirms only, so what the start and the payments cost falls out.
func measureInstructions(_ options: Options, _ report: inout Report) throws(Failure) {
    guard let valgrind = locate("valgrind"), let annotate = locate("callgrind_annotate") else {
        print("valgrind is not installed, so no instructions are counted: apt-get install valgrind")
        return report.add("instructions", "", [.init("perConfirm", nil), .init("clearingPerConfirm", nil)])
    }
    let confirms = 200
    print("Instructions: \(confirms) confirms under callgrind, which takes its time")
    let counter = InstructionCounter(valgrind: valgrind, annotate: annotate, options: options)
    let base = try counter.count(confirms: 0, of: confirms)
    let all = try counter.count(confirms: confirms, of: confirms)
    report.add(
        "instructions",
        "",
        [
            .init("perConfirm", (all.own - base.own) / Double(confirms), unit: "(goal: at most 90000)"),
            .init("clearingPerConfirm", (all.clearing - base.clearing) / Double(confirms), unit: "more in memset"),
        ]
    )
}

private struct InstructionCounter {
    let valgrind: String
    let annotate: String
    let options: Options

    struct Count {
        var own = 0.0
        /// Those of memset, with which libmicrohttpd clears its pool of memory.
        var clearing = 0.0
    }

    /// Counts a whole life of the sandbox in which some of the payments that are made are confirmed.
    func count(confirms: Int, of payments: Int) throws(Failure) -> Count {
        try withTemporaryDirectory { (directory) throws(Failure) in
            let file = "\(directory)/callgrind.out"
            let tool = [valgrind, "--tool=callgrind", "--callgrind-out-file=\(file)"]
            // The first confirms fill caches, and belong to both runs.
            let warmUp = 100
            var single = options
            single.connections = 1
            try withTossbox(single, under: tool) { (tossbox) throws(Failure) in
                let key = "test_sk_benchmark"
                let keys = try tossbox.makePayments(warmUp + payments, from: 100_000, key: key)
                let confirmed = Array(keys.prefix(warmUp + confirms))
                _ = try tossbox.generator.run(.confirms(confirmed, from: 100_000, key: key))
            }
            return try read(file)
        }
    }

    /// Lines such as `1,234 (10.5%)  string/memset.S:__memset_avx2 [libc.so.6]`, after one for the whole program.
    private func read(_ file: String) throws(Failure) -> Count {
        let listing = try Child.start([annotate, "--threshold=100", file])
        defer { listing.stop() }
        var count = Count()
        while let line = listing.line() {
            guard let first = line.split(separator: " ", maxSplits: 1).first,
                let number = Double(first.filter { $0 != "," })
            else { continue }
            if line.hasSuffix("PROGRAM TOTALS") { count.own += number }
            if line.contains("memset") {
                count.own -= number
                count.clearing += number
            }
        }
        guard count.own > 0 else { throw Failure("callgrind_annotate found no figures in \(file).") }
        return count
    }
}
