/// A group of calls in a document.
package struct Tag: Sendable {
    package let name: String
    package let about: String

    package init(_ name: String, _ about: String) {
        self.name = name
        self.about = about
    }
}
