internal import JSON

/// What a JSON value may be, as JSON Schema says it in an OpenAPI 3.1 document.
///
/// The parts of a schema as far as the two APIs need them; documents are built from these values and from nothing else.
package struct Schema: Sendable {
    /// The kinds of value, and what is inside.
    package indirect enum Form: Sendable {
        case anything
        /// No value will do: what must be absent.
        case nothing
        case string
        case integer
        case number
        case boolean
        case list(Schema)
        /// The members it has.
        case object([Member])
        /// Members of any name, or of names that fit a schema of their own.
        case map(Schema, names: Schema?)
        /// Nothing but these values, each as JSON.
        case constants([String])
        case oneOf([Schema])
        case component(Component)
    }

    package var form: Form
    /// Plain English, for the reader.
    package var about: String?
    /// Whether null may stand in its place.
    package var isNullable = false
    /// The only texts allowed; empty for any.
    package var words: [String] = []
    package var format: String?
    package var pattern: String?
    /// The length of a text, the value of a number, how many elements or members there are.
    package var least: Int64?
    package var most: UInt64?
    /// Whether a number must be more than `least`.
    package var isLeastExcluded = false
    /// A value between `least` and `most` that is none.
    package var excluded: Int64?
    /// What a text must look like that stands for a whole number, where one will do.
    package var digits: String?
    /// Whether an object has no members but those named.
    package var isClosed = false
    /// Whether no element of a list may come twice.
    package var isUnique = false
    /// What cannot be said of one member alone: an object must have the members of one of these as well.
    package var alternatives: [[Member]] = []
    /// What the JSON within a text is.
    package var content: Component?
    /// A value as JSON.
    package var example: String?
    /// What holds when it is absent, as JSON.
    package var fallback: String?

    package init(_ form: Form, _ about: String? = nil) {
        self.form = form
        self.about = about
    }
}

/// One member of an object.
package struct Member: Sendable {
    package let name: String
    package let schema: Schema
    package let isRequired: Bool

    package init(name: String, schema: Schema, isRequired: Bool) {
        self.name = name
        self.schema = schema
        self.isRequired = isRequired
    }

    /// In a request it must be there; in an answer it always is.
    package static func required(_ name: String, _ schema: Schema) -> Member {
        Member(name: name, schema: schema, isRequired: true)
    }

    package static func optional(_ name: String, _ schema: Schema) -> Member {
        Member(name: name, schema: schema, isRequired: false)
    }

    /// The same, with null for its absence when it may be absent.
    package var orNull: Member { isRequired ? self : .optional(name, schema.orNull) }
}

/// The schemas that descriptions are made of.
extension Schema {
    /// Text of so many characters.
    package static func text(_ about: String, _ length: ClosedRange<Int>? = nil, example: String? = nil) -> Schema {
        var schema = Schema(.string, about)
        schema.least = length.map { Int64($0.lowerBound) }
        schema.most = length.flatMap { $0.upperBound == .max ? nil : UInt64($0.upperBound) }
        schema.example = example.map(quoted)
        return schema
    }

    /// One of these texts.
    package static func word(_ about: String, _ words: [String]) -> Schema {
        var schema = Schema(.string, about)
        schema.words = words
        return schema
    }

    package static func pattern(_ about: String, _ pattern: String, example: String) -> Schema {
        var schema = text(about, example: example)
        schema.pattern = pattern
        return schema
    }

    package static func integer(_ about: String, _ range: ClosedRange<Int64>? = nil, example: Int64? = nil) -> Schema {
        var schema = Schema(.integer, about)
        schema.format = "int64"
        schema.least = range?.lowerBound
        schema.most = range.flatMap { $0.upperBound == .max ? nil : UInt64($0.upperBound) }
        schema.example = example.map { "\($0)" }
        return schema
    }

    package static func flag(_ about: String) -> Schema { Schema(.boolean, about) }

    /// A list, of at least so many elements.
    package static func list(of schema: Schema, _ about: String? = nil, least: Int64? = nil) -> Schema {
        var list = Schema(.list(schema), about)
        list.least = least
        return list
    }

    package static func object(_ members: [Member], _ about: String? = nil) -> Schema {
        Schema(.object(members), about)
    }

    /// An object whose members have any names, or those that fit `names`.
    package static func map(of schema: Schema, _ about: String, names: Schema? = nil) -> Schema {
        Schema(.map(schema, names: names), about)
    }

    package static func component(_ component: Component, _ about: String? = nil) -> Schema {
        Schema(.component(component), about)
    }

    /// Nothing but these values, each as JSON.
    package static func constants(_ values: String...) -> Schema { Schema(.constants(values)) }

    /// What is null here always: the member exists, its payment method is not built yet.
    package static func alwaysNull(_ about: String) -> Schema {
        var schema = Schema(.oneOf([]), about)
        schema.isNullable = true
        return schema
    }

    /// The same object, without any members but those named.
    package var closed: Schema { changed { $0.isClosed = true } }

    /// The same object, which must have the members of one of these as well.
    package func either(_ alternatives: [Member]...) -> Schema { changed { $0.alternatives = alternatives } }

    /// The same, or null.
    package var orNull: Schema { changed { $0.isNullable = true } }

    /// The same, with what holds when it is absent; `json` is JSON.
    package func otherwise(_ json: String) -> Schema { changed { $0.fallback = json } }

    package func changed(_ change: (inout Schema) -> Void) -> Schema {
        var schema = self
        change(&schema)
        return schema
    }
}

/// A text as JSON.
package func quoted(_ text: String) -> String {
    String(decoding: JSONWriter.bytes { $0.string(text) }, as: UTF8.self)
}
