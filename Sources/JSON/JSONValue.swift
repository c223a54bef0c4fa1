/// A JSON value that remembers where in its text each part began.
///
/// Objects keep their members in the order of the text. `FoundationEssentials` offers neither positions, nor member
/// order, nor a refusal of duplicate keys, and all three are needed: for problems in scenario files, for bodies that
/// are the same to the byte, and because a gateway must not guess which of two amounts was meant.
package struct JSONNode: Sendable, Equatable {
    package let value: JSONValue
    /// Byte offset of the value's first character.
    package let offset: Int

    package init(_ value: JSONValue, offset: Int = 0) {
        self.value = value
        self.offset = offset
    }
}

/// The six kinds of JSON value.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONNode])
    case object(JSONObject)

    /// The kind's name as a message would say it, with its article.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// An object's members in the order of the text; no name occurs twice.
package struct JSONObject: Sendable, Equatable {
    package struct Member: Sendable, Equatable {
        package let name: String
        /// Byte offset of the name's opening quote.
        package let nameOffset: Int
        package let node: JSONNode

        package init(name: String, nameOffset: Int = 0, node: JSONNode) {
            self.name = name
            self.nameOffset = nameOffset
            self.node = node
        }
    }

    package var members: [Member]

    package init(members: [Member] = []) { self.members = members }

    /// The member called `name`, or nil when there is none.
    ///
    /// Linear, because wire objects are small.
    package subscript(name: String) -> JSONNode? {
        members.first { $0.name == name }?.node
    }
}

/// A number as it was written, so that nothing is lost to rounding.
package struct JSONNumber: Sendable, Equatable {
    package let text: String

    package init(text: String) { self.text = text }

    /// The value when it is whole and fits 64 bits: `15000`, `15000.0` and `1.5e4` are the same number.
    ///
    /// Exact: no way through a `Double`, in which `1e-400` would be zero and a large number another one.
    package var integer: Int64? {
        if let plain = Int64(text) { return plain }
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let parts = text.utf8.dropFirst(isNegative ? 1 : 0).split(
            maxSplits: 1,
            omittingEmptySubsequences: false,
            whereSeparator: { $0 | 0x20 == UInt8(ascii: "e") }
        )
        guard let mantissa = parts.first else { return nil }
        let sides = mantissa.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        var digits = sides.flatMap { Array($0) }
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        guard !digits.allSatisfy({ $0 == UInt8(ascii: "0") }) else { return 0 }
        let dropped = sides.reduce(0) { $0 + $1.count } - digits.count
        let fraction = sides.count > 1 ? sides[1].count : 0
        // An exponent of more than seven digits leaves nothing that is whole and fits, as no text is that long.
        guard let exponent = parts.count > 1 ? Int(String(Substring(parts[1]))) : 0,
            (-9_999_999...9_999_999).contains(exponent)
        else { return nil }
        let zeros = exponent - fraction + dropped
        guard zeros >= 0, zeros < 20 else { return nil }
        digits += Array(repeating: UInt8(ascii: "0"), count: zeros)
        return Int64((isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self))
    }

    /// The nearest double; nil beyond the largest, which infinity is not near to.
    package var double: Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}

extension JSONNode {
    package var string: String? { if case .string(let text) = value { text } else { nil } }
    package var bool: Bool? { if case .bool(let flag) = value { flag } else { nil } }
    package var number: JSONNumber? { if case .number(let number) = value { number } else { nil } }
    package var integer: Int64? { number?.integer }
    package var array: [JSONNode]? { if case .array(let nodes) = value { nodes } else { nil } }
    package var object: JSONObject? { if case .object(let object) = value { object } else { nil } }
    package var isNull: Bool { value == .null }

    /// The member called `name`; nil when there is none or this is no object.
    package subscript(name: String) -> JSONNode? { object?[name] }

    /// The element at `index` of an array; nil when out of range or when this is no array.
    package subscript(index: Int) -> JSONNode? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }
}
