internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore

/// One operation of one of the APIs: a method and a path, with all there is to say about it.
struct DescribedCall: Sendable {
    let method: HTTPMethod
    let path: String
    /// Unique, and a name for a function in most languages.
    let id: String
    let tag: Tag
    /// A few words; the rest is in `about`.
    let summary: String
    var about: String?
    var parameters: [Parameter] = []
    var body: Body?
    /// In the order of their status; `default` is added to each call.
    var answers: [DescribedAnswer] = []
    /// Whether Toss has a newer form of it.
    var isDeprecated = false
    var access = Access.sandbox

    /// What it needs to be let in.
    enum Access: Sendable {
        /// A secret key, as Toss has it.
        case toss
        /// A key or none, and the token when the server was started with one.
        case sandbox
        /// The token when the server was started with one.
        case process
        /// Nothing at all.
        case everybody
    }

    /// What is sent along.
    struct Body: Sendable {
        let schema: Schema
        /// One that works, as JSON.
        let example: String?
        /// Whether there has to be one.
        var isRequired = true
        /// Its members, where it holds these and no others; nil where a reader of its own knows them.
        var members: [Member]?
        /// How many bytes it may have; nil for as many as any body.
        var mostBytes: Int?
    }

    init(_ method: HTTPMethod, _ path: String, _ id: String, _ tag: Tag, _ summary: String, _ about: String? = nil) {
        self.method = method
        self.path = path
        self.id = id
        self.tag = tag
        self.summary = summary
        self.about = about
    }
}

/// What can be said of a call in a chain, so that a call reads from top to bottom.
extension DescribedCall {
    func taking(_ parameters: Parameter...) -> DescribedCall {
        changed { $0.parameters += parameters }
    }

    /// With a body that is an object of these members; it may be left out when an empty object will do.
    ///
    /// Null counts as absent, but where the body is read by the rules of scenario files.
    func body(
        _ members: [Member],
        example: String,
        takesNull: Bool = true,
        _ rules: (Schema) -> Schema = { $0 }
    ) -> DescribedCall {
        changed { call in
            let schema = rules(.object(takesNull ? members.map(\.orNull) : members))
            let isRuled = !schema.alternatives.isEmpty || schema.least != nil
            let isRequired = isRuled || members.contains(where: \.isRequired)
            call.body = Body(schema: schema, example: example, isRequired: isRequired)
        }
    }

    /// With a body of these members and no others, which its handler reads by them.
    func body(
        of members: [any DeclaredMember],
        example: String,
        takesNull: Bool = true,
        _ rules: (Schema) -> Schema = { $0 }
    ) -> DescribedCall {
        let members = members.map(\.member)
        return body(members, example: example, takesNull: takesNull, rules).changed { $0.body?.members = members }
    }

    /// With a body that a reader of its own looks at.
    func body(_ schema: Schema, example: String?, upTo mostBytes: Int? = nil) -> DescribedCall {
        changed { $0.body = Body(schema: schema, example: example, mostBytes: mostBytes) }
    }

    func answering(_ answers: DescribedAnswer...) -> DescribedCall {
        changed { $0.answers += answers }
    }

    func changed(_ change: (inout DescribedCall) -> Void) -> DescribedCall {
        var call = self
        change(&call)
        return call
    }
}

/// One answer of a call.
struct DescribedAnswer: Sendable {
    /// What is in its body.
    enum Content: Sendable {
        case json(Schema)
        /// A text of this media type.
        case text(String)
        /// Server-sent events, each of which is one of these, or a list as JSON, as the request asks.
        case stream(of: Schema, list: Schema)
        /// One of `SharedAnswer`.
        case shared(SharedAnswer)
        case nothing
    }

    let status: Int
    let about: String
    let content: Content

    static func json(_ status: Int, _ about: String, _ schema: Schema) -> DescribedAnswer {
        DescribedAnswer(status: status, about: about, content: .json(schema))
    }

    static func json(_ about: String, _ schema: Schema) -> DescribedAnswer { .json(200, about, schema) }

    static func payment(_ about: String) -> DescribedAnswer { .json(about, .component(.payment)) }

    static func text(_ mediaType: String, _ about: String) -> DescribedAnswer {
        DescribedAnswer(status: 200, about: about, content: .text(mediaType))
    }

    static func stream(of event: Schema, _ about: String, list: Schema) -> DescribedAnswer {
        DescribedAnswer(status: 200, about: about, content: .stream(of: event, list: list))
    }

    static func shared(_ answer: SharedAnswer) -> DescribedAnswer {
        DescribedAnswer(status: answer.status, about: "", content: .shared(answer))
    }
}
