/// An answer.
///
/// The server adds `Content-Length` and whatever `Connection` needs, and never a `Date`: equal answers are equal
/// bytes. A field the library refuses (an empty name or value, a line break in it, `Content-Length`) is left out.
package struct Response: Sendable {
    /// The status code, 200 to 999; any other is sent as 500 with an empty body.
    package var status: Int
    /// The header fields, sent in this order.
    package var headers: HTTPHeaders
    /// The body; not sent for `HEAD`, 204 and 304.
    package var body: [UInt8]

    /// Makes an answer.
    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
