internal import CommandLineProgram
internal import ScenarioRunner

/// Where the scenarios are that come with the program.
enum ScenarioLibrary {
    /// The folders to look in: those given, else `$TOSSBOX_SCENARIOS`, else `./scenarios`, else the one that lies
    /// beside or above the program; none when there is nothing.
    static func folders(_ given: [String]) -> [String] {
        if !given.isEmpty { return given }
        if let folder = environment("TOSSBOX_SCENARIOS") { return [folder] }
        if Files.kind(of: "scenarios") == .folder { return ["scenarios"] }
        return besideProgram.map { [$0] } ?? []
    }

    /// The folder beside or above the program.
    static var besideProgram: String? {
        guard let program else { return nil }
        return above(program, finding: "scenarios")
    }

    /// The nearest `name` in a folder above `path`, which is absolute.
    static func above(_ path: String, finding name: String) -> String? {
        var folder = path[...]
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            let candidate = "\(folder)/\(name)"
            if Files.kind(of: candidate) != .nothing { return candidate }
        }
        return nil
    }

    private static var program: String? {
        #if canImport(Darwin)
        return CommandLine.arguments.first.flatMap(Files.absolute)
        #else
        return Files.absolute("/proc/self/exe")
        #endif
    }
}
