package import JournalCodec
import JSON
import TossAPI

/// A run as one document: how its sandbox was opened, each command with its instant, and what came out.
package struct JournalBundle: Sendable {
    /// The sandbox it was taken from.
    package let sandbox: String
    package let opening: JournalOpening
    /// The APIs whose calls it may hold.
    package let apis: APIList
    /// How many commands it holds.
    package let count: Int
    /// How many commands came after the last one that is there.
    package let missing: Int

    /// What it says of its end: the seed in use and the scenario.
    let seed: JSONNode
    let scenario: JSONNode
    let document: BundleDocument

    /// Whether it ends before the run did.
    package var isCut: Bool { missing > 0 }

    /// Reads a bundle whole, or says what keeps this from being one.
    package init(parsing bytes: [UInt8], apis: APIList) throws(JournalError) {
        self.apis = apis
        document = try BundleDocument(parsing: bytes)
        let members = try document.members(apis)
        sandbox = try members.text("sandbox")
        missing = try members.count("missing")
        opening = try JournalOpening(
            journal: JSONNode(.object(members.member("opening").object)),
            apis: apis
        )
        guard let seed = members.node("seed") else { throw members.wrong("seed", "a whole number") }
        guard let scenario = members.node("scenario") else { throw members.wrong("scenario", "a scenario document") }
        (self.seed, self.scenario) = (seed, scenario)
        _ = try members.list("commands")
        // Nothing is run before all of it was read once.
        var held = 0
        try Self.forEachEntry(of: document, apis) { entry throws(JournalError) in
            held += entry.record.count
        } failure: { error in
            error
        }
        count = try members.count("count")
        guard count == held else {
            throw JournalError(path: "count", "The bundle says it holds \(count) commands; \(held) are there.")
        }
    }
}

/// Its commands, one after another.
extension JournalBundle {
    /// One command as it was taken, or several look-ups.
    struct Entry {
        let record: JournalRecord
        /// What came out when it was recorded; nil for look-ups, which carry checksums.
        let outcome: BundleDocument.Outcome?
    }

    func forEachEntry<Failure: Error>(
        _ body: (Entry) throws(Failure) -> Void,
        failure: (JournalError) -> Failure
    ) throws(Failure) {
        try Self.forEachEntry(of: document, apis, body, failure: failure)
    }

    private static func forEachEntry<Failure: Error>(
        of document: BundleDocument,
        _ apis: APIList,
        _ body: (Entry) throws(Failure) -> Void,
        failure: (JournalError) -> Failure
    ) throws(Failure) {
        try document.forEachEntry(
            { entry throws(Failure) in
                let read: Entry
                do throws(JournalError) { read = try Entry(entry, apis) } catch { throw failure(error) }
                try body(read)
            },
            failure: failure
        )
    }
}

extension JournalBundle.Entry {
    fileprivate init(_ entry: BundleDocument.Entry, _ apis: APIList) throws(JournalError) {
        record = try JournalRecord(journal: entry.command, at: entry.at, path: entry.path + ".command", apis: apis)
        if case .lookUps = record { outcome = nil } else { outcome = try entry.outcome }
    }
}
