internal import APIDescription
internal import Encodings
internal import HTTPServer
internal import Routing
internal import JSON
import Masking
internal import SandboxCore
internal import TossAPI

/// One call of the control API on its way to its handler.
struct ControlCall: Sendable {
    let operation: ControlOperation
    /// Nothing of it is for a handler but what is below.
    private let request: Request
    private let parameters: PathParameters
    /// The members that were sent; none where a reader of its own looks at the body.
    let body: ControlBody
    let context: ControlContext

    /// A call whose body is what its declaration says, or a refusal.
    init(
        _ request: Request,
        of operation: ControlOperation,
        parameters: PathParameters,
        in context: ControlContext
    ) throws(ControlRefusal) {
        self.request = request
        self.operation = operation
        self.parameters = parameters
        self.context = context
        body = try operation.readBody(of: request) ?? ControlBody()
    }

    var hub: Hub { context.hub }

    /// The body as it came, for a reader of its own.
    var bytes: [UInt8] { request.body }
    /// Which kinds of answer the client takes, in lower case.
    var accepted: String { request.headers["Accept"]?.lowercased() ?? "" }
    /// Whether the head of the answer is all that is wanted.
    var isHead: Bool { request.method == .head }

    /// The page of another site that was let in and may read the answer.
    var allowedOrigin: String? { context.guardian.allowedOrigin(of: request) }

    /// The answer as a page of another site may read it that was let in.
    func readable(_ response: Response) -> Response { context.guardian.readable(response, by: request) }

    /// What stands in the path where the declaration has this parameter.
    func path(_ parameter: Parameter) -> String { parameters[parameter.name] ?? "" }

    /// What the query or the headers hold of a declared parameter, decoded; nil without it.
    func value(_ parameter: Parameter) -> String? {
        let declared = operation.described.parameters
        assert(declared.contains { $0.name == parameter.name }, "\(parameter.name) is read and not declared")
        return switch parameter.place {
        case .path: path(parameter)
        case .query: request.queryValue(parameter.name)
        case .header: request.headers[parameter.name]
        }
    }

    /// The key that says which sandbox is meant; nil means the default one.
    ///
    /// That of `Authorization`, else that of `?key=`, which may be a client key.
    func key() throws(ControlRefusal) -> MerchantKey? {
        if let header = request.headers["Authorization"] {
            switch Authentication(header: header) {
            case .secret(let key) where hub.isKnown(key): return key
            case .secret, .refused(.unauthorizedKey):
                throw ControlBody.refusal(
                    "Authorization holds no secret key of the test environment; send Basic base64(\"test_sk_…:\")."
                )
            case .refused:
                throw ControlBody.refusal("The colon after the key is missing: send Basic base64(\"test_sk_…:\").")
            }
        }
        guard let text = value(.key) else { return nil }
        guard let key = MerchantKey(text), !key.isRefusedByName else {
            throw ControlBody.refusal(
                "?key=\(text) is no key of the test environment; test_sk_…, test_ck_…, test_gsk_… and test_gck_… are."
            )
        }
        guard hub.isKnown(key) else {
            throw ControlBody.refusal("?key=\(text) is not among the keys this server was started with.")
        }
        return key
    }

    /// The sandbox this call is about.
    func cell() throws(ControlRefusal) -> SandboxCell {
        let found = try key().map { hub.cell(for: $0) } ?? hub.cell(named: MerchantKey.defaultSandbox)
        guard let found else { throw Hub.full }
        return found
    }

    /// A value of the query that is one of these words; a misspelt one would find nothing, and look like an answer.
    func word(_ parameter: Parameter) throws(ControlRefusal) -> String? {
        guard let text = value(parameter) else { return nil }
        let words = parameter.schema.words
        guard words.contains(text) else {
            let choice = words.count == 2 ? words.joined(separator: " or ") : "one of \(words.joined(separator: ", "))"
            throw ControlBody.refusal("\(parameter.name) must be \(choice); found \(text).")
        }
        return text
    }

    /// One page of a list: `limit` items after the one called `after`.
    func page<Item>(
        of items: some Sequence<Item>,
        id: (Item) -> String,
        write: (Item, inout JSONWriter) -> Void
    ) throws(ControlRefusal) -> Response {
        var limit = 100
        if let text = value(.limit) {
            guard let number = Int(text), (1...1000).contains(number) else {
                throw ControlBody.refusal("limit must be a whole number from 1 to 1000; found \(text).")
            }
            limit = number
        }
        // As the list shows it.
        let after = value(.after).map { MaskedText($0) }
        var page: [Item] = []
        var hasMore = false
        var isPast = after == nil
        for item in items {
            guard isPast else {
                isPast = MaskedText(id(item)) == after
                continue
            }
            guard page.count < limit else {
                hasMore = true
                break
            }
            page.append(item)
        }
        guard isPast else {
            throw ControlBody.refusal("after names no item of this list: \(after?.text ?? "").")
        }
        let next = hasMore ? page.last.map { MaskedText(id($0)) } : nil
        return .json { json in
            json.member("items", array: { json in for item in page { write(item, &json) } })
            json.member("next", next)
        }
    }
}

extension Response {
    /// A JSON object as an answer.
    static func json(status: Int = 200, _ body: (inout JSONWriter) -> Void) -> Response {
        Response(status: status, headers: jsonHeaders, body: JSONWriter.bytes { $0.object(body) })
    }

    /// Any JSON value as an answer.
    static func value(status: Int = 200, _ value: (inout JSONWriter) -> Void) -> Response {
        Response(status: status, headers: jsonHeaders, body: JSONWriter.bytes(value))
    }

    init(_ refusal: ControlRefusal) {
        self = .json(status: refusal.code.httpStatus) { json in
            json.member("code", refusal.code.rawValue)
            json.member("message", refusal.message)
        }
    }
}
