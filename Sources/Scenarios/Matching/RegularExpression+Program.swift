extension RegularExpression {
    /// One step of a compiled pattern.
    enum Instruction: Sendable {
        /// Reads one scalar of a class.
        case scalar(ScalarSet)
        case split(Int, Int)
        case jump(Int)
        case match
    }

    /// A compiled pattern, laid out for matching: no step of a match allocates or counts references.
    struct Program: Sendable {
        fileprivate enum Kind: UInt8 { case scalar, split, jump, match }

        private let kinds: [Kind]
        /// Where a split or a jump leads.
        private let first: [Int32]
        private let second: [Int32]
        /// The ASCII members of a class, a bit each.
        private let ascii: [SIMD2<UInt64>]
        private let classes: [ScalarSet]

        init(_ instructions: [Instruction]) {
            kinds = instructions.map(\.kind)
            first = instructions.map { Int32($0.targets.0) }
            second = instructions.map { Int32($0.targets.1) }
            classes = instructions.map { if case .scalar(let set) = $0 { set } else { ScalarSet(ranges: []) } }
            ascii = classes.map(\.asciiBits)
        }

        /// Whether the whole text leads from the first instruction to the match.
        func matches(_ text: String) -> Bool {
            var threads = Threads(size: kinds.count)
            follow(0, &threads)
            for scalar in text.unicodeScalars {
                threads.advance()
                guard !threads.current.isEmpty else { return false }
                let value = scalar.value
                for index in threads.current where reads(value, scalar, at: Int(index)) {
                    follow(index + 1, &threads)
                }
            }
            return threads.next.contains { kinds[Int($0)] == .match }
        }

        private func reads(_ value: UInt32, _ scalar: Unicode.Scalar, at index: Int) -> Bool {
            guard kinds[index] == .scalar else { return false }
            guard value < 128 else { return classes[index].contains(scalar) }
            return ascii[index][value < 64 ? 0 : 1] >> UInt64(value & 63) & 1 == 1
        }

        /// Adds the instructions reachable from `start` without reading a scalar, each once.
        private func follow(_ start: Int32, _ threads: inout Threads) {
            threads.open.append(start)
            while let index = threads.open.popLast() {
                guard threads.mark(index) else { continue }
                switch kinds[Int(index)] {
                case .scalar, .match: threads.next.append(index)
                case .jump: threads.open.append(first[Int(index)])
                case .split:
                    threads.open.append(second[Int(index)])
                    threads.open.append(first[Int(index)])
                }
            }
        }
    }

    /// The instructions that a match is at, and those it will be at behind the next scalar.
    private struct Threads {
        private(set) var current: [Int32] = []
        var next: [Int32] = []
        /// What is still to be followed.
        var open: [Int32] = []
        private var marks: [UInt32]
        private var round: UInt32 = 1

        init(size: Int) {
            marks = Array(repeating: 0, count: size)
            for path in [\Threads.current, \.next, \.open] { self[keyPath: path].reserveCapacity(size) }
        }

        /// Says whether it was not there yet in this round.
        mutating func mark(_ index: Int32) -> Bool {
            guard marks[Int(index)] != round else { return false }
            marks[Int(index)] = round
            return true
        }

        mutating func advance() {
            swap(&current, &next)
            next.removeAll(keepingCapacity: true)
            round += 1
        }
    }
}

extension RegularExpression.Instruction {
    fileprivate var kind: RegularExpression.Program.Kind {
        switch self {
        case .scalar: .scalar
        case .split: .split
        case .jump: .jump
        case .match: .match
        }
    }

    fileprivate var targets: (Int, Int) {
        switch self {
        case .split(let first, let second): (first, second)
        case .jump(let target): (target, 0)
        case .scalar, .match: (0, 0)
        }
    }
}

/// A class of characters.
struct ScalarSet: Sendable, Equatable {
    var ranges: [ClosedRange<Unicode.Scalar>]
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar) } != isNegated
    }

    static let any = ScalarSet(ranges: [], isNegated: true)
    static let digits: [ClosedRange<Unicode.Scalar>] = ["0"..."9"]
    static let word: [ClosedRange<Unicode.Scalar>] = ["0"..."9", "A"..."Z", "_"..."_", "a"..."z"]
    static let space: [ClosedRange<Unicode.Scalar>] = ["\t"..."\r", " "..." "]

    /// The ranges of every scalar that is in none of `ranges`, which are in order and apart.
    static func complement(of ranges: [ClosedRange<Unicode.Scalar>]) -> [ClosedRange<Unicode.Scalar>] {
        var rest: [ClosedRange<Unicode.Scalar>] = []
        var start: UInt32 = 0
        for range in ranges {
            if let first = Unicode.Scalar(start), range.lowerBound.value > start,
                let last = Unicode.Scalar(range.lowerBound.value - 1)
            {
                rest.append(first...last)
            }
            start = range.upperBound.value + 1
        }
        if let first = Unicode.Scalar(start), let last = Unicode.Scalar(0x10FFFF) { rest.append(first...last) }
        return rest
    }
}

extension ScalarSet {
    /// Its members below 128, a bit each.
    fileprivate var asciiBits: SIMD2<UInt64> {
        var bits = SIMD2<UInt64>(0, 0)
        for value in UInt32(0)..<128 {
            guard let scalar = Unicode.Scalar(value), contains(scalar) else { continue }
            bits[value < 64 ? 0 : 1] |= 1 << UInt64(value & 63)
        }
        return bits
    }
}
