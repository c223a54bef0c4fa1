/// What to measure, and how much of it.
struct Options {
    var binary = ".build/release/tossbox"
    /// The merchant's program; nil takes the one beside `binary`.
    var merchantBinary: String?
    /// What the merchant keeps its data in; nil takes an SQLite file that is gone afterwards.
    var database: String?
    var rounds = 7
    var confirms = 8000
    var connections = 32
    var starts = 20
    var deliveries = 10_000
    var few = 1000
    var many = 200_000
    var commands = 100_000
    var rate = 200
    var seconds = 60
    var subscriptions = 10_000
    var orders = 10_000
    var only: String?
    var wantsHelp = false

    static var names: [String] { Benchmark.measures.map(\.name) }

    static var help: String {
        """
        Usage: benchmark [OPTION…]

        Measures a built tossbox and merchant: prints text, and one line of JSON at the end.

          --binary PATH      The sandbox (default .build/release/tossbox)
          --merchant PATH    The shop (default merchant beside the sandbox)
          --only NAME        One of \(names.joined(separator: ", "))
          --rounds N         Rounds of each comparison; medians are shown (default 7)
          --confirms N       Confirms in a round (default 8000)
          --connections N    Keep-alive connections (default 32)
          --starts N         Cold starts (default 20)
          --deliveries N     Webhooks delivered (default 10000)
          --few N, --many N  Payments stored in the storage comparison (default 1000 and 200000)
          --commands N       Commands of the data folder that is started again (default 100000)
          --database URL     What the shop keeps its data in, such as postgres://localhost/shop, which should be empty
                             (default an SQLite file in a temporary folder)
          --rate N           Purchases a second (default 200)
          --seconds N        How long the purchases go on (default 60)
          --subscriptions N  Subscriptions that are due at one instant (default 10000)
          --orders N         Paid orders in the database that the shop is started with (default 10000)
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
            case "--merchant": merchantBinary = value
            case "--database": database = value
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
            case "--rate": rate = try Self.count(word, value)
            case "--seconds": seconds = try Self.count(word, value)
            case "--subscriptions": subscriptions = try Self.count(word, value)
            case "--orders": orders = try Self.count(word, value)
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
