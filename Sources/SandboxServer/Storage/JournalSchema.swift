internal import Database

/// How sandboxes and their journals stand in the file.
enum JournalSchema {
    /// Drops commands of sandboxes that are gone; it steps from one sandbox to the next and reads none of the others.
    static let dropOrphans = """
        WITH RECURSIVE owner (id) AS (
            SELECT min(sandbox) FROM entry
            UNION ALL
            SELECT (SELECT min(sandbox) FROM entry WHERE sandbox > owner.id) FROM owner WHERE owner.id IS NOT NULL
        )
        DELETE FROM entry WHERE sandbox IN (
            SELECT id FROM owner WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM sandbox)
        )
        """

    static let migrations = [
        Migration(
            version: 1,
            name: "sandboxes, their commands, and the keys bound to them",
            sql: """
                CREATE TABLE sandbox (
                    id INTEGER PRIMARY KEY,
                    name TEXT NOT NULL UNIQUE,
                    opening TEXT NOT NULL,
                    has_secret INTEGER NOT NULL
                );
                -- Numbers count from 1 without a gap. The outcome is last: a start skips it.
                CREATE TABLE entry (
                    sandbox INTEGER NOT NULL,
                    number INTEGER NOT NULL,
                    at INTEGER NOT NULL,
                    command TEXT NOT NULL,
                    -- Of the three before it: a byte that changed on the disk must not become another payment.
                    digest INTEGER NOT NULL,
                    outcome TEXT NOT NULL,
                    PRIMARY KEY (sandbox, number)
                ) WITHOUT ROWID;
                -- `heir_of` is the sandbox whose business is on its way to the one that the key now opens.
                CREATE TABLE binding (
                    key TEXT PRIMARY KEY,
                    sandbox TEXT NOT NULL,
                    heir_of INTEGER
                );
                """
        )
    ]

    /// What tells whether an entry is still the one that was written (FNV-1a, 64 bits).
    static func digest(number: Int64, at: Int64, command: String) -> Int64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        func take(_ byte: UInt8) { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        for value in [number, at] {
            for shift in stride(from: 0, to: 64, by: 8) { take(UInt8(truncatingIfNeeded: value >> Int64(shift))) }
        }
        for byte in command.utf8 { take(byte) }
        return Int64(bitPattern: digest)
    }
}
