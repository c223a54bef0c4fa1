package import Database
package import TossAPI

extension Connection {
    /// The first row, or nil when there is none.
    package func first<R>(
        _ sql: String,
        _ values: [DatabaseValue] = [],
        _ row: (borrowing Statement) throws -> R
    ) throws -> R? {
        try query(sql, values, row).first
    }

    /// A whole number that a query without rows answers with nil.
    package func number(_ sql: String, _ values: [DatabaseValue] = []) throws -> Int64? {
        try first(sql, values) { $0.isNull(0) ? nil : try $0.integer(0) } ?? nil
    }

    /// Inserts a row, and says whether it was new; a unique key that is taken is no error.
    package func insertIfNew(_ sql: String, _ values: [DatabaseValue]) throws -> Bool {
        do throws(DatabaseError) {
            try execute(sql, values)
            return true
        } catch  where error.isDuplicate {
            return false
        }
    }
}

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

extension Statement {
    /// An amount in whole won.
    package func won(_ column: Int) throws(DatabaseError) -> Won { Won(try integer(column)) }

    /// An instant stored as microseconds.
    package func instant(_ column: Int) throws(DatabaseError) -> Instant { Instant(microseconds: try integer(column)) }

    /// An instant, or nil.
    package func optionalInstant(_ column: Int) throws(DatabaseError) -> Instant? {
        isNull(column) ? nil : try instant(column)
    }

    /// A text, or nil.
    package func optionalText(_ column: Int) throws(DatabaseError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// A whole number, or nil.
    package func optionalInteger(_ column: Int) throws(DatabaseError) -> Int64? {
        isNull(column) ? nil : try integer(column)
    }

    /// A case of an enum over its text, or `.corrupt`.
    package func word<Word: RawRepresentable<String>>(_ column: Int, as type: Word.Type) throws -> Word {
        let text = try text(column)
        guard let word = Word(rawValue: text) else { throw ShopError.corrupt("\(Word.self) \(text)") }
        return word
    }
}
