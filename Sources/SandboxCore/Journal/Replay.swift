import Determinism
package import JSON
import JournalCodec
import Masking
import Scenarios
package import TossAPI

/// The first place where a run comes out differently from its record.
package struct ReplayDifference: Error, Sendable, Equatable {
    /// Which command, counted from 1.
    package let command: Int
    package let at: Instant
    package let kind: String
    /// What differs: `response body`, `webhook 1 header 2`.
    package let what: String
    /// The first byte that differs.
    package let offset: Int
    /// The bytes around it, as they were recorded and as they are now.
    package let expected: String
    package let found: String
}

extension JournalBundle {
    /// Runs every command again, and hands over what a journal keeps of each.
    ///
    /// It ends at the first outcome that is not the recorded one, to the byte. Nothing outside is touched.
    package func replay(_ taken: (JournalEntry) -> Void = { _ in }) throws(ReplayDifference) -> Sandbox {
        var rerun = Rerun(sandbox: Sandbox(opening, apis: apis), at: opening.openedAt)
        try forEachEntry { entry throws(ReplayDifference) in
            switch entry.record {
            case .command(let at, let command): taken(try take(command, at: at, outcome: entry.outcome, &rerun))
            case .lookUps(let run):
                try rerun.take(run)
                taken(.lookUps(run))
            }
        } failure: { error in
            // All of it was read before.
            rerun.difference("\(error)", kind: "end")
        }
        // What a cut bundle says of its end is about commands that it lacks.
        if !isCut { try checkEnd(rerun) }
        return rerun.sandbox
    }

    private func take(
        _ command: some SandboxCommand,
        at wall: Instant,
        outcome recorded: BundleDocument.Outcome?,
        _ rerun: inout Rerun
    ) throws(ReplayDifference) -> JournalEntry {
        let outcome = rerun.take(command, at: wall)
        let found = outcome.bytes
        guard let recorded, document.bytes(of: recorded) != found[...] else {
            return .command(at: wall, command, outcome)
        }
        // Written in another way it may say the same.
        let expected = document.node(of: recorded)
        if let expected, JSONWriter.bytes(capacity: found.count, { $0.value(expected) }) == found {
            return .command(at: wall, command, outcome)
        }
        let node = (try? JSONNode(parsing: found)) ?? JSONNode(.null)
        let place = expected.flatMap { OutcomeDifference($0, node) }
        throw rerun.difference(place, kind: type(of: command).word)
    }

    /// The seed and the scenario that a bundle shows must be those that its commands lead to.
    private func checkEnd(_ rerun: Rerun) throws(ReplayDifference) {
        let sandbox = rerun.sandbox
        let document = try? JSONNode(parsing: sandbox.scenario.document)
        let text = JSONNode(.string(String(decoding: sandbox.scenario.document, as: UTF8.self)))
        let number = JSONNode(.number(JSONNumber(text: "\(sandbox.seedInUse)")))
        for (what, expected, found) in [("seed", seed, [number]), ("scenario", scenario, [document ?? text, text])] {
            let wanted = JSONWriter.bytes { $0.value(expected) }
            let all = found.map { node in JSONWriter.bytes { $0.value(node) } }
            guard !all.contains(wanted), let first = all.first else { continue }
            throw ReplayDifference(
                command: rerun.count,
                at: rerun.at,
                kind: "end",
                what: what,
                offset: zip(wanted, first).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0,
                expected: CardMask.masked(String(decoding: wanted.prefix(200), as: UTF8.self)),
                found: CardMask.masked(String(decoding: first.prefix(200), as: UTF8.self))
            )
        }
    }
}

/// A run as far as it has come again.
private struct Rerun {
    var sandbox: Sandbox
    /// How many commands were run.
    var count = 0
    /// When the last one came.
    var at: Instant

    init(sandbox: Sandbox, at: Instant) {
        self.sandbox = sandbox
        self.at = at
    }

    mutating func take(_ command: some SandboxCommand, at wall: Instant) -> CommandOutcome {
        count += 1
        at = wall
        return CommandOutcome(sandbox.apply(command, at: wall), in: sandbox)
    }

    /// Runs look-ups, whose answers must have the recorded checksums.
    mutating func take(_ run: LookUpRun) throws(ReplayDifference) {
        for call in run.calls {
            let command: ServeCall
            do throws(JournalError) { command = try run.command(call, of: sandbox.apis) } catch {
                throw difference("\(error)", kind: ServeCall.word)
            }
            count += 1
            at = call.at
            let result = sandbox.apply(command, at: call.at)
            if case .success(.send(let answer)) = result.answer, LookUpRun.checksum(of: answer) == call.checksum {
                continue
            }
            let found = String(decoding: CommandOutcome(result, in: sandbox).bytes, as: UTF8.self)
            throw ReplayDifference(
                command: count,
                at: at,
                kind: ServeCall.word,
                what: "response",
                offset: 0,
                expected: "the answer to GET \(call.path) with the checksum \(call.checksum)",
                found: String(found.prefix(400))
            )
        }
    }

    func difference(_ place: OutcomeDifference?, kind: String) -> ReplayDifference {
        ReplayDifference(
            command: count,
            at: at,
            kind: kind,
            what: place?.what ?? "outcome",
            offset: place?.offset ?? 0,
            expected: place?.expected ?? "",
            found: place?.found ?? ""
        )
    }

    func difference(_ reason: String, kind: String) -> ReplayDifference {
        ReplayDifference(
            command: count,
            at: at,
            kind: kind,
            what: "outcome",
            offset: 0,
            expected: "",
            found: reason
        )
    }
}

extension ReplayDifference: CustomStringConvertible {
    /// One line.
    package var description: String {
        "command \(command) (\(kind), \(at.preciseTimestamp)), \(what), byte \(offset): "
            + "expected …\(expected)…, found …\(found)…"
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("command", command)
            json.member("at", at.preciseTimestamp)
            json.member("kind", kind)
            json.member("what", what)
            json.member("offset", offset)
            json.member("expected", expected)
            json.member("found", found)
        }
    }
}
