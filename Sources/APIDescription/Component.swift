/// A schema that a document holds once, under this name.
package struct Component: Sendable {
    package let name: String
    private let make: @Sendable () -> Schema

    /// A schema that is made when somebody asks for it.
    package init(_ name: String, _ schema: @escaping @Sendable () -> Schema) {
        self.name = name
        make = schema
    }

    package var schema: Schema { make() }
}

extension Schema {
    /// The components that it names, in the order of the text; not those that these name.
    package var components: [Component] {
        var found: [Component] = content.map { [$0] } ?? []
        switch form {
        case .component(let component): found.append(component)
        case .list(let schema): found += schema.components
        case .object(let members): found += members.flatMap { $0.schema.components }
        case .map(let schema, let names): found += schema.components + (names?.components ?? [])
        case .oneOf(let schemas): found += schemas.flatMap { $0.components }
        case .anything, .nothing, .string, .integer, .number, .boolean, .constants: break
        }
        return found + alternatives.flatMap { $0.flatMap { $0.schema.components } }
    }
}
