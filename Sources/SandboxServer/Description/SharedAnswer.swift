internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore

/// The refusals that many calls have in common.
enum SharedAnswer: String, CaseIterable, Sendable {
    case invalidRequest, unauthorized, forbiddenOrigin, notFound, conflict, notBuilt
    case limit, problems, pending, tossLimit

    var status: Int {
        switch self {
        case .invalidRequest, .problems: 400
        case .unauthorized: 401
        case .forbiddenOrigin: 403
        case .notFound: 404
        case .conflict, .pending: 409
        case .notBuilt: 501
        // Both stand under `default`.
        case .limit, .tossLimit: 0
        }
    }

    private var about: String {
        switch self {
        case .invalidRequest: "`INVALID_REQUEST`: the call, its body, its query or its key is not what it must be."
        case .unauthorized: "`UNAUTHORIZED`: the server was started with a token, and `Tossbox-Token` is not that one."
        case .forbiddenOrigin:
            "`FORBIDDEN_ORIGIN`: the request comes from a page of another site, or to a name that is not this server's."
        case .notFound: "`NOT_FOUND`: nothing here has that name."
        case .conflict: "`CONFLICT`: it cannot be done in the state that things are in."
        case .notBuilt: "`NOT_BUILT`: part of the contract, and not built yet."
        case .limit:
            "Anything else: 400 for a broken query, 405 `METHOD_NOT_ALLOWED` with `Allow` for another method, 413 for a body "
                + "and 431 for headers that are too long, 500 `DATA_NOT_WRITTEN` when the data folder cannot be written, 503 for too "
                + "many connections."
        case .problems: "`INVALID_REQUEST`: with everything that is wrong with the document."
        case .pending: "`CONFLICT`: with what is still pending, when that is the reason."
        case .tossLimit:
            "Any other error of the API, such as those that a scenario or a test code asks for. 429 carries `Retry-After`."
        }
    }

    private var schema: Component {
        switch self {
        case .problems: .problems
        case .pending: .pending
        case .tossLimit: .tossError
        default: .controlError
        }
    }

    func writeReference(to json: inout JSONWriter) {
        json.object { $0.member("$ref", "#/components/responses/\(rawValue)") }
    }

    /// Writes what the references mean.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("description", about)
            json.member("content", object: { writeMedia("application/json", .component(schema), nil, to: &$0) })
        }
    }
}

extension DescribedCall {
    /// A call of the control API about one sandbox: it takes the key, and is refused for what any such call is.
    var inSandbox: DescribedCall {
        changed { call in
            call.parameters.append(.key)
            call.answers += [.shared(.unauthorized), .shared(.forbiddenOrigin)]
            for answer in [SharedAnswer.invalidRequest, .conflict]
            where !call.answers.contains(where: { $0.status == answer.status }) {
                call.answers.append(.shared(answer))
            }
        }
    }

    /// A call about the server, not about a sandbox.
    var inProcess: DescribedCall {
        changed { call in
            call.access = .process
            call.answers += [.shared(.unauthorized), .shared(.forbiddenOrigin)]
        }
    }

    /// A call that asks for neither key nor token.
    var forEverybody: DescribedCall {
        changed { call in
            call.access = .everybody
            call.answers.append(.shared(.forbiddenOrigin))
        }
    }

    /// A list of such items, page by page.
    func listing(_ component: Component, _ about: String) -> DescribedCall {
        changed { call in
            call.parameters += [.limit, .after]
            let schema = Schema.object([
                .required("items", .list(of: .component(component))),
                .required("next", .text("What `after` takes to go on; null on the last page.").orNull),
            ])
            call.answers.append(.json(200, about, schema))
        }
    }
}
