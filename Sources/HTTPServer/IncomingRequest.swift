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
///       └──a limit broken──────────────────▲
///
/// A body that breaks a limit is read to its end and thrown away before the refusal is sent, because the system answers
/// bytes nobody read with a RST, and the client would lose the answer. A client that waits for "100 Continue", or that
/// announces more than can be drained, gets the refusal at once; so does one whose body has no end we can tell.
final class IncomingRequest {
    private enum Stage {
        case begun
        case receiving
        case draining(Server.Violation, bytes: Int)
        case handedOver(Locked<ExchangeState>)
        case refused
    }

    private let core: ServerCore
    private let target: String
    private var stage = Stage.begun
    private var method = HTTPMethod.get
    private var headers = HTTPHeaders()
    private var body: [UInt8] = []

    private var maximumBodySize: Int

    init(target: String, core: ServerCore) {
        self.target = target
        self.core = core
        let limits = core.configuration
        let own = limits.bodySizes.isEmpty ? nil : limits.bodySizes[String(target.prefix { $0 != "?" })]
        maximumBodySize = own ?? limits.maximumBodySize
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
            self.method = unsafe HTTPMethod(rawValue: String(cString: method))
            return unsafe takeHeaders(of: connection, version: String(cString: version))
        case .receiving where unsafe part.isEmpty:
            return unsafe handOver(connection)
        case .receiving:
            guard part.count <= maximumBodySize - body.count else {
                body = []
                stage = .draining(.bodyTooLarge(limit: maximumBodySize), bytes: part.count)
                return true
            }
            unsafe body.append(contentsOf: part)
            return true
        case .draining(let violation, _) where unsafe part.isEmpty:
            return unsafe refuse(violation, on: connection)
        case .draining(let violation, let bytes):
            stage = .draining(violation, bytes: bytes + part.count)
            return bytes + part.count <= drainLimit
        case .handedOver(let state):
            guard let outcome = state.withLock({ $0.take() }) else { return false }
            return unsafe finish(connection, with: outcome)
        case .refused:
            return false
        }
    }

    /// Called once, whatever became of the request.
    func end() {
        if case .handedOver(let state) = stage { state.withLock { $0 = .over } }
        core.flight.requestEnded()
    }

    /// How much of a body is read only to be thrown away; above it a client may lose the refusal.
    private var drainLimit: Int { 16 << 20 + maximumBodySize }

    private func takeHeaders(of connection: OpaquePointer, version: String) -> Bool {
        headers.fields.reserveCapacity(8)
        unsafe withUnsafeMutablePointer(to: &headers) { headers in
            _ = unsafe tb_read_headers(connection, addHeader, headers)
        }
        let limits = core.configuration
        if maximumBodySize > limits.maximumBodySize, !limits.allowsOwnBodySize(headers) {
            maximumBodySize = limits.maximumBodySize
        }
        let length = headers["Content-Length"].flatMap { Int($0) }
        guard let violation = unsafe violation(on: connection, version: version, length: length) else {
            body.reserveCapacity(min(length ?? 0, 64 << 10))
            stage = .receiving
            return true
        }
        stage = .draining(violation, bytes: 0)
        let isWaiting = headers["Expect"]?.lowercased() == "100-continue"
        let isTooLong = length.map { $0 > drainLimit } ?? false
        return isWaiting || isTooLong || hasUnknownCoding ? unsafe refuse(violation, on: connection) : true
    }

    private func violation(on connection: OpaquePointer, version: String, length: Int?) -> Server.Violation? {
        let limits = core.configuration
        if unsafe tb_socket_context(connection) != nil { return .tooManyConnections(limit: limits.maximumConnections) }
        if unsafe tb_header_size(connection) > limits.maximumHeaderSize {
            return .headersTooLarge(limit: limits.maximumHeaderSize)
        }
        if let length, length > maximumBodySize { return .bodyTooLarge(limit: maximumBodySize) }
        if target.utf8.contains(UInt8(ascii: " ")) { return .malformed("a space in the request target") }
        if version != "HTTP/1.0", headers["Host"] == nil { return .malformed("no Host header") }
        if hasUnknownCoding { return .malformed("a Transfer-Encoding other than chunked") }
        if length != nil, headers["Transfer-Encoding"] != nil {
            return .malformed("both Content-Length and Transfer-Encoding")
        }
        if headers.fields.contains(where: { isLengthField($0) && Int($0.value) != length }) {
            return .malformed("two different Content-Length headers")
        }
        if headers.fields.contains(where: { $0.name.utf8.last == UInt8(ascii: " ") }) {
            return .malformed("a space before the colon of a header")
        }
        return nil
    }

    /// The library would read such a body until the client closes.
    private var hasUnknownCoding: Bool {
        headers["Transfer-Encoding"].map { $0.lowercased() != "chunked" } ?? false
    }

    private func isLengthField(_ field: (name: String, value: String)) -> Bool {
        field.name.utf8.count == 14 && field.name.lowercased() == "content-length"
    }

    private func handOver(_ connection: OpaquePointer) -> Bool {
        let socket = unsafe tb_socket(connection)
        let stream = RawStream(socket: socket, limit: core.configuration.maximumBacklog)
        let state = Locked(ExchangeState.open(stream))
        stage = .handedOver(state)
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

    /// Its own function, so that the exchange is released, and answers for itself if need be, when it returns.
    private func runHandler(_ state: Locked<ExchangeState>) {
        let request = Request(method: method, target: target, headers: headers, body: body)
        headers = HTTPHeaders()
        body = []
        core.handler(request, Exchange(state, in: core.flight))
    }

    private func refuse(_ violation: Server.Violation, on connection: OpaquePointer) -> Bool {
        stage = .refused
        let path = String(target.prefix { $0 != "?" })
        return unsafe queue(core.refuse(violation, method, path), on: connection, thenClose: true)
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

/// Queues an answer; false when the library does not take it.
private func queue(_ response: Response, on connection: OpaquePointer, thenClose: Bool) -> Bool {
    let response = (200...999).contains(response.status) ? response : Response(status: 500)
    let body = [204, 304].contains(response.status) ? [] : response.body
    let made = unsafe body.withUnsafeBytes { bytes in unsafe tb_make_response(bytes.count, bytes.baseAddress) }
    guard let made = unsafe made else { return false }
    defer { unsafe MHD_destroy_response(made) }
    for (name, value) in response.headers { _ = unsafe MHD_add_response_header(made, name, value) }
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

private func addHeader(
    context: UnsafeMutableRawPointer?,
    kind: MHD_ValueKind,
    name: UnsafePointer<CChar>?,
    nameSize: Int,
    value: UnsafePointer<CChar>?,
    valueSize: Int
) -> MHD_Result {
    guard let headers = unsafe context?.assumingMemoryBound(to: HTTPHeaders.self) else { return tb_no }
    let name = unsafe String(decoding: UnsafeRawBufferPointer(start: name, count: nameSize), as: UTF8.self)
    let value = unsafe String(decoding: UnsafeRawBufferPointer(start: value, count: valueSize), as: UTF8.self)
    unsafe headers.pointee.add(name, value)
    return tb_yes
}
