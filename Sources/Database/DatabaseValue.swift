/// What a column or a parameter can hold.
package enum DatabaseValue: Sendable, Equatable {
    /// No value.
    case null

    /// A whole number of up to eight bytes.
    case integer(Int64)

    /// A floating-point number; a NaN is stored as no value.
    case real(Double)

    /// UTF-8 text.
    case text(String)

    /// Bytes as they stand.
    case blob([UInt8])

    /// A value without what it holds.
    package enum Kind: Sendable {
        /// As the case of the same name.
        case null, integer, real, text, blob
    }

    /// What kind of value it is.
    package var kind: Kind {
        switch self {
        case .null: .null
        case .integer: .integer
        case .real: .real
        case .text: .text
        case .blob: .blob
        }
    }
}

extension DatabaseValue: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// `nil` stands for no value.
    package init(nilLiteral: ()) { self = .null }

    /// A number in the source stands for itself.
    package init(integerLiteral value: Int64) { self = .integer(value) }

    /// A text in the source stands for itself.
    package init(stringLiteral value: String) { self = .text(value) }
}
