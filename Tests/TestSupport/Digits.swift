/// The digits of a text, whatever their alphabet and whatever stands between them; an `x` counts as one that is hidden.
package struct Digits: Sendable {
    private let shown: String

    package init(in text: String) {
        let scalars = Array(text.unicodeScalars)
        var shown: [UInt8] = []
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            switch scalar {
            case "0"..."9", "x": shown.append(UInt8(truncatingIfNeeded: scalar.value))
            case "\\", "%":
                if let (value, length) = Self.escape(at: index, in: scalars) {
                    if let digit = Self.digit(value) { shown.append(digit) }
                    index += length - 1
                }
            default: if !scalar.isASCII, let digit = Self.digit(scalar) { shown.append(digit) }
            }
            index += 1
        }
        self.shown = String(decoding: shown, as: UTF8.self)
    }

    package func contain(_ number: String) -> Bool { shown.contains(number) }

    private static func digit(_ scalar: Unicode.Scalar) -> UInt8? {
        guard scalar.properties.numericType != nil, let value = scalar.properties.numericValue, value < 10 else {
            return nil
        }
        return UInt8(ascii: "0") + UInt8(value)
    }

    /// `\u0034` or `%34`.
    private static func escape(at index: Int, in scalars: [Unicode.Scalar]) -> (Unicode.Scalar, length: Int)? {
        let (head, count) = scalars[index] == "%" ? (1, 2) : (2, 4)
        guard index + head + count <= scalars.count, head == 1 || scalars[index + 1] == "u" else { return nil }
        var value: UInt32 = 0
        for scalar in scalars[(index + head)..<(index + head + count)] {
            guard let digit = Character(scalar).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return Unicode.Scalar(value).map { ($0, head + count) }
    }
}
