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
}
