internal import Database

/// The values of a statement's parameters, as libpq takes them: each its bytes in the binary format.
struct PostgresValues {
    private(set) var bytes: [UInt8] = []
    /// Where each begins and how long it is, or nil for no value.
    private(set) var ranges: [Range<Int>?] = []

    init(_ values: [DatabaseValue]) throws(DatabaseError) {
        for (offset, value) in values.enumerated() {
            let start = bytes.count
            switch value {
            case .null: break
            case .integer(let number): append(UInt64(bitPattern: number))
            case .real(let number): append(number.bitPattern)
            case .text(let text):
                guard !text.utf8.contains(0) else { throw .textWithNUL(parameter: offset + 1) }
                bytes += text.utf8
            case .blob(let blob): bytes += blob
            }
            ranges.append(value.type == nil ? nil : start..<bytes.count)
        }
    }

    private mutating func append(_ number: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}

extension DatabaseValue {
    /// Reads a value in the binary format, or returns nil for a type that is not read here.
    init?(type: UInt32, bytes: UnsafeRawBufferPointer) {
        switch type {
        case PostgresType.int2, PostgresType.int4, PostgresType.int8:
            self = .integer(unsafe bytes.signedInteger)
        case PostgresType.bool:
            // SQLite knows numbers only.
            self = .integer(unsafe bytes.signedInteger)
        case PostgresType.float4:
            self = .real(Double(Float(bitPattern: UInt32(truncatingIfNeeded: unsafe bytes.signedInteger))))
        case PostgresType.float8:
            self = .real(Double(bitPattern: UInt64(bitPattern: unsafe bytes.signedInteger)))
        case PostgresType.numeric: unsafe self.init(numeric: bytes)
        case PostgresType.text, PostgresType.varchar, PostgresType.bpchar, PostgresType.name, PostgresType.unknown,
            PostgresType.char:
            self = .text(unsafe String(decoding: bytes, as: UTF8.self))
        case PostgresType.bytea: self = .blob(unsafe Array(bytes))
        case PostgresType.void: self = .null
        default: return nil
        }
    }

    /// A sum of whole numbers comes as `numeric`, which has no bound; it is a whole number here too where it fits.
    ///
    /// Its digits are to the base 10,000, the highest first; those behind the last that counts are left out.
    private init(numeric bytes: UnsafeRawBufferPointer) {
        func short(_ index: Int) -> Int {
            Int(unsafe UnsafeRawBufferPointer(rebasing: bytes[(index * 2)..<(index * 2 + 2)]).signedInteger)
        }
        let (count, weight, sign) = (short(0), short(1), short(2) & 0xFFFF)
        switch sign {
        case 0xC000: self = .real(.nan)
        case 0xD000: self = .real(.infinity)
        case 0xF000: self = .real(-.infinity)
        default:
            let digits = (0..<count).map { short(4 + $0) }
            let isNegative = sign == 0x4000
            if let whole = wholeNumber(digits, weight, isNegative) {
                self = .integer(whole)
            } else {
                var value = 0.0
                var unit = power(of: weight)
                for digit in digits {
                    value += Double(digit) * unit
                    unit /= 10_000
                }
                self = .real(isNegative ? -value : value)
            }
        }
    }
}

private func wholeNumber(_ digits: [Int], _ weight: Int, _ isNegative: Bool) -> Int64? {
    // Five of them hold 20 decimal digits, and Int64 has 19.
    guard digits.count <= weight + 1, weight < 5 else { return digits.isEmpty ? 0 : nil }
    var value: Int64 = 0
    for index in 0...max(weight, 0) {
        let digit = Int64(index < digits.count ? digits[index] : 0)
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10_000)
        // Downwards for the negative ones, as there is one more of them.
        let (sum, isTooFar) = product.addingReportingOverflow(isNegative ? -digit : digit)
        guard !isTooLarge, !isTooFar else { return nil }
        value = sum
    }
    return value
}

private func power(of exponent: Int) -> Double {
    (0..<abs(exponent)).reduce(1.0) { value, _ in exponent < 0 ? value / 10_000 : value * 10_000 }
}

extension UnsafeRawBufferPointer {
    /// Its bytes, the highest first.
    fileprivate var signedInteger: Int64 {
        guard let first = unsafe first else { return 0 }
        return unsafe dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
    }
}
