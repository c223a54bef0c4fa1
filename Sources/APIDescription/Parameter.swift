package import JSON

/// What a call takes beside its body.
package struct Parameter: Sendable {
    package enum Place: String, Sendable { case path, query, header }

    package let place: Place
    package let name: String
    package let schema: Schema
    /// Under which name the document holds it once, for the calls that have it in common.
    package var component: String?

    package init(place: Place, name: String, schema: Schema, component: String? = nil) {
        self.place = place
        self.name = name
        self.schema = schema
        self.component = component
    }

    package static func path(_ name: String, _ about: String, example: String) -> Parameter {
        Parameter(place: .path, name: name, schema: .text(about, 1 ... .max, example: example))
    }

    package static func query(_ name: String, _ schema: Schema) -> Parameter {
        Parameter(place: .query, name: name, schema: schema)
    }

    /// Writes it where a call lists it: by reference when it is shared.
    package func write(to json: inout JSONWriter) {
        guard let component else { return writeWhole(to: &json) }
        json.object { $0.member("$ref", "#/components/parameters/\(component)") }
    }

    /// Writes all of it; the description stands at the parameter, where tools look for it.
    package func writeWhole(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("in", place.rawValue)
            if let about = schema.about { json.member("description", about) }
            if place == .path { json.member("required", true) }
            json.name("schema")
            var schema = schema
            schema.about = nil
            schema.write(to: &json)
        }
    }
}
