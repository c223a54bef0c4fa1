internal import JournalCodec
internal import Database
internal import SandboxCore

/// How sandboxes and their journals stand in the file.
///
/// Nothing in it is believed without its checksum: a byte that changed on the disk must not become another payment.
package enum JournalSchema {
    /// The version of the form, SQLite's `user_version`; a file of any other is refused.
    static let form = 2

    static let tables = """
        CREATE TABLE sandbox (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            has_secret INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            opening TEXT NOT NULL
        );
        -- Where a sandbox's commands are, and how far they go; a reset gives it another journal, and what is in the
        -- old one is dropped when there is time.
        CREATE TABLE progress (
            sandbox INTEGER PRIMARY KEY,
            journal INTEGER NOT NULL,
            count INTEGER NOT NULL,
            -- That of the last entry.
            chain INTEGER NOT NULL,
            checksum INTEGER NOT NULL
        );
        -- One command, or several look-ups; the number is that of the first, and numbers count from 1 without a gap.
        -- The outcome is last: a start skips it. There is none where it follows from the commands before.
        CREATE TABLE entry (
            journal INTEGER NOT NULL,
            number INTEGER NOT NULL,
            count INTEGER NOT NULL,
            at INTEGER NOT NULL,
            outcome_checksum INTEGER,
            -- Of all before the outcome and of the entry before, so that none can be missing.
            checksum INTEGER NOT NULL,
            command TEXT NOT NULL,
            outcome TEXT,
            UNIQUE (journal, number)
        );
        -- `heir_of` is the sandbox whose business is on its way to the one that the key now opens.
        CREATE TABLE binding (
            key TEXT PRIMARY KEY,
            sandbox TEXT NOT NULL,
            heir_of INTEGER,
            checksum INTEGER NOT NULL
        );
        -- Over all sandboxes and bindings together, so that none can be missing.
        CREATE TABLE folder (id INTEGER PRIMARY KEY CHECK (id = 1), checksum INTEGER NOT NULL);
        INSERT INTO folder VALUES (1, 0);
        PRAGMA user_version = \(form);
        """

    /// Journals that are no sandbox's; it steps from one journal to the next and reads no entry.
    static let orphans = """
        WITH RECURSIVE owner (id) AS (
            SELECT min(journal) FROM entry
            UNION ALL
            SELECT (SELECT min(journal) FROM entry WHERE journal > owner.id) FROM owner WHERE owner.id IS NOT NULL
        )
        SELECT id FROM owner WHERE id IS NOT NULL AND id NOT IN (SELECT journal FROM progress)
        """
}

/// The checksums that stand in the file.
extension JournalSchema {
    /// `opening` is the checksum of the opening's text.
    static func sandbox(_ id: Int64, name: String, hasSecret: Bool, opening: Int64) -> Int64 {
        var checksum = Seal()
        checksum.add(id)
        checksum.add(name)
        checksum.add(hasSecret ? 1 : 0)
        checksum.add(opening)
        return checksum.value
    }

    static func progress(_ sandbox: Int64, journal: Int64, count: Int64, chain: Int64) -> Int64 {
        var checksum = Seal()
        for number in [sandbox, journal, count, chain] { checksum.add(number) }
        return checksum.value
    }

    /// That of an entry behind one whose checksum is `chain`; a journal begins with 0.
    static func entry(
        after chain: Int64,
        number: Int64,
        count: Int64,
        at: Int64,
        outcome: Int64?,
        command: [UInt8]
    ) -> Int64 {
        var checksum = Seal(after: chain)
        for value in [number, count, at, outcome ?? 0] { checksum.add(value) }
        checksum.add(command)
        return checksum.value
    }

    /// That of a text by itself: an opening, an outcome.
    static func text(_ bytes: [UInt8]) -> Int64 {
        var checksum = Seal()
        checksum.add(bytes)
        return checksum.value
    }

    /// That of a key that opens another sandbox than its name says.
    package static func binding(_ key: String, sandbox: String, heirOf: Int64?) -> Int64 {
        var checksum = Seal()
        checksum.add(key)
        checksum.add(sandbox)
        checksum.add(heirOf ?? 0)
        return checksum.value
    }

    /// What a sandbox adds to the checksum of the folder; a binding adds its own.
    static func presence(_ id: Int64, name: String) -> Int64 {
        var checksum = Seal()
        checksum.add(id)
        checksum.add(name)
        return checksum.value
    }
}
