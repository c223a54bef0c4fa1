internal import APIDescription
internal import HTTPServer
internal import SandboxCore

/// One call of the control API, declared once: where it is found, what it takes, what it answers, and what it does.
///
/// From this one value come the route, the refusal of members that are not declared, the operation in the OpenAPI
/// document, and how long a body may be. A declaration reads from top to bottom:
///
///     static var rename: ControlOperation {
///         DescribedCall(.put, "/sandbox/shelves/{id}", "renameShelf", .state, "Rename a shelf")
///             .taking(shelfInPath)
///             .body(of: [name, colour], example: #"{"name":"upper"}"#)
///             .answering(.json("The shelf.", .component(.shelf)), .shared(.notFound))
///             .inSandbox
///             .answered { call throws(ControlRefusal) in
///                 let shelf = try call.cell().apply(RenameShelf(call.path(shelfInPath), try call.body[name]))
///                 return .value { write(shelf, to: &$0) }
///             }
///     }
///
///     private static let name = BodyMember.requiredText("name", .text("What to call it.", 1...100))
///
/// To add a call, write such a value in the family under `Calls/` that it belongs to, or in a file beside it, and name it
/// in the family's `all`. Members and parameters are values that the declaration lists and the handler reads by; what is
/// in no declaration is refused before a handler sees it. A call that is promised and not built yet ends in `reserved`.
struct ControlOperation: Sendable {
    /// How it is answered.
    enum Answer: Sendable {
        /// The answer is there at once.
        case atOnce(@Sendable (ControlCall) throws(ControlRefusal) -> Response)
        /// It waits for something, without holding a thread.
        case later(@Sendable (ControlCall) async throws(ControlRefusal) -> Response)
        /// It may go on for as long as its client listens.
        case stream(@Sendable (ControlCall, Exchange) throws(ControlRefusal) -> Void)
        /// 501, so that a client can tell a call that is promised from a typing error.
        case notBuilt
    }

    let described: DescribedCall
    let answer: Answer

    /// Whether the document tells of it; not of what is not built.
    let isListed: Bool

    init(_ described: DescribedCall, _ answer: Answer, isListed: Bool = true) {
        self.described = described
        self.answer = answer
        self.isListed = isListed
    }

    /// The same call, which the document keeps to itself.
    var unlisted: ControlOperation { ControlOperation(described, answer, isListed: false) }

    /// What a body of this call holds, with a refusal for what it may not; nil when a reader of its own looks at it.
    func readBody(of request: Request) throws(ControlRefusal) -> ControlBody? {
        if case .notBuilt = answer { return nil }
        guard [.post, .put, .patch].contains(described.method) else { return nil }
        guard let body = described.body else { return try ControlBody(request.body, of: []) }
        return try body.members.map { members throws(ControlRefusal) in try ControlBody(request.body, of: members) }
    }
}

/// The ends of a declaration.
extension DescribedCall {
    func answered(
        by handler: @escaping @Sendable (ControlCall) throws(ControlRefusal) -> Response
    ) -> ControlOperation {
        ControlOperation(self, .atOnce(handler))
    }

    /// For a handler that waits for something.
    func answered(
        later handler: @escaping @Sendable (ControlCall) async throws(ControlRefusal) -> Response
    ) -> ControlOperation {
        ControlOperation(self, .later(handler))
    }

    /// For a handler that answers through the exchange, bit by bit.
    func streamed(
        by handler: @escaping @Sendable (ControlCall, Exchange) throws(ControlRefusal) -> Void
    ) -> ControlOperation {
        ControlOperation(self, .stream(handler))
    }

    /// The contract promises it, and this version has not got it yet.
    var reserved: ControlOperation { ControlOperation(self, .notBuilt, isListed: false) }
}
