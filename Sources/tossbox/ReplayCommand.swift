internal import JournalCodec
internal import CommandLineProgram
internal import JSON
internal import SandboxCore
internal import TossAPI

/// `tossbox replay`: runs a bundle again and reports the first byte that differs.
enum ReplayCommand: Subcommand {
    static let form = CommandForm(
        name: "replay",
        summary: "Run a bundle again and report the first byte that differs",
        usage: "FILE [OPTION…]",
        operands: 1...1,
        options: [.init("json", nil, "Print the result as one line of JSON")],
        details: """
            FILE is what tossbox export wrote; - is standard input. No server is needed, and nothing is sent.
            Ends with 0 when every answer and webhook comes out the same, with 1 when one does not, with 2 when FILE is no
            bundle.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        let path = arguments.operands[0]
        let bundle: JournalBundle
        do throws(JournalError) {
            bundle = try JournalBundle(parsing: try read(path), apis: .toss)
        } catch {
            throw UsageError("\(path): \(error)")
        }
        do throws(ReplayDifference) {
            _ = try bundle.replay()
        } catch {
            say(arguments.has("json") ? json(error) : text(error, in: path))
            return .failure
        }
        if arguments.has("json") {
            say(json(bundle))
        } else {
            let rest = bundle.isCut ? "; the bundle is cut, \(bundle.missing) more were taken" : ""
            say("\(path): \(bundle.count) commands, every answer and webhook the same\(rest)")
        }
        return .success
    }

    /// A file that cannot be read is no bundle either.
    private static func read(_ path: String) throws(JournalError) -> [UInt8] {
        do throws(UsageError) { return try readFile(path) } catch {
            throw JournalError(path: "", error.message)
        }
    }

    private static func text(_ difference: ReplayDifference, in path: String) -> String {
        """
        \(path): command \(difference.command) comes out differently
          at        \(difference.at.preciseTimestamp), \(difference.kind)
          what      \(difference.what), from byte \(difference.offset)
          recorded  \(difference.expected)
          now       \(difference.found)
        """
    }

    private static func json(_ difference: ReplayDifference) -> String {
        let bytes = JSONWriter.bytes { json in
            json.object { json in
                json.member("identical", false)
                json.name("difference")
                difference.write(to: &json)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func json(_ bundle: JournalBundle) -> String {
        let bytes = JSONWriter.bytes { json in
            json.object { json in
                json.member("identical", true)
                json.member("commands", bundle.count)
                if bundle.isCut {
                    json.member("cut", true)
                    json.member("missing", bundle.missing)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
