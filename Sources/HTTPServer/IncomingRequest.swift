internal import CMicrohttpd
internal import Locking

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A request between its first line and the end of its answer, on the one library thread that has its connection.
///
///     begun ──headers──▶ receiving ──end of body──▶ handedOver
///       │                   │                           ▲ (woken with an outcome)
///       │                   └──too long──▶ draining ──end of body──▶ refused
///       ├──a limit broken──────────────────▲                ▲
///       └──given up by the library──────────────────────────┘
///
/// A body that breaks a limit is read to its end and thrown away before the refusal is sent, because the system answers
/// bytes nobody read with a RST, and the client would lose the answer. A client that waits for "100 Continue", or that
/// announces more than can be drained, gets the refusal at once; so does one whose body has no end we can tell.
@safe final class IncomingRequest {
    private enum Stage {
        case begun
        case receiving
        case draining(Server.Violation, bytes: Int)
        case handedOver(Locked<ExchangeState>)
        case refused
    }

    private let core: ServerCore
    private let handle: OpaquePointer
    private let target: String
    /// Where the target lies in the library's memory, until the head has arrived.
    private let targetPlace: UnsafeBufferPointer<CChar>
    private let hasSpace: Bool
    private let isOneTooMany: Bool
    private let desk: Desk
    /// Where it stands on the desk, if it does.
    var place: Int?
    private var stage = Stage.begun
    /// Whether a stop waits for it.
    private var isCounted = false
    private var method = HTTPMethod.get
    private var headers = HTTPHeaders()
    private var body: [UInt8] = []
    private var share: BodyShare?
    private var announcedSize: Int?
    private var maximumBodySize: Int
    /// Where the first chunk of its body begins, if that has chunks.
    private var chunkPlace: UnsafePointer<CChar>?

    init(
        target: UnsafeBufferPointer<CChar>,
        on handle: OpaquePointer,
        of connection: ClientConnection,
        core: ServerCore
    ) {
        self.core = core
        unsafe self.handle = handle
        unsafe targetPlace = target
        self.target = unsafe String(decoding: UnsafeRawBufferPointer(target), as: UTF8.self)
        hasSpace = unsafe target.baseAddress.map { unsafe memchr($0, 32, target.count) != nil } ?? false
        isOneTooMany = connection.isOneTooMany
        desk = connection.desk
        let limits = core.configuration
        // Few paths have a limit of their own: to compare with each is less than to cut this one out and hash it.
        let own = limits.bodySizes.first { path, _ in unsafe isTarget(target, at: path) }
        maximumBodySize = own?.value ?? limits.maximumBodySize
        desk.put(self)
    }

    /// Takes the next step; false closes the connection.
    ///
    /// The library calls with no bytes after the headers, with bytes for each part of the body, with none at its end,
    /// and with none again after a resume.
    func advance(
        _ connection: OpaquePointer,
        method: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>,
        part: UnsafeRawBufferPointer
    ) -> Bool {
        switch stage {
        case .begun:
            desk.take(self)
            self.method = unsafe HTTPMethod(rawValue: String(cString: method))
            let head = unsafe RequestHead(of: connection, method: method, target: targetPlace, version: version)
            return unsafe takeHead(head, of: connection, version: String(cString: version))
        case .receiving where unsafe part.isEmpty:
            return unsafe handOver(connection)
        case .receiving where unsafe announcesTooLongChunk(part):
            answerAheadOfLibrary(.bodyTooLarge(limit: maximumBodySize))
            return false
        case .draining(let violation, _) where unsafe announcesTooLongChunk(part):
            answerAheadOfLibrary(violation)
            return false
        case .receiving:
            guard let violation = violation(growingBodyBy: part.count) else {
                unsafe body.append(contentsOf: part)
                return unsafe canStillEnd(connection, after: body.count)
            }
            body = []
            share = nil
            stage = .draining(violation, bytes: part.count)
            return true
        case .draining(let violation, _) where unsafe part.isEmpty:
            return unsafe refuse(violation, on: connection)
        case .draining(let violation, let bytes):
            stage = .draining(violation, bytes: bytes + part.count)
            return unsafe bytes + part.count <= drainLimit && canStillEnd(connection, after: bytes + part.count)
        case .handedOver(let state):
            guard let outcome = state.withLock({ $0.take() }) else { return false }
            return unsafe finish(connection, with: outcome)
        case .refused:
            return false
        }
    }

    /// Called once, whatever became of the request.
    func end() {
        desk.take(self)
        if case .handedOver(let state) = stage { state.withLock { $0 = .over } }
        if isCounted { core.flight.requestEnded() }
    }

    /// Whether all of its head has arrived.
    var hasHead: Bool { unsafe tb_has_head(handle) != 0 }

    /// Answers a request whose head has arrived and which the library is about to give up, if that is known to be so.
    ///
    /// Left alone, the library would send the head of its own answer twice over: it goes on as if it had not made one.
    func answerAheadOfLibrary() {
        guard case .begun = stage else { return }
        let head = unsafe RequestHead(of: handle)
        let violation: Server.Violation
        if let limit = sizeViolation {
            violation = limit
        } else if head.length == .tooMany {
            violation = .bodyTooLarge(limit: maximumBodySize)
        } else if head.length == .noNumber {
            violation = .malformed(RequestHead.noNumber)
        } else if runsOutOverCookies {
            violation = .tooManyFields
        } else {
            return
        }
        answerAheadOfLibrary(violation)
    }

    private func answerAheadOfLibrary(_ violation: Server.Violation) {
        stage = .refused
        let (answer, body) = refusal(violation).onTheWire(thenClose: true)
        sendAheadOfLibrary(answer + body, to: unsafe tb_socket(handle))
    }

    /// How much of a body is read only to be thrown away; above it a client may lose the refusal.
    private var drainLimit: Int { 16 << 20 + maximumBodySize }

    private func takeHead(_ head: RequestHead, of connection: OpaquePointer, version: String) -> Bool {
        headers = head.headers
        let limits = core.configuration
        if maximumBodySize > limits.maximumBodySize, !limits.allowsOwnBodySize(headers) {
            maximumBodySize = limits.maximumBodySize
        }
        let length: Int? =
            switch head.length {
            case .bytes(let count): count
            case .tooMany: .max
            case .none, .noNumber: nil
            }
        announcedSize = length
        unsafe chunkPlace = head.chunkPlace
        guard let violation = violation(in: head, version: version, length: length) else {
            body.reserveCapacity(min(length ?? 0, 64 << 10))
            stage = .receiving
            return true
        }
        stage = .draining(violation, bytes: 0)
        let isWaiting = headers["Expect"]?.lowercased() == "100-continue"
        let isTooLong = length.map { $0 > drainLimit } ?? announcesTooLongChunk
        return isWaiting || isTooLong || head.hasUnknownCoding ? unsafe refuse(violation, on: connection) : true
    }

    private func violation(in head: RequestHead, version: String, length: Int?) -> Server.Violation? {
        if let sizeViolation { return sizeViolation }
        if let length, length > maximumBodySize { return .bodyTooLarge(limit: maximumBodySize) }
        if announcesTooLongChunk { return .bodyTooLarge(limit: maximumBodySize) }
        if hasSpace { return .malformed("a space in the request target") }
        if let problem = head.problem(version: version) { return .malformed(problem) }
        // Better to hear so before it is sent.
        if let length, length > core.configuration.maximumBodySize, !core.bodies.hasRoom(for: length) {
            return .tooManyBodies(limit: core.bodies.limit)
        }
        return nil
    }

    /// What is wrong whatever the head says.
    private var sizeViolation: Server.Violation? {
        let limits = core.configuration
        if isOneTooMany { return .tooManyConnections(limit: limits.maximumConnections) }
        if unsafe tb_header_size(handle) > limits.maximumHeaderSize {
            return .headersTooLarge(limit: limits.maximumHeaderSize)
        }
        return nil
    }

    /// Whether the rest of the body may come after so many bytes of it.
    ///
    /// The library overlooks the end of a connection right behind the bytes it reads, and would wait for the rest until
    /// the time-out. The end of a chunked body may have been read already, so then it gets a second to come to light.
    private func canStillEnd(_ connection: OpaquePointer, after count: Int) -> Bool {
        guard let announcedSize else {
            if unsafe hasEnded(tb_socket(connection)) { unsafe tb_hurry(connection) }
            return true
        }
        return unsafe count >= announcedSize || !hasEnded(tb_socket(connection))
    }

    /// Whether the first chunk has come with the head and announces more than is read to be thrown away.
    private var announcesTooLongChunk: Bool {
        unsafe chunkPlace.flatMap { unsafe ChunkSize.line(at: $0) }.map { $0 > drainLimit } ?? false
    }

    /// Whether a part begins such a chunk.
    private func announcesTooLongChunk(_ part: UnsafeRawBufferPointer) -> Bool {
        guard let place = unsafe chunkPlace, unsafe !part.isEmpty else { return false }
        return unsafe ChunkSize.before(part, behind: place).map { $0 > drainLimit } ?? false
    }

    /// Why the body cannot have so many bytes more; a long one takes its share of the budget.
    private func violation(growingBodyBy count: Int) -> Server.Violation? {
        guard count <= maximumBodySize - body.count else { return .bodyTooLarge(limit: maximumBodySize) }
        let size = body.count + count
        guard size > core.configuration.maximumBodySize else { return nil }
        let share = self.share ?? BodyShare(of: core.bodies)
        self.share = share
        return share.grow(to: size) ? nil : .tooManyBodies(limit: core.bodies.limit)
    }

    private func handOver(_ connection: OpaquePointer) -> Bool {
        let socket = unsafe tb_socket(connection)
        let stream = RawStream(socket: socket, limit: core.configuration.maximumBacklog)
        let state = Locked(ExchangeState.open(stream))
        stage = .handedOver(state)
        count()
        runHandler(state)
        if let outcome = state.withLock({ $0.take() }) { return unsafe finish(connection, with: outcome) }
        guard let held = unsafe core.flight.hold(state, on: connection) else {
            state.withLock { $0 = .over }
            return false
        }
        // Suspend first and look again: an answer from another thread may come at any moment, and a resume before the
        // suspend would be lost.
        unsafe MHD_suspend_connection(connection)
        if !state.withLock({ $0.hold(held) }) { core.flight.resume(held) }
        return true
    }

    /// Lets a stop wait for it: all of it is here, so what is left is an answer.
    private func count() {
        core.flight.requestBegan()
        isCounted = true
    }

    /// Its own function, so that the exchange is released, and answers for itself if need be, when it returns.
    private func runHandler(_ state: Locked<ExchangeState>) {
        let request = Request(method: method, target: target, headers: headers, body: body, share: share)
        headers = HTTPHeaders()
        body = []
        share = nil
        core.handler(request, Exchange(state, in: core.flight))
    }

    private func refuse(_ violation: Server.Violation, on connection: OpaquePointer) -> Bool {
        stage = .refused
        count()
        return unsafe queue(refusal(violation), on: connection, thenClose: true)
    }

    private func refusal(_ violation: Server.Violation) -> Response {
        var response = core.refuse(violation, method, String(target.prefix { $0 != "?" }))
        if let seconds = violation.retryAfter { response.headers.add("Retry-After", "\(seconds)") }
        return response
    }

    private func finish(_ connection: OpaquePointer, with outcome: Exchange.Outcome?) -> Bool {
        switch outcome {
        case .response(let response):
            return unsafe queue(response, on: connection, thenClose: core.flight.isStopping)
        case .reset:
            unsafe sendReset(on: connection)
            return false
        case .close, nil:
            return false
        }
    }
}

/// Whether a target is of this path, whatever query it has.
private func isTarget(_ target: UnsafeBufferPointer<CChar>, at path: String) -> Bool {
    let path = path.utf8.span
    guard target.count >= path.count else { return false }
    for index in path.indices where unsafe UInt8(bitPattern: target[index]) != path[index] { return false }
    return unsafe target.count == path.count || target[path.count] == CChar(bitPattern: UInt8(ascii: "?"))
}

/// Queues an answer; false when the library does not take it.
private func queue(_ response: Response, on connection: OpaquePointer, thenClose: Bool) -> Bool {
    let response = (200...999).contains(response.status) ? response : Response(status: 500)
    let body = [204, 304].contains(response.status) ? [] : response.body
    let made = unsafe body.withUnsafeBytes { bytes in unsafe tb_make_response(bytes.count, bytes.baseAddress) }
    guard let made = unsafe made else { return false }
    defer { unsafe MHD_destroy_response(made) }
    let fields = response.headers.fields
    for index in fields.indices {
        // Handed over by themselves they would be copied to be C strings, which most of them are already.
        unsafe fields[index].name.withCString { name in
            unsafe fields[index].value.withCString { value in _ = unsafe MHD_add_response_header(made, name, value) }
        }
    }
    if thenClose { _ = unsafe MHD_add_response_header(made, "Connection", "close") }
    return unsafe MHD_queue_response(connection, UInt32(response.status), made) == tb_yes
}

/// Breaks a connection off with a RST.
///
/// `SO_LINGER` would not do: the library shuts the socket down before it closes it, and that sends a FIN first.
private func sendReset(on connection: OpaquePointer) {
    var nowhere = sockaddr()
    nowhere.sa_family = sa_family_t(AF_UNSPEC)
    _ = unsafe connect(tb_socket(connection), &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
}

/// Sends an answer that is all of what the client gets, whatever the library sends after it.
private func sendAheadOfLibrary(_ answer: [UInt8], to socket: Int32) {
    var stream = RawStream(socket: socket, limit: .max)
    _ = stream.write(answer)
    shutdown(socket, Int32(SHUT_WR))
    // The system would answer what nobody read with a RST, and the client would lose the answer.
    var rest = [UInt8](repeating: 0, count: 64 << 10)
    for _ in 0..<16 where unsafe recv(socket, &rest, rest.count, Int32(MSG_DONTWAIT)) <= 0 { break }
}

/// Whether the library gives requests up for their cookies without noticing that it has; later ones only grumble.
private let runsOutOverCookies = tb_library_version() < 976
