internal import Encodings

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
        headers.first { equalIgnoringCase($0.name, name) }?.value
    }
}
