/// What one row of an answer holds, as the kind of database that gave it reads it.
package protocol RowCells: AnyObject {
    /// Any value at all.
    func value(_ column: Int) throws(DatabaseError) -> DatabaseValue

    /// Whether the column holds no value.
    func isNull(_ column: Int) -> Bool

    /// What the answer calls the column.
    func name(_ column: Int) -> String
}

/// One row of an answer, which is gone when the closure that reads it returns; columns count from 0.
package struct Row: ~Copyable {
    private let cells: any RowCells

    /// Wraps what a database gave.
    package init(_ cells: any RowCells) { self.cells = cells }

    /// Any value at all.
    package func value(_ column: Int) throws(DatabaseError) -> DatabaseValue { try cells.value(column) }

    /// Whether the column holds no value.
    package func isNull(_ column: Int) -> Bool { cells.isNull(column) }

    /// A whole number, or an error when the column holds anything else.
    package func integer(_ column: Int) throws(DatabaseError) -> Int64 {
        let value = try value(column)
        guard case .integer(let number) = value else { throw mismatch(column, value, .integer) }
        return number
    }

    /// A number, whole ones included, or an error when the column holds anything else.
    package func double(_ column: Int) throws(DatabaseError) -> Double {
        switch try value(column) {
        case .real(let number): return number
        case .integer(let number): return Double(number)
        case let value: throw mismatch(column, value, .real)
        }
    }

    /// A text, or an error when the column holds anything else.
    package func text(_ column: Int) throws(DatabaseError) -> String {
        let value = try value(column)
        guard case .text(let text) = value else { throw mismatch(column, value, .text) }
        return text
    }

    /// Bytes, or an error when the column holds anything else.
    package func bytes(_ column: Int) throws(DatabaseError) -> [UInt8] {
        let value = try value(column)
        guard case .blob(let bytes) = value else { throw mismatch(column, value, .blob) }
        return bytes
    }

    /// A whole number, or nil.
    package func optionalInteger(_ column: Int) throws(DatabaseError) -> Int64? {
        isNull(column) ? nil : try integer(column)
    }

    /// A number, or nil.
    package func optionalDouble(_ column: Int) throws(DatabaseError) -> Double? {
        isNull(column) ? nil : try double(column)
    }

    /// A text, or nil.
    package func optionalText(_ column: Int) throws(DatabaseError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// Bytes, or nil.
    package func optionalBytes(_ column: Int) throws(DatabaseError) -> [UInt8]? {
        isNull(column) ? nil : try bytes(column)
    }

    private func mismatch(_ column: Int, _ value: DatabaseValue, _ needed: DatabaseValue.Kind) -> DatabaseError {
        .column(name: cells.name(column), found: value.kind, needed: needed)
    }
}
