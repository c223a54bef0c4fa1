/// Documents made at random, the same for the same seed.
struct RandomDocument {
    /// With blanks and escapes as they may be.
    private(set) var text = ""
    /// As our writer writes the same document.
    private(set) var compact = ""
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
        blank()
        value(depth: 0)
        blank()
    }

    /// A number from zero up to `bound`, which is left out.
    mutating func draw(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[draw(elements.count)] }

    private mutating func put(_ same: String) {
        text += same
        compact += same
    }

    private mutating func blank() {
        for _ in 0..<max(0, draw(6) - 3) { text += pick([" ", "\t", "\n", "\r", "\r\n"]) }
    }

    private mutating func value(depth: Int) {
        switch draw(depth < 6 ? 8 : 4) {
        case 0: put(pick(["true", "false", "null"]))
        case 1, 2: number()
        case 3: string("")
        case 4, 5: list(depth: depth)
        default: object(depth: depth)
        }
    }

    private mutating func number() {
        put(pick(["", "-"]))
        put(draw(4) == 0 ? "0" : "\(1 + draw(9))" + digits(draw(20)))
        if draw(3) == 0 { put("." + digits(1 + draw(20))) }
        if draw(4) == 0 { put(pick(["e", "E"]) + pick(["", "+", "-"]) + digits(1 + draw(4))) }
    }

    private mutating func digits(_ count: Int) -> String { (0..<count).map { _ in "\(draw(10))" }.joined() }

    private mutating func list(depth: Int) {
        put("[")
        blank()
        for index in 0..<draw(5) {
            if index > 0 { put(",") }
            blank()
            value(depth: depth + 1)
            blank()
        }
        put("]")
    }

    private mutating func object(depth: Int) {
        put("{")
        blank()
        // Now and then more than are compared one by one.
        for index in 0..<(draw(20) == 0 ? 30 : draw(5)) {
            if index > 0 { put(",") }
            blank()
            string("\(index)")
            blank()
            put(":")
            blank()
            value(depth: depth + 1)
            blank()
        }
        put("}")
    }

    private static let scalars: [Unicode.Scalar] = [
        "a", "z", "0", " ", "/", "\\", "\"", "'", "\n", "\r", "\t", "\u{8}", "\u{C}", "\0", "\u{1F}", "\u{7F}", "é",
        "\u{300}", "한", "\u{2028}", "\u{D7FF}", "\u{E000}", "\u{FEFF}", "\u{FFFD}", "😀", "\u{10FFFF}",
    ]

    /// A string that begins with `mark`, so that no name occurs twice.
    private mutating func string(_ mark: String) {
        put("\"\(mark)")
        if !mark.isEmpty { put("-") }
        for _ in 0..<draw(8) {
            let scalar = pick(Self.scalars)
            let plain = Self.written(scalar)
            compact += plain
            text += draw(3) == 0 ? escaped(scalar) : plain
        }
        put("\"")
    }

    /// As the writer writes it.
    private static func written(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": #"\""#
        case "\\": #"\\"#
        case "\u{8}": #"\b"#
        case "\u{C}": #"\f"#
        case "\n": #"\n"#
        case "\r": #"\r"#
        case "\t": #"\t"#
        case "\0": #"\u0000"#
        case "\u{1F}": #"\u001f"#
        default: String(Character(scalar))
        }
    }

    /// As one or two escapes with four digits.
    private mutating func escaped(_ scalar: Unicode.Scalar) -> String {
        var text = ""
        for unit in String(Character(scalar)).utf16 {
            let digits = String(unit, radix: 16, uppercase: draw(2) == 0)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return text
    }
}
