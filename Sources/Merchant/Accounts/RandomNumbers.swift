internal import Encodings

/// Numbers and names that nobody can foretell, unless a test says so.
struct RandomNumbers: Sendable {
    let bytes: @Sendable (Int) -> [UInt8]

    /// From 1,000,000,000 to 9,999,999,999: short enough for an order id, and exact in JavaScript.
    func tenDigits() -> Int64 {
        // Of 64 bits, so that no number is noticeably more likely than another.
        let number = bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return 1_000_000_000 + Int64(number % 9_000_000_000)
    }

    /// 32 hexadecimal digits.
    func name() -> String { hex(bytes(16)) }
}
