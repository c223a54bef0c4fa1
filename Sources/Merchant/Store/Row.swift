package import Database
package import TossAPI

extension DatabaseValue {
    /// An amount in whole won.
    package static func won(_ amount: Won) -> DatabaseValue { .integer(amount.amount) }

    /// Microseconds since 1970.
    package static func instant(_ instant: Instant) -> DatabaseValue { .integer(instant.microseconds) }

    /// The instant, or no value.
    package static func instant(_ instant: Instant?) -> DatabaseValue { instant.map(DatabaseValue.instant) ?? .null }

    /// The text, or no value.
    package static func optional(_ text: String?) -> DatabaseValue { text.map(DatabaseValue.text) ?? .null }

    /// The number, or no value.
    package static func optional(_ number: Int64?) -> DatabaseValue { number.map(DatabaseValue.integer) ?? .null }
}

extension Row {
    /// An amount in whole won.
    package func won(_ column: Int) throws(DatabaseError) -> Won { Won(try integer(column)) }

    /// An instant stored as microseconds.
    package func instant(_ column: Int) throws(DatabaseError) -> Instant { Instant(microseconds: try integer(column)) }

    /// An instant, or nil.
    package func optionalInstant(_ column: Int) throws(DatabaseError) -> Instant? {
        isNull(column) ? nil : try instant(column)
    }

    /// A case of an enum over its text, or `.corrupt`.
    package func word<Word: RawRepresentable<String>>(_ column: Int, as type: Word.Type) throws -> Word {
        let text = try text(column)
        guard let word = Word(rawValue: text) else { throw ShopError.corrupt("\(Word.self) \(text)") }
        return word
    }
}
