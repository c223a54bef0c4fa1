import Determinism
internal import Encodings
package import JSON
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
        outcome recorded: JSONPieces.Piece?,
        _ rerun: inout Rerun
    ) throws(ReplayDifference) -> JournalEntry {
        let outcome = rerun.take(command, at: wall)
        let found = outcome.bytes
        guard let recorded, bytes(of: recorded) != found[...] else { return .command(at: wall, command, outcome) }
        // Written in another way it may say the same.
        let expected = node(of: recorded)
        if let expected, JSONWriter.bytes(capacity: found.count, { $0.value(expected) }) == found {
            return .command(at: wall, command, outcome)
        }
        let node = (try? JSONNode(parsing: found)) ?? JSONNode(.null)
        let place = expected.flatMap { Difference($0, node, at: []) }
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

    func difference(_ place: Difference?, kind: String) -> ReplayDifference {
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

/// The first value that differs between two outcomes, in the order of the recorded one.
private struct Difference {
    let path: [String]
    let offset: Int
    let expected: String
    let found: String

    init?(_ expected: JSONNode, _ found: JSONNode, at path: [String]) {
        switch (expected.value, found.value) {
        case (.object(let left), .object(let right)):
            let names = left.members.map(\.name) + right.members.map(\.name).filter { left[$0] == nil }
            for name in names {
                let none = JSONNode(.null)
                if let inner = Self(left[name] ?? none, right[name] ?? none, at: path + [name]) {
                    self = inner
                    return
                }
            }
            guard left.members.map(\.name) != right.members.map(\.name) else { return nil }
            self.init(text: Self.bytes(expected), Self.bytes(found), at: path)
        case (.array(let left), .array(let right)):
            for index in 0..<max(left.count, right.count) {
                let none = JSONNode(.null)
                let pair = (index < left.count ? left[index] : none, index < right.count ? right[index] : none)
                if let inner = Self(pair.0, pair.1, at: path + ["\(index + 1)"]) {
                    self = inner
                    return
                }
            }
            return nil
        case (.string(let left), .string(let right)):
            guard !left.utf8.elementsEqual(right.utf8) else { return nil }
            let isBase64 = path.last?.hasSuffix("Base64") ?? false
            let texts = [left, right].map { text in
                isBase64 ? decodeBase64(text, .standard, .lenient) ?? Array(text.utf8) : Array(text.utf8)
            }
            self.init(text: texts[0], texts[1], at: path)
        default:
            let (left, right) = (Self.bytes(expected), Self.bytes(found))
            guard left != right else { return nil }
            self.init(text: left, right, at: path)
        }
    }

    private init(text left: [UInt8], _ right: [UInt8], at path: [String]) {
        self.path = path
        let offset = zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        self.offset = offset ?? min(left.count, right.count)
        expected = Self.excerpt(left, around: self.offset)
        found = Self.excerpt(right, around: self.offset)
    }

    private static func bytes(_ node: JSONNode) -> [UInt8] { JSONWriter.bytes { $0.value(node) } }

    /// Forty bytes on either side; half a character becomes a replacement character.
    private static func excerpt(_ bytes: [UInt8], around offset: Int) -> String {
        let start = max(0, offset - 40)
        let end = min(bytes.count, offset + 40)
        guard start < end else { return "" }
        return CardMask.masked(String(decoding: bytes[start..<end], as: UTF8.self))
    }

    /// The place in words.
    var what: String {
        let words = path.map { $0.hasSuffix("Base64") ? String($0.dropLast(6)) : $0 }
        guard let first = words.first else { return "outcome" }
        let rest = words.dropFirst().joined(separator: " ").replacing("headers", with: "header")
        switch first {
        case "answer": return rest.isEmpty ? "answer" : "response \(rest)"
        case "sent": return rest.isEmpty ? "webhooks" : "webhook \(rest)"
        case "rang": return rest.isEmpty ? "alarms" : "alarm \(rest)"
        default: return words.joined(separator: " ")
        }
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
