internal import Database

/// A statement with `?1` parameters as PostgreSQL takes it, with `$1`.
struct PostgresStatement {
    let sql: String

    /// The types of the parameters; those without a value stand as `NULL` in the text, since a `NULL` among the values
    /// would need a type that only the text around it tells.
    let types: [UInt32]

    init(_ text: String, _ values: [DatabaseValue]) throws(DatabaseError) {
        var sql = ""
        var (last, isEmpty, isOver) = (0, true, false)
        for piece in SQLPieces(text) {
            switch piece.kind {
            case .blank: break
            case .semicolon: isOver = true
            case .word, .quoted, .sign, .parameter:
                guard !isOver else { throw .notOneStatement(text) }
                isEmpty = false
            }
            guard piece.kind == .parameter else {
                sql += piece.text
                continue
            }
            // As in SQLite, one without a number is the next after the last.
            let number = Int(piece.text.dropFirst()) ?? last + 1
            guard number > 0 else { throw .notOneStatement(text) }
            last = max(last, number)
            sql += number <= values.count && values[number - 1].type != nil ? "$\(number)" : "NULL"
        }
        guard !isEmpty else { throw .notOneStatement(text) }
        guard last == values.count else { throw .valueCount(values.count, needed: last) }
        self.sql = sql
        types = values.map { $0.type ?? PostgresType.text }
    }
}

/// The numbers of the types that are written and read here; they are the same in every database.
enum PostgresType {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let char: UInt32 = 18
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let unknown: UInt32 = 705
    static let bpchar: UInt32 = 1042
    static let varchar: UInt32 = 1043
    static let numeric: UInt32 = 1700
    static let void: UInt32 = 2278
}

extension DatabaseValue {
    /// As which type PostgreSQL gets it, or nil for no value.
    var type: UInt32? {
        switch self {
        case .null: nil
        case .integer: PostgresType.int8
        // As in SQLite.
        case .real(let number): number.isNaN ? nil : PostgresType.float8
        case .text: PostgresType.text
        case .blob: PostgresType.bytea
        }
    }
}
