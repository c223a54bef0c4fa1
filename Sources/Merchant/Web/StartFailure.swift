#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

internal import Database
internal import HTTPServer

/// Why the backend did not start: which setting it is about, what it says, what is wrong with that, and what to do.
package struct StartFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The variable, and the option that goes before it where there is one.
    package let setting: String
    /// What it says; nil for a secret.
    package let value: String?
    /// What is wrong.
    package let problem: String
    /// What would help.
    package let remedy: String

    /// Describes a failure.
    package init(_ setting: String, _ value: String?, problem: String, remedy: String) {
        self.setting = setting
        self.value = value
        self.problem = problem
        self.remedy = remedy
    }

    /// One line.
    package var description: String {
        "\(setting)\(value.map { " is \"\($0)\"" } ?? ""): \(problem); \(remedy)"
    }
}

extension StartFailure {
    /// That the backend cannot listen.
    init(_ error: ServerError, _ configuration: MerchantConfiguration) {
        let host = ("MERCHANT_HOST (or --host)", configuration.host)
        let port = ("MERCHANT_PORT (or --port)", "\(configuration.port)")
        switch error {
        case .notAnAddress:
            self.init(
                host.0,
                host.1,
                problem: "it is no IP address",
                remedy: "give one, such as 127.0.0.1, ::1, 0.0.0.0 or ::, or localhost"
            )
        case .addressNotHere(let address):
            self.init(
                host.0,
                host.1,
                problem: "\(address) is not an address of this machine",
                remedy: "give one that is, or 0.0.0.0 for all of them"
            )
        case .portInUse(let number, let address):
            self.init(
                port.0,
                port.1,
                problem: "port \(number) of \(address) is in use",
                remedy: "stop the program that has it, or give another port, 0 for a free one"
            )
        case .cannotListen(let number, let address, let code) where code == EACCES:
            self.init(
                port.0,
                port.1,
                problem: "the system lets nobody but root listen on port \(number) of \(address)",
                remedy: "give a port from 1024 on"
            )
        case .cannotListen:
            self.init(
                "\(port.0) and \(host.0)",
                "\(host.1):\(port.1)",
                problem: "\(error)",
                remedy: "give another place"
            )
        case .tooFewDescriptors, .cannotStart:
            self.init("the system", nil, problem: "\(error)", remedy: "raise the limits of this process")
        }
    }

    /// That something failed before the doors were open, where a setting is to blame; nil where none is.
    init?(_ error: any Error, _ configuration: MerchantConfiguration, clock: String) {
        guard let error = error as? ShopError else { return nil }
        switch error {
        case .storage(let error): self.init(error, database: configuration.database)
        case .clockUnreachable(let why):
            self.init(
                "--clock",
                clock,
                problem: "the sandbox's clock cannot be read (\(why))",
                remedy: "start the sandbox there first, with the TOSS_SECRET_KEY of this backend, or leave --clock out"
            )
        case .secretUnreadable:
            self.init(
                "ENCRYPTION_KEY",
                nil,
                problem: "it does not open what the database \(configuration.database.description) holds",
                remedy: "give the key that sealed it, here or in ENCRYPTION_KEY_PREVIOUS"
            )
        case .corrupt(let what):
            self.init(
                Self.database,
                configuration.database.description,
                problem: "the database holds what this program never writes (\(what))",
                remedy: "restore a backup, or name another file"
            )
        default: return nil
        }
    }

    private static let database = "MERCHANT_DATABASE (or --database)"

    private init(_ error: DatabaseError, database: MerchantConfiguration.Database) {
        let (problem, remedy) = Self.trouble(error, database)
        self.init(Self.database, database.description, problem: problem, remedy: remedy)
    }

    private static func trouble(
        _ error: DatabaseError,
        _ database: MerchantConfiguration.Database
    ) -> (problem: String, remedy: String) {
        if error.isFull { return ("the disk is full", "make room") }
        if error.isBusy { return ("another process has it locked", "stop that one, or name another file") }
        switch error {
        case .unreachable: return ("\(error)", "start the server, or correct the address")
        case .postgres(let state, _) where state.hasPrefix("28"):
            return ("\(error)", "correct the user, the password, or what the server lets in (pg_hba.conf)")
        case .postgres(state: "3D000", _): return ("\(error)", "make the database, or name another one")
        case .newerFile: return ("\(error)", "use the newer program, or name another file")
        case .sqlite(let code, _) where code & 0xFF == 26:
            return ("it is no SQLite database", "name another file")
        case .sqlite(let code, _) where code & 0xFF == 11:
            return ("the file is damaged", "restore a backup")
        default: break
        }
        if case .file(let path) = database, let trouble = placeTrouble(path) { return trouble }
        if error.isReadOnly { return ("it can only be read", "let this user write the file and its folder") }
        return ("\(error)", "name another file")
    }

    /// What is wrong with the place of a file, as far as the system tells.
    private static func placeTrouble(_ path: String) -> (problem: String, remedy: String)? {
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = name.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            return ("it is a folder", "name a file in it")
        }
        if stat(folder, &status) != 0 { return ("there is no folder \(folder)", "make it, or name another file") }
        if status.st_mode & S_IFMT != S_IFDIR { return ("\(folder) is no folder", "name another file") }
        if access(folder, W_OK) != 0 {
            return ("the folder \(folder) cannot be written", "let this user write it, or name another file")
        }
        if access(path, F_OK) == 0, access(path, R_OK | W_OK) != 0 {
            return ("the file cannot be written", "let this user write it, or name another file")
        }
        return access(path, F_OK) == 0
            ? nil : ("no file can be made in the folder \(folder)", "name a file on a disk that can be written")
    }
}
