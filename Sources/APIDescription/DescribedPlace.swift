/// What a document says of a call at one of its places.
///
/// It stands in the call's own file, one for each place:
///
///     package static var described: [DescribedPlace] {
///         [
///             DescribedPlace("getShelf", .shelves, "Look up a shelf")
///                 .taking(.path("id", "What it is called.", example: "upper"))
///                 .answering("The shelf.", .component(.shelf))
///         ]
///     }
package struct DescribedPlace: Sendable {
    /// Unique, and a name for a function in most languages.
    package let id: String
    package let tag: Tag
    /// A few words; the rest is in `about`.
    package let summary: String
    package let about: String?
    package private(set) var parameters: [Parameter] = []
    package private(set) var body: Body?
    package private(set) var answer = Answer(about: "", schema: nil)
    /// Whether there is a newer form of it.
    package private(set) var isDeprecated = false

    /// What is sent along.
    package struct Body: Sendable {
        package let members: [Member]
        /// One that works, as JSON.
        package let example: String
        /// What cannot be said of one member alone.
        package let rules: @Sendable (Schema) -> Schema
    }

    /// What it answers when nothing refuses it.
    package struct Answer: Sendable {
        package let about: String
        /// Nil for no body.
        package let schema: Schema?
    }

    package init(_ id: String, _ tag: Tag, _ summary: String, _ about: String? = nil) {
        self.id = id
        self.tag = tag
        self.summary = summary
        self.about = about
    }

    package func taking(_ parameters: Parameter...) -> DescribedPlace { changed { $0.parameters += parameters } }

    package func body(
        _ members: [Member],
        example: String,
        _ rules: @escaping @Sendable (Schema) -> Schema = { $0 }
    ) -> DescribedPlace {
        changed { $0.body = Body(members: members, example: example, rules: rules) }
    }

    package func answering(_ about: String, _ schema: Schema? = nil) -> DescribedPlace {
        changed { $0.answer = Answer(about: about, schema: schema) }
    }

    package var deprecated: DescribedPlace { changed { $0.isDeprecated = true } }

    private func changed(_ change: (inout DescribedPlace) -> Void) -> DescribedPlace {
        var place = self
        change(&place)
        return place
    }
}
