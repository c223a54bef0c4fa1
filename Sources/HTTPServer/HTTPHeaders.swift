internal import Encodings

/// Header fields in the order they were sent or added; names compare without regard to ASCII case.
package struct HTTPHeaders: Sendable, Sequence, ExpressibleByDictionaryLiteral {
    /// Every field, repeated names included.
    package var fields: [(name: String, value: String)] = []

    /// Makes an empty list.
    package init() {}

    /// Makes an empty list with room for so many fields.
    package init(capacity: Int) { fields.reserveCapacity(capacity) }

    /// Keeps the order of the literal, and repeated names.
    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }

    /// The first value under a name, or nil.
    package subscript(name: String) -> String? {
        // By their indices: a copy of each field would hold on to its texts.
        for index in fields.indices where equalIgnoringCase(fields[index].name, name) { return fields[index].value }
        return nil
    }

    /// Every value under a name, without the white space around it.
    package func all(_ name: String) -> [String] {
        fields.filter { equalIgnoringCase($0.name, name) }.map { field in
            let bytes = Array(field.value.utf8)
            let isText = { (byte: UInt8) in byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") }
            guard let first = bytes.firstIndex(where: isText), let last = bytes.lastIndex(where: isText) else {
                return ""
            }
            return String(decoding: bytes[first...last], as: UTF8.self)
        }
    }

    /// Appends a field, and keeps those of the same name.
    package mutating func add(_ name: String, _ value: String) {
        fields.append((name: name, value: value))
    }

    package func makeIterator() -> IndexingIterator<[(name: String, value: String)]> {
        fields.makeIterator()
    }
}
