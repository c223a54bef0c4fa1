internal import Database
internal import Foundation
internal import Locking
internal import PostgreSQL

/// A PostgreSQL server for the tests alone: reached through a Unix socket only, and gone with the process that started
/// it, however that ends.
package final class PostgresServer: Sendable {
    /// Whether to test on PostgreSQL; the environment variable `POSTGRES=no` says that nobody wants to.
    package static let isWanted = ProcessInfo.processInfo.environment["POSTGRES"] != "no"

    private static let only = Task { try await start() }
    private static let count = Locked(0)

    /// The server that all tests share, each with databases of its own.
    package static var shared: PostgresServer { get async throws { try await only.value } }

    private let folder: String
    private let keeper: Keeper

    /// Starts a server for a test that stops it; usually `shared` is what a test needs.
    package static func start() async throws -> PostgresServer {
        let keeper = try Keeper()
        return PostgresServer(folder: try await keeper.answer(), keeper)
    }

    private init(folder: String, _ keeper: Keeper) {
        self.folder = folder
        self.keeper = keeper
    }

    /// The address of a database, there or not.
    package func url(of database: String, as user: String = "postgres") -> String {
        "postgres://\(user)@/\(database)?host=\(folder)"
    }

    /// Runs `body` with the address of an empty database, or of a copy of `template`, to which nobody may be connected.
    package func withDatabase<Result>(
        like template: String = "template0",
        _ body: (String) async throws -> Result
    ) async throws -> Result {
        let name = try await makeDatabase(like: template)
        do {
            let result = try await body(url(of: name))
            try await administer("DROP DATABASE \(name) WITH (FORCE)")
            return result
        } catch {
            try? await administer("DROP DATABASE \(name) WITH (FORCE)")
            throw error
        }
    }

    /// Makes a database that stays as long as the server, for others to be like it, and tells its name.
    package func makeDatabase(like template: String = "template0") async throws -> String {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        try await administer("CREATE DATABASE test_\(number) TEMPLATE \(template)")
        return "test_\(number)"
    }

    /// Takes the server down as a crash does.
    package func crash() async throws { try await keeper.ask("crash") }

    /// Starts the server again.
    package func restart() async throws { try await keeper.ask("start") }

    private func administer(_ statement: String) async throws {
        let url = url(of: "postgres")
        try await onThread {
            try Session(try PostgresConnection.open(PostgresAddress(url))).execute(statement)
        }
    }
}

/// A shell that starts the server, does with it as it is told, and stops it when nobody is left to tell it anything.
private final class Keeper: Sendable {
    private let input: FileHandle
    private let output: PipeText
    private let errors: PipeText
    private let answers = Locked(0)

    init() throws {
        let process = Process()
        process.executableURL = Program.shell
        // A session of its own, where the system has that, outlives a signal for all processes of the terminal.
        process.arguments = [
            "-c",
            "if command -v setsid >/dev/null; then exec setsid /bin/sh -c \"$0\"; else exec /bin/sh -c \"$0\"; fi",
            Self.script,
        ]
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        self.input = input.fileHandleForWriting
        self.output = PipeText(reading: output.fileHandleForReading)
        self.errors = PipeText(reading: errors.fileHandleForReading)
    }

    func ask(_ word: String) async throws {
        try input.write(contentsOf: Data("\(word)\n".utf8))
        _ = try await answer()
    }

    /// What follows `ready` in its next line.
    func answer() async throws -> String {
        let number = answers.withLock { answers in
            answers += 1
            return answers
        }
        let line = try await output.line(number)
        guard line.hasPrefix("ready ") else {
            throw TestFailure("PostgreSQL does not start: \(await errors.all())POSTGRES=no leaves these tests out.")
        }
        return String(line.dropFirst(6))
    }

    private static let script = #"""
        set -eu
        trap '' INT TERM HUP PIPE
        for bin in $(IFS=:; echo $PATH) $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t / -k 5 -n -r) \
            /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin none
        do
            if [ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ] && [ -x "$bin/postgres" ]; then break; fi
        done
        if [ "$bin" = none ]; then
            echo "neither PATH nor the usual folders have initdb, pg_ctl and postgres." >&2
            exit 1
        fi

        # Short, as the path of a socket may not be long.
        folder=$(mktemp -d /tmp/tossbox-pg-XXXXXX)
        cd "$folder"
        user=
        # The server refuses to run as root.
        if [ "$(id -u)" -eq 0 ]; then
            user=postgres
            id "$user" >/dev/null 2>&1 || user=nobody
            chown "$user" "$folder"
        fi
        as_owner() {
            if [ -z "$user" ]; then "$@"
            elif command -v runuser >/dev/null; then runuser -u "$user" -- "$@"
            else su -s /bin/sh "$user" -c 'exec "$0" "$@"' -- "$@"
            fi
        }
        control() { as_owner "$bin/pg_ctl" -D "$folder/data" -s -w -t 60 "$@" >"$folder/words" 2>&1 </dev/null; }
        finish() {
            set +e
            control -m immediate stop
            cd /
            rm -rf "$folder"
        }
        # However it ends: who asked for it may be gone before it has started.
        trap finish EXIT
        fail() {
            cat "$folder/words" "$folder/log" >&2 2>/dev/null || :
            exit 1
        }
        start() {
            control -l "$folder/log" start || fail
            echo "ready $folder"
        }

        as_owner "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync \
            >"$folder/words" 2>&1 </dev/null || fail
        cat >>"$folder/data/postgresql.conf" <<END
        listen_addresses = ''
        unix_socket_directories = '$folder'
        max_connections = 300
        shared_buffers = 32MB
        fsync = off
        full_page_writes = off
        autovacuum = off
        # Tests that run into each other on purpose need not wait for a second each time.
        deadlock_timeout = 20ms
        END
        start
        # The end comes with the end of whoever holds the other side of the pipe.
        while read -r word; do
            case $word in
            crash) control -m immediate stop || :; echo "ready $folder" ;;
            start) start ;;
            esac
        done
        """#
}
