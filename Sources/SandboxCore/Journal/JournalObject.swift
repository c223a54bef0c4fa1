import Encodings
package import JSON
import Masking
package import TossAPI

/// Why a journal or a bundle cannot be read, and where in it.
package struct JournalError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Such as `commands[3].command.request.headers[0]`; empty for the whole.
    package let path: String
    /// What was wanted and what was found.
    package let message: String

    package init(path: String, _ message: String) {
        // Both may name what was found.
        self.path = MaskedText(path).text
        self.message = MaskedText(message).text
    }

    package var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

/// An object of a journal as it is read, member by member; a null counts as absent.
package struct JournalObject {
    /// Its members as they stand.
    package let object: JSONObject
    /// Where it stands in the document.
    package let path: String
    /// The APIs whose calls it may hold.
    package let apis: APIList

    package init(_ node: JSONNode, at path: String, apis: APIList = .toss) throws(JournalError) {
        guard let object = node.object else {
            throw JournalError(path: path, "must be an object; found \(node.value.kind).")
        }
        self.object = object
        self.path = path
        self.apis = apis
    }

    /// The error of a member that is not what it must be; `wanted` goes on from "must be".
    package func wrong(_ name: String, _ wanted: String) -> JournalError {
        let found = object[name].map { $0.value.kind } ?? "nothing"
        return JournalError(path: place(name), "must be \(wanted); found \(found).")
    }

    /// Where a member stands in the document.
    package func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// A member; nil when it is absent.
    package func node(_ name: String) -> JSONNode? { object[name].flatMap { $0.isNull ? nil : $0 } }

    /// A member that is an object; nil when it is absent.
    package func optionalObject(_ name: String) throws(JournalError) -> JournalObject? {
        guard let node = node(name) else { return nil }
        return try JournalObject(node, at: place(name), apis: apis)
    }

    /// A member that must be an object.
    package func member(_ name: String) throws(JournalError) -> JournalObject {
        guard let found = try optionalObject(name) else { throw wrong(name, "an object") }
        return found
    }

    /// The elements of a list, each with its place.
    package func list(_ name: String) throws(JournalError) -> [(node: JSONNode, path: String)] {
        guard let nodes = node(name)?.array else { throw wrong(name, "a list") }
        return nodes.enumerated().map { ($1, "\(place(name))[\($0)]") }
    }

    /// A member that is text; nil when it is absent.
    package func optionalText(_ name: String) throws(JournalError) -> String? {
        guard let node = node(name) else { return nil }
        guard let text = node.string else { throw wrong(name, "text") }
        return text
    }

    /// A member that must be text.
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

    /// A member that must be true or false.
    package func flag(_ name: String) throws(JournalError) -> Bool {
        guard let flag = node(name)?.bool else { throw wrong(name, "true or false") }
        return flag
    }

    /// A member that is a whole number within a range; nil when it is absent.
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

    /// A member that must be a whole number within a range.
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

    /// Microseconds since 1970 in UTC; nil when it is absent.
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

    /// Pairs of a name and a value.
    package func headers(_ name: String) throws(JournalError) -> [APIRequest.Header] {
        try list(name).map { node, path throws(JournalError) in
            guard let pair = node.array, pair.count == 2, let name = pair[0].string, let value = pair[1].string else {
                throw JournalError(path: path, "must be a name and a value.")
            }
            return APIRequest.Header(name: name, value: value)
        }
    }
}

extension JSONWriter {
    /// Writes bytes as text where they are UTF-8, else as Base64 under the second name.
    package mutating func body(_ name: StaticString, _ base64Name: StaticString, _ bytes: [UInt8]) {
        if let text = validText(bytes.span) {
            member(name, text)
        } else {
            member(base64Name, base64(bytes))
        }
    }

    package mutating func headers(_ headers: [APIRequest.Header]) {
        member(
            "headers",
            array: { json in
                for header in headers {
                    json.array { json in
                        json.string(header.name)
                        json.string(header.value)
                    }
                }
            }
        )
    }

    /// Writes an instant exactly, as microseconds since 1970 in UTC.
    package mutating func exact(_ name: StaticString, _ instant: Instant?) { member(name, instant?.microseconds) }
}
