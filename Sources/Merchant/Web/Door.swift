package import HTTPServer
package import Routing

/// One HTTP API of the shop: its endpoints, and the format of its refusals.
///
/// A shop may have several at once, since each integration guide prescribes its own paths and member names.
package struct Door: Sendable {
    /// What logs call it.
    package let name: String
    /// Every call it answers.
    package let endpoints: [Endpoint]
    /// Makes the answer to a request that is refused.
    package let shape: @Sendable (Problem) -> Response

    /// Describes a door.
    package init(
        _ name: String,
        shape: @escaping @Sendable (Problem) -> Response = { .problem($0) },
        endpoints: [Endpoint]
    ) {
        self.name = name
        self.endpoints = endpoints
        self.shape = shape
    }
}

/// One call that a door answers.
package struct Endpoint: Sendable {
    /// Parses, makes one call on the core, and encodes.
    package typealias Handler = @Sendable (EndpointCall) async throws -> Response

    /// The method; `GET` answers `HEAD` too.
    package let method: HTTPMethod
    /// The path, with `{names}`.
    package let pattern: String
    /// Who may call.
    package let access: AccessLevel
    /// What runs once they may.
    package let handler: Handler

    /// Describes a call.
    package init(_ method: HTTPMethod, _ pattern: String, _ access: AccessLevel, _ handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.handler = handler
    }
}

/// Who may make a call.
package enum AccessLevel: String, CaseIterable, Sendable {
    /// Everybody; a token is not even looked at.
    case anyone
    /// Everybody; whoever brings a token is known by it, and a bad token is refused.
    case guest
    /// Whoever is signed in.
    case account
    /// Support and admins.
    case staff
    /// Admins.
    case admin

    /// Whether a token is looked at.
    var readsToken: Bool { self != .anyone }

    /// Lets a caller through, or says why not.
    func check(_ account: Account?) throws(Problem) {
        switch (self, account?.role) {
        case (.anyone, _), (.guest, _), (.account, .some), (.staff, .support), (.staff, .admin), (.admin, .admin):
            return
        case (_, nil): throw Problem(.unauthorized, "sign in first: Authorization: Bearer TOKEN is missing")
        case (.staff, .customer?), (.admin, .customer?), (.admin, .support?):
            throw Problem(.forbidden, "this takes the role \(self == .staff ? "support or admin" : "admin")")
        }
    }
}

/// A request on its way to its handler.
package struct EndpointCall: Sendable {
    /// What came in.
    package let request: Request
    /// What stood at the `{names}` of the pattern.
    package let parameters: PathParameters
    /// Who calls, as far as the endpoint wants to know.
    package let caller: Account?
    /// The address that the call comes from, seen through trusted proxies; nil within this process.
    package let source: PeerAddress?

    /// The body as a JSON object with no other members than those declared.
    package func body(_ members: BodyMembers = .none) throws(Problem) -> JSONBody {
        try requireJSON()
        return try JSONBody(request.body, taking: members)
    }

    /// Refuses a body that is not said to be JSON, once and for all.
    ///
    /// A page of another origin can send every other type, and none at all, without asking us first: so it cannot call
    /// in the name of its reader.
    package func requireJSON() throws(Problem) {
        guard !request.body.isEmpty else { return }
        let fields = request.headers.all("Content-Type")
        let field = fields.count == 1 ? fields[0] : ""
        let type = field.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        guard type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json")) else {
            throw Problem(.unsupportedMediaType, "the body must be JSON, sent as Content-Type: application/json")
        }
    }

    /// Who calls, where somebody must be signed in.
    package func account() throws(Problem) -> Account {
        guard let caller else { throw Problem(.unauthorized, "sign in first: Authorization: Bearer TOKEN is missing") }
        return caller
    }

    /// What stood at a `{name}`.
    package func parameter(_ name: String) throws(Problem) -> String {
        guard let value = parameters[name] else { throw Problem(.internalError, "the path has no \(name)") }
        return value
    }
}
