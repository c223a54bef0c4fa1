/// A whole answer, of any status.
package struct ClientResponse: Sendable {
    /// The status code; a redirect is an answer like any other and is not followed.
    package let status: Int

    /// The headers in the order in which they came, trailers left out.
    package let headers: [(name: String, value: String)]

    /// The body, without its transfer coding.
    package let body: [UInt8]

    /// Makes an answer, as a stand-in for a server does.
    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { isSameHeader($0.name, name) }?.value
    }
}

/// Tells whether two header names are the same but for the case of their ASCII letters.
func isSameHeader(_ one: String, _ other: String) -> Bool {
    func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
    return one.utf8.count == other.utf8.count && zip(one.utf8, other.utf8).allSatisfy { lower($0) == lower($1) }
}
