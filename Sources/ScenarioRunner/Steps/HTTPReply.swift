package import JSON

/// An answer over HTTP as steps look at it.
package struct HTTPReply: Sendable {
    /// The status code.
    package let status: Int
    /// The body; one that is no JSON is a text.
    package let json: JSONNode
    /// The body as it came.
    let body: [UInt8]
    /// Whether the body is JSON.
    package let isJSON: Bool

    /// Reads a body.
    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
        let node = try? JSONNode(parsing: body)
        isJSON = node != nil
        json = node ?? JSONNode(.string(String(decoding: body, as: UTF8.self)))
    }

    var isSuccess: Bool { (200...299).contains(status) }

    /// The body on a line of its own, cut when it is long.
    func excerpt(_ limit: Int = 400) -> String {
        let text = isJSON ? json.compactText : json.plainText
        return text.isEmpty ? "(empty)" : shortened(text, to: limit)
    }

    /// What a body says about itself when it refuses: its message, and what it lists below that.
    var complaint: [String] {
        guard let message = json["message"]?.string else { return ["answer: \(excerpt())"] }
        let code = json["code"]?.string.map { "\($0): " } ?? ""
        var lines = [code + shortened(message, to: 400)]
        for item in (json["problems"]?.array ?? []).prefix(10) {
            let place = "\(item["line"]?.integer ?? 0):\(item["column"]?.integer ?? 0)"
            lines.append("\(place): \(item["path"]?.string ?? ""): \(item["message"]?.string ?? "")")
        }
        for item in (json["pending"]?.array ?? []).prefix(10) {
            let at = item["at"]?.string.map { " at \($0)" } ?? ""
            lines.append("pending: \(item["kind"]?.string ?? "") \(item["id"]?.string ?? "")\(at)")
        }
        return lines
    }
}

/// What came of a request.
package enum StepAnswer: Sendable {
    /// An answer of any status.
    case reply(HTTPReply)
    /// The request left, and no answer came.
    case none(reason: String)
}

/// The text cut to so many characters, with a note of how many there were.
func shortened(_ text: String, to limit: Int) -> String {
    let count = text.count
    return count <= limit ? text : "\(text.prefix(limit))… (\(count) characters)"
}
