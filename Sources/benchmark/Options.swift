/// What to measure, and how much of it.
struct Options {
    var binary = ".build/release/tossbox"
    var rounds = 7
    var confirms = 8000
    var connections = 32
    var starts = 20
    var deliveries = 10_000
    var few = 1000
    var many = 200_000
    var commands = 100_000
    var only: String?
    var wantsHelp = false

    static var names: [String] { Benchmark.measures.map(\.name) }

    static var help: String {
        """
        Usage: benchmark [OPTION…]

        Measures a built tossbox: prints text, and one line of JSON at the end.

          --binary PATH      The program (default .build/release/tossbox)
          --only NAME        One of \(names.joined(separator: ", "))
          --rounds N         Rounds of each comparison; medians are shown (default 7)
          --confirms N       Confirms in a round (default 8000)
          --connections N    Keep-alive connections (default 32)
          --starts N         Cold starts (default 20)
          --deliveries N     Webhooks delivered (default 10000)
          --few N, --many N  Payments stored in the storage comparison (default 1000 and 200000)
          --commands N       Commands of the data folder that is started again (default 100000)
        """
    }

    init(_ words: [String]) throws(Failure) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--help" || word == "-h" {
                wantsHelp = true
                continue
            }
            guard let value = rest.popFirst() else { throw Failure("\(word) needs a value.\n\n\(Self.help)") }
            switch word {
            case "--binary": binary = value
            case "--only":
                guard Self.names.contains(value) else {
                    throw Failure("--only takes one of \(Self.names.joined(separator: ", ")); found \(value).")
                }
                only = value
            case "--rounds": rounds = try Self.count(word, value)
            case "--confirms": confirms = try Self.count(word, value)
            case "--connections": connections = try Self.count(word, value)
            case "--starts": starts = try Self.count(word, value)
            case "--deliveries": deliveries = try Self.count(word, value)
            case "--few": few = try Self.count(word, value)
            case "--many": many = try Self.count(word, value)
            case "--commands": commands = try Self.count(word, value)
            default: throw Failure("there is no option \(word).\n\n\(Self.help)")
            }
        }
    }

    private static func count(_ option: String, _ text: String) throws(Failure) -> Int {
        guard let number = Int(text), (1...10_000_000).contains(number) else {
            throw Failure("\(option) must be a whole number from 1 to 10000000, not \(text).")
        }
        return number
    }
}
