import Encodings
package import JSON
package import TossAPI

/// An object of a journal as it is read, member by member; a null counts as absent.
///
/// `Context` is what whoever reads it must know beside the text. The codec hands it on to the objects inside, and looks at
/// nothing of it.
package struct JournalMembers<Context: Sendable>: Sendable {
    package let object: JSONObject
    package let path: String
    package let context: Context

    package init(_ node: JSONNode, at path: String, _ context: Context) throws(JournalError) {
        guard let object = node.object else {
            throw JournalError(path: path, "must be an object; found \(node.value.kind).")
        }
        self.object = object
        self.path = path
        self.context = context
    }

    package func wrong(_ name: String, _ wanted: String) -> JournalError {
        let found = object[name].map { $0.value.kind } ?? "nothing"
        return JournalError(path: place(name), "must be \(wanted); found \(found).")
    }

    package func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    package func node(_ name: String) -> JSONNode? { object[name].flatMap { $0.isNull ? nil : $0 } }

    package func optionalObject(_ name: String) throws(JournalError) -> JournalMembers? {
        guard let node = node(name) else { return nil }
        return try JournalMembers(node, at: place(name), context)
    }

    package func member(_ name: String) throws(JournalError) -> JournalMembers {
        guard let found = try optionalObject(name) else { throw wrong(name, "an object") }
        return found
    }

    /// The elements of a list, each with its place.
    package func list(_ name: String) throws(JournalError) -> [(node: JSONNode, path: String)] {
        guard let nodes = node(name)?.array else { throw wrong(name, "a list") }
        return nodes.enumerated().map { ($1, "\(place(name))[\($0)]") }
    }

    package func optionalText(_ name: String) throws(JournalError) -> String? {
        guard let node = node(name) else { return nil }
        guard let text = node.string else { throw wrong(name, "text") }
        return text
    }

    package func text(_ name: String) throws(JournalError) -> String {
        guard let text = try optionalText(name) else { throw wrong(name, "text") }
        return text
    }

    package func optionalTexts(_ name: String) throws(JournalError) -> [String]? {
        guard node(name) != nil else { return nil }
        return try list(name).map { node, path throws(JournalError) in
            guard let text = node.string else {
                throw JournalError(path: path, "must be text; found \(node.value.kind).")
            }
            return text
        }
    }

    package func flag(_ name: String) throws(JournalError) -> Bool {
        guard let flag = node(name)?.bool else { throw wrong(name, "true or false") }
        return flag
    }

    package func optionalInteger(
        _ name: String,
        _ range: ClosedRange<Int64> = .min ... .max
    ) throws(JournalError) -> Int64? {
        guard let node = node(name) else { return nil }
        guard let number = node.integer, range.contains(number) else {
            let upTo = range.upperBound == .max ? "" : " to \(range.upperBound)"
            throw wrong(name, "a whole number from \(range.lowerBound)\(upTo)")
        }
        return number
    }

    package func integer(_ name: String, _ range: ClosedRange<Int64> = .min ... .max) throws(JournalError) -> Int64 {
        guard let number = try optionalInteger(name, range) else { throw wrong(name, "a whole number") }
        return number
    }

    /// A number that counts something, and leaves room to count on.
    package func count(_ name: String) throws(JournalError) -> Int { Int(try integer(name, 0...1 << 40)) }

    /// Money; at most what a call may name, so that sums cannot overflow.
    package func won(_ name: String) throws(JournalError) -> Won { Won(try integer(name, 0...Won.largest.amount)) }

    /// Microseconds since 1970 in UTC.
    package func instant(_ name: String) throws(JournalError) -> Instant { Instant(microseconds: try integer(name)) }

    package func optionalInstant(_ name: String) throws(JournalError) -> Instant? {
        try optionalInteger(name).map { Instant(microseconds: $0) }
    }

    /// A word of a list; what it is for is said by its name.
    package func word<Word: RawRepresentable<String>>(
        _ name: String,
        as type: Word.Type = Word.self
    ) throws(JournalError)
        -> Word
    {
        let text = try text(name)
        guard let word = Word(rawValue: text) else {
            throw JournalError(path: place(name), "\"\(text.prefix(60))\" is not known here.")
        }
        return word
    }

    /// What `JSONWriter.body` has written.
    package func body(_ name: String) throws(JournalError) -> [UInt8] {
        if let text = try optionalText(name) { return Array(text.utf8) }
        guard let text = try optionalText(name + "Base64") else { throw wrong(name, "text") }
        guard let bytes = decodeBase64(text, .standard, .lenient) else { throw wrong(name + "Base64", "Base64") }
        return bytes
    }

    /// A list of pairs of texts, as `JSONWriter.pair` writes each.
    package func pairs(_ name: String) throws(JournalError) -> [(name: String, value: String)] {
        try list(name).map { node, path throws(JournalError) in
            guard let pair = node.array, pair.count == 2, let name = pair[0].string, let value = pair[1].string else {
                throw JournalError(path: path, "must be a name and a value.")
            }
            return (name, value)
        }
    }
}
