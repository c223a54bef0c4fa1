internal import APIDescription
internal import JSON

extension DescribedCall {
    /// Writes the call as an operation of its path.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("tags", array: { $0.string(tag.name) })
            json.member("summary", summary)
            if let about { json.member("description", about) }
            json.member("operationId", id)
            if !parameters.isEmpty {
                json.member("parameters", array: { json in for parameter in parameters { parameter.write(to: &json) } })
            }
            if let body { json.member("requestBody", object: { body.write(isClosed: access != .toss, to: &$0) }) }
            json.member("responses", object: { writeAnswers(to: &$0) })
            if isDeprecated { json.member("deprecated", true) }
            json.name("security")
            access.write(to: &json)
        }
    }

    private func writeAnswers(to json: inout JSONWriter) {
        for answer in answers.sorted(by: { $0.status < $1.status }) {
            json.name(dynamic: "\(answer.status)")
            answer.write(to: &json, hasTrace: access == .toss)
        }
        json.name("default")
        (access == .toss ? SharedAnswer.tossLimit : .limit).writeReference(to: &json)
    }
}

extension DescribedCall.Access {
    /// Writes the ways in; each is enough.
    fileprivate func write(to json: inout JSONWriter) {
        let ways: [[String]] =
            switch self {
            case .toss: [["secretKey"]]
            case .sandbox: [[], ["secretKey"], ["token"], ["secretKey", "token"]]
            case .process: [[], ["token"]]
            case .everybody: []
            }
        json.array { json in
            for way in ways {
                json.object { json in
                    for scheme in way {
                        json.name(dynamic: scheme)
                        json.array { _ in }
                    }
                }
            }
        }
    }
}

extension DescribedCall.Body {
    /// The control API refuses members that it does not know; Toss ignores them.
    fileprivate func write(isClosed: Bool, to json: inout JSONWriter) {
        let schema = isClosed ? schema.closed : schema
        json.member("required", isRequired)
        json.member("content", object: { json in writeMedia("application/json", schema, example, to: &json) })
    }
}

extension DescribedAnswer {
    fileprivate func write(to json: inout JSONWriter, hasTrace: Bool) {
        if case .shared(let shared) = content { return shared.writeReference(to: &json) }
        json.object { json in
            json.member("description", about)
            if hasTrace { json.member("headers", object: { Self.writeTrace(to: &$0) }) }
            switch content {
            case .json(let schema):
                json.member("content", object: { writeMedia("application/json", schema, nil, to: &$0) })
            case .text(let mediaType):
                json.member("content", object: { writeMedia(mediaType, Schema(.string), nil, to: &$0) })
            case .stream(let event, let list):
                json.member(
                    "content",
                    object: { json in
                        writeMedia("text/event-stream", event, nil, to: &json)
                        writeMedia("application/json", list, nil, to: &json)
                    }
                )
            case .nothing, .shared: break
            }
        }
    }

    private static func writeTrace(to json: inout JSONWriter) {
        json.member("x-tosspayments-trace-id", object: { $0.member("$ref", "#/components/headers/trace") })
    }
}

/// Writes one media type of a body with what is in it.
func writeMedia(_ mediaType: String, _ schema: Schema, _ example: String?, to json: inout JSONWriter) {
    json.name(dynamic: mediaType)
    json.object { json in
        json.name("schema")
        schema.write(to: &json)
        if let example { json.member("example", raw: example) }
    }
}
