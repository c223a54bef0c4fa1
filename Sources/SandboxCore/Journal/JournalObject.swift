package import JSON
package import JournalCodec

/// An object of a journal, read by the APIs whose calls it may hold.
package typealias JournalObject = JournalMembers<APIList>

extension JournalMembers<APIList> {
    package var apis: APIList { context }
}

extension JournalMembers<APIList> {
    /// Pairs of a name and a value, which `JSONWriter.headers` has written.
    package func headers(_ name: String) throws(JournalError) -> [APIRequest.Header] {
        try pairs(name).map { APIRequest.Header(name: $0.name, value: $0.value) }
    }
}

extension JSONWriter {
    package mutating func headers(_ headers: [APIRequest.Header]) {
        member("headers", array: { json in for header in headers { json.pair(header.name, header.value) } })
    }
}
