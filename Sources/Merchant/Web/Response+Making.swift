package import HTTPServer
package import JSON

extension Response {
    /// An answer whose body is one JSON object.
    package static func json(status: Int = 200, _ members: (inout JSONWriter) -> Void) -> Response {
        Response(
            status: status,
            headers: ["Content-Type": "application/json; charset=utf-8"],
            body: JSONWriter.bytes { $0.object(members) }
        )
    }

    /// A whole page.
    package static func html(status: Int = 200, _ text: String) -> Response {
        Response(status: status, headers: ["Content-Type": "text/html; charset=utf-8"], body: Array(text.utf8))
    }

    /// The shape of a problem unless a door has its own: `{"error":"…","code":"…"}`.
    package static func problem(_ problem: Problem) -> Response {
        .json(status: problem.code.status) { json in
            json.member("error", problem.message)
            json.member("code", problem.code.rawValue)
            if let tossCode = problem.tossCode { json.member("tossCode", tossCode) }
        }
    }
}

/// Text as it may stand in a page, in an attribute too.
package func escapedHTML(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "&"): bytes += "&amp;".utf8
        case UInt8(ascii: "<"): bytes += "&lt;".utf8
        case UInt8(ascii: ">"): bytes += "&gt;".utf8
        case UInt8(ascii: "\""): bytes += "&quot;".utf8
        case UInt8(ascii: "'"): bytes += "&#39;".utf8
        default: bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
