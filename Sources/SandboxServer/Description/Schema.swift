internal import JSON

/// What a JSON value may be, as JSON Schema says it in an OpenAPI 3.1 document.
///
/// The parts of a schema as far as the two APIs need them; documents are built from these values and from nothing else.
struct Schema: Sendable {
    /// The kinds of value, and what is inside.
    indirect enum Form: Sendable {
        case anything
        case string
        case integer
        case number
        case boolean
        case list(Schema)
        /// The members it has; `others` is what members of any other name may be, nil when there are none.
        case object([Member], others: Schema?)
        case oneOf([Schema])
        case component(Component)
    }

    var form: Form
    /// Plain English, for the reader.
    var about: String?
    /// Whether null may stand in its place.
    var isNullable = false
    /// The only texts allowed; empty for any.
    var words: [String] = []
    var format: String?
    var pattern: String?
    /// The length of a text, the value of a number.
    var least: Int64?
    var most: Int64?
    /// A value as JSON.
    var example: String?
    /// What holds when it is absent, as JSON.
    var fallback: String?

    init(_ form: Form, _ about: String? = nil) {
        self.form = form
        self.about = about
    }
}

/// One member of an object.
struct Member: Sendable {
    let name: String
    let schema: Schema
    let isRequired: Bool

    /// In a request it must be there; in an answer it always is.
    static func required(_ name: String, _ schema: Schema) -> Member {
        Member(name: name, schema: schema, isRequired: true)
    }

    static func optional(_ name: String, _ schema: Schema) -> Member {
        Member(name: name, schema: schema, isRequired: false)
    }
}

/// The schemas that descriptions are made of.
extension Schema {
    /// Text of so many characters.
    static func text(_ about: String, _ length: ClosedRange<Int>? = nil, example: String? = nil) -> Schema {
        var schema = Schema(.string, about)
        schema.least = length.map { Int64($0.lowerBound) }
        schema.most = length.map { Int64($0.upperBound) }
        schema.example = example.map(quoted)
        return schema
    }

    /// One of these texts.
    static func word(_ about: String, _ words: [String]) -> Schema {
        var schema = Schema(.string, about)
        schema.words = words
        return schema
    }

    static func pattern(_ about: String, _ pattern: String, example: String) -> Schema {
        var schema = text(about, example: example)
        schema.pattern = pattern
        return schema
    }

    static func integer(_ about: String, _ range: ClosedRange<Int64>? = nil, example: Int64? = nil) -> Schema {
        var schema = Schema(.integer, about)
        schema.format = "int64"
        schema.least = range?.lowerBound
        schema.most = range.flatMap { $0.upperBound == .max ? nil : $0.upperBound }
        schema.example = example.map { "\($0)" }
        return schema
    }

    static func flag(_ about: String) -> Schema { Schema(.boolean, about) }

    /// An instant with its offset.
    static func instant(_ about: String) -> Schema {
        var schema = text(about, example: "2026-01-05T09:00:00+09:00")
        schema.format = "date-time"
        return schema
    }

    /// An ISO 8601 duration by Seoul's calendar.
    static func duration(_ about: String) -> Schema {
        var schema = text(about, example: "PT10M")
        schema.format = "duration"
        return schema
    }

    static func url(_ about: String, example: String? = nil) -> Schema {
        var schema = text(about, example: example)
        schema.format = "uri"
        return schema
    }

    static func list(of schema: Schema, _ about: String? = nil) -> Schema { Schema(.list(schema), about) }

    static func object(_ members: [Member], _ about: String? = nil) -> Schema {
        Schema(.object(members, others: nil), about)
    }

    /// An object whose members have any names.
    static func map(of schema: Schema, _ about: String) -> Schema { Schema(.object([], others: schema), about) }

    static func component(_ component: Component) -> Schema { Schema(.component(component)) }

    /// What is null here always: the member exists, its payment method is not built yet.
    static func alwaysNull(_ about: String) -> Schema {
        var schema = Schema(.oneOf([]), about)
        schema.isNullable = true
        return schema
    }

    /// The same, or null.
    var orNull: Schema {
        var schema = self
        schema.isNullable = true
        return schema
    }

    /// The same, with what holds when it is absent; `json` is JSON.
    func otherwise(_ json: String) -> Schema {
        var schema = self
        schema.fallback = json
        return schema
    }
}

/// A text as JSON.
func quoted(_ text: String) -> String {
    String(decoding: JSONWriter.bytes { $0.string(text) }, as: UTF8.self)
}
