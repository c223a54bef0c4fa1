/// A regular expression that matches whole values, in time proportional to the value's length.
///
/// Swift's own `Regex` backtracks: `(a+)+b` against thirty letters takes minutes, and a rule is asked while a sandbox
/// is locked. This one walks all possibilities at once. It knows literals, `.`, classes with ranges and negation,
/// `\d \D \w \W \s \S` (ASCII), groups, `|`, and `* + ? {n} {n,} {n,m}`; `^` and `$` are allowed at the ends, where they
/// change nothing. Captures and back references would serve no purpose here.
package struct RegularExpression: Sendable, Equatable {
    /// The pattern as it was written.
    package let pattern: String
    private let program: Program

    /// Nothing larger is accepted, so that a match stays cheap.
    package static let largestProgram = 2_000

    /// Compiles the pattern, or throws what is wrong with it.
    package init(_ pattern: String) throws(RegularExpressionError) {
        var parser = Parser(pattern)
        self.pattern = pattern
        program = Program(try parser.program())
    }

    /// Whether the whole text fits.
    package func matches(_ text: String) -> Bool { program.matches(text) }

    package static func == (left: Self, right: Self) -> Bool { left.pattern == right.pattern }
}

/// What is wrong with a pattern, and at which character, counted from 1.
package struct RegularExpressionError: Error, Sendable, Equatable {
    /// What is wrong.
    package let message: String
    /// The character, counted from 1.
    package let position: Int
}

private typealias Instruction = RegularExpression.Instruction

/// Reads a pattern and emits instructions; jumps are relative to a fragment until it is placed.
private struct Parser {
    let scalars: [Unicode.Scalar]
    var position = 0
    var depth = 0

    init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    func fail(_ message: String, at index: Int? = nil) -> RegularExpressionError {
        RegularExpressionError(message: message, position: (index ?? position) + 1)
    }

    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    mutating func program() throws(RegularExpressionError) -> [Instruction] {
        guard scalars.count <= RegularExpression.largestProgram else { throw fail("the pattern is too long", at: 0) }
        _ = skip("^")
        let body = try alternatives()
        guard next == nil else { throw fail("a closing parenthesis without an opening one") }
        return body + [.match]
    }

    mutating func alternatives() throws(RegularExpressionError) -> [Instruction] {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 50 else { throw fail("groups nested deeper than 50") }
        var branches = [try sequence()]
        while skip("|") { branches.append(try sequence()) }
        var joined = branches.removeLast()
        for branch in branches.reversed() {
            try check(joined.count + branch.count + 2)
            let second = branch.count + 2
            let end = second + joined.count
            joined = [.split(1, second)] + branch.placed(at: 1) + [.jump(end)] + joined.placed(at: second)
        }
        return joined
    }

    mutating func sequence() throws(RegularExpressionError) -> [Instruction] {
        var code: [Instruction] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            if scalar == "$", position == scalars.count - 1 {
                position += 1
                break
            }
            let atom = try atom()
            let repeated = try repetition(of: atom)
            try check(code.count + repeated.count)
            code += repeated.placed(at: code.count)
        }
        return code
    }

    mutating func atom() throws(RegularExpressionError) -> [Instruction] {
        let start = position
        guard let scalar = next else { throw fail("the pattern ends too early") }
        position += 1
        switch scalar {
        case "(":
            if skip("?"), !skip(":") { throw fail("only plain groups and (?: are known", at: start) }
            let body = try alternatives()
            guard skip(")") else { throw fail("the group is not closed", at: start) }
            return body
        case "[": return [.scalar(try set(from: start))]
        case ".": return [.scalar(.any)]
        case "\\": return [.scalar(ScalarSet(ranges: try escape()))]
        case "*", "+", "?", "{": throw fail("nothing to repeat", at: start)
        case "^", "$": throw fail("\"\(scalar)\" belongs at an end: the whole value is matched", at: start)
        default: return [.scalar(ScalarSet(ranges: [scalar...scalar]))]
        }
    }

    mutating func repetition(of atom: [Instruction]) throws(RegularExpressionError) -> [Instruction] {
        let start = position
        var least = 1
        var most: Int? = 1
        switch next {
        case "*": (least, most) = (0, nil)
        case "+": (least, most) = (1, nil)
        case "?": (least, most) = (0, 1)
        case "{":
            position += 1
            least = try count()
            most = skip(",") ? (next == "}" ? nil : try count()) : least
            guard next == "}" else { throw fail("the count is not closed", at: start) }
            if let most, most < least { throw fail("the counts are in the wrong order", at: start) }
        default: return atom
        }
        position += 1
        // A lazy or possessive mark changes what is captured, not whether a whole value fits.
        _ = skip("?")
        if let again = next, "*+?{".unicodeScalars.contains(again) { throw fail("nothing to repeat") }
        return try copies(of: atom, least: least, most: most)
    }

    func copies(of atom: [Instruction], least: Int, most: Int?) throws(RegularExpressionError) -> [Instruction] {
        let optional = most.map { $0 - least } ?? 1
        try check((atom.count + 2) * (least + optional))
        var code: [Instruction] = []
        for _ in 0..<least { code += atom.placed(at: code.count) }
        guard most != nil else {
            let loop = code.count
            code += [.split(loop + 1, loop + atom.count + 2)] + atom.placed(at: loop + 1) + [.jump(loop)]
            return code
        }
        let end = code.count + optional * (atom.count + 1)
        for _ in 0..<optional {
            let start = code.count
            code += [.split(start + 1, end)] + atom.placed(at: start + 1)
        }
        return code
    }

    mutating func count() throws(RegularExpressionError) -> Int {
        let start = position
        while let digit = next, ("0"..."9").contains(digit) { position += 1 }
        let digits = scalars[start..<position].map(String.init).joined()
        guard let value = Int(digits), value <= 1_000 else { throw fail("a count is a number up to 1000", at: start) }
        return value
    }

    mutating func set(from start: Int) throws(RegularExpressionError) -> ScalarSet {
        var set = ScalarSet(ranges: [])
        set.isNegated = skip("^")
        var isFirst = true
        while let scalar = next, isFirst || scalar != "]" {
            isFirst = false
            let lower = position
            let item = try setItem()
            guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.ranges += item
                continue
            }
            position += 1
            guard let first = item.first, item.count == 1, first.lowerBound == first.upperBound,
                case let end = try setItem(), let last = end.first, end.count == 1,
                last.lowerBound == last.upperBound, first.lowerBound <= last.lowerBound
            else { throw fail("this range has no order", at: lower) }
            set.ranges.append(first.lowerBound...last.lowerBound)
        }
        guard skip("]") else { throw fail("the class is not closed", at: start) }
        return set
    }

    mutating func setItem() throws(RegularExpressionError) -> [ClosedRange<Unicode.Scalar>] {
        guard let scalar = next else { throw fail("the pattern ends too early") }
        position += 1
        return scalar == "\\" ? try escape() : [scalar...scalar]
    }

    mutating func escape() throws(RegularExpressionError) -> [ClosedRange<Unicode.Scalar>] {
        guard let scalar = next else { throw fail("the pattern ends inside an escape") }
        position += 1
        switch scalar {
        case "d": return ScalarSet.digits
        case "D": return ScalarSet.complement(of: ScalarSet.digits)
        case "w": return ScalarSet.word
        case "W": return ScalarSet.complement(of: ScalarSet.word)
        case "s": return ScalarSet.space
        case "S": return ScalarSet.complement(of: ScalarSet.space)
        case "t": return ["\t"..."\t"]
        case "n": return ["\n"..."\n"]
        case "r": return ["\r"..."\r"]
        case "0"..."9", "A"..."Z", "a"..."z": throw fail("unknown escape \"\\\(scalar)\"", at: position - 2)
        default: return [scalar...scalar]
        }
    }

    func check(_ size: Int) throws(RegularExpressionError) {
        guard size < RegularExpression.largestProgram else { throw fail("the pattern is too large", at: 0) }
    }
}

extension [Instruction] {
    /// The same fragment with its jumps moved to begin at `offset`.
    fileprivate func placed(at offset: Int) -> [Instruction] {
        map { instruction in
            switch instruction {
            case .scalar, .match: instruction
            case .split(let first, let second): .split(first + offset, second + offset)
            case .jump(let target): .jump(target + offset)
            }
        }
    }
}
