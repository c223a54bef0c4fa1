internal import CMicrohttpd

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// One thread of the library, with the connections that it was given.
///
/// `@unchecked` because the pointer is only read, and the library allows the calls made here from any thread; the server
/// makes each of them once, in order.
@safe final class Daemon: @unchecked Sendable {
    private let handle: OpaquePointer
    private let core: Unmanaged<ServerCore>
    private let settings: UnsafeMutablePointer<tb_daemon_settings>

    private init(
        adopting handle: OpaquePointer,
        core: Unmanaged<ServerCore>,
        settings: UnsafeMutablePointer<tb_daemon_settings>
    ) {
        unsafe self.handle = handle
        unsafe self.core = core
        unsafe self.settings = settings
    }

    static func start(_ core: ServerCore) throws(ServerError) -> Daemon {
        let configuration = core.configuration
        let context = unsafe Unmanaged.passRetained(core)
        var settings = unsafe tb_daemon_settings()
        // Its own answer to long headers is a page of HTML. It has to have room for what is a little too long for us
        // (and for its list of the fields), but it also clears all of this once a request: 1 µs for 48 KiB.
        unsafe settings.memory_per_connection = max(48 << 10, 3 * configuration.maximumHeaderSize)
        // The library refuses what is above its limit without a word; ours is counted before, by `ServerCore.admit`.
        let connections = configuration.maximumConnections + 2 * core.spareConnections
        unsafe settings.connections = UInt32(clamping: connections)
        let (seconds, attoseconds) = configuration.idleTimeout.components
        unsafe settings.idle_seconds = UInt32(clamping: seconds + (attoseconds > 0 ? 1 : 0))
        unsafe settings.connection = noteConnection
        unsafe settings.target = beginRequest
        unsafe settings.unescape = leaveEscaped
        unsafe settings.access = advanceRequest
        unsafe settings.completed = endRequest
        unsafe settings.trouble = rescueRequests
        unsafe settings.context = context.toOpaque()
        let kept = UnsafeMutablePointer<tb_daemon_settings>.allocate(capacity: 1)
        unsafe kept.initialize(to: settings)
        guard let handle = unsafe tb_start_daemon(kept) else {
            let code = errno
            unsafe context.release()
            unsafe kept.deallocate()
            throw .cannotStart(errno: code)
        }
        return unsafe Daemon(adopting: handle, core: context, settings: kept)
    }

    /// Gives it a connection, or says that it does not take it; the socket is the library's from then on in either case.
    func take(_ socket: Int32, _ address: UnsafePointer<sockaddr>, _ size: socklen_t) -> Bool {
        unsafe MHD_add_connection(handle, socket, address, size) == tb_yes
    }

    /// Ends the thread and its connections, none of which may be suspended.
    func stop() {
        unsafe MHD_stop_daemon(handle)
        unsafe core.release()
        unsafe settings.deallocate()
    }
}

// The callbacks stand at file level: the library's threads run them, and a closure inside a function could inherit an
// isolation that traps there. `context` is the core, which the daemon keeps alive. For each connection the library keeps
// a `ClientConnection`, which keeps the request under way.

private func noteConnection(
    context: UnsafeMutableRawPointer?,
    handle: OpaquePointer?,
    mark: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    code: MHD_ConnectionNotificationCode
) {
    guard let context = unsafe context, let handle = unsafe handle, let mark = unsafe mark else { return }
    let core = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
    if tb_is_start(code) != 0 {
        let socket = unsafe tb_socket(handle)
        let isOneTooMany = core.flight.connectionOpened(socket)
        let connection = ClientConnection(socket, isOneTooMany: isOneTooMany, desk: core.makeDesk())
        unsafe mark.pointee = Unmanaged.passRetained(connection).toOpaque()
    } else if let pointer = unsafe mark.pointee {
        unsafe mark.pointee = nil
        let connection = unsafe Unmanaged<ClientConnection>.fromOpaque(pointer).takeRetainedValue()
        connection.endRequest()
        core.flight.connectionClosed(connection.socket)
    }
}

private func beginRequest(
    context: UnsafeMutableRawPointer?,
    target: UnsafePointer<CChar>?,
    handle: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context, let target = unsafe target, let handle = unsafe handle,
        let mark = unsafe tb_socket_context(handle)
    else { return nil }
    let core = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
    let connection = unsafe Unmanaged<ClientConnection>.fromOpaque(mark).takeUnretainedValue()
    let text = unsafe UnsafeBufferPointer(start: target, count: strlen(target))
    let incoming = unsafe IncomingRequest(target: text, on: handle, of: connection, core: core)
    connection.begin(incoming)
    unsafe hideArguments(of: text)
    return unsafe Unmanaged.passUnretained(incoming).toOpaque()
}

/// Leaves the library no arguments to split: it would list them in the connection's memory, and does not notice when that
/// is used up.
///
/// It goes on at the byte behind the first `?`. It has found that by the target's length, so a NUL hides none from it;
/// without one the version follows, which has been checked.
private func hideArguments(of target: UnsafeBufferPointer<CChar>) {
    guard var place = target.baseAddress else { return }
    if let query = unsafe strchr(place, Int32(UInt8(ascii: "?"))) {
        unsafe query[1] = 0
        return
    }
    unsafe place += target.count + 1
    while unsafe strncmp(place, "HTTP/", 5) != 0 {
        if unsafe place.pointee == CChar(bitPattern: UInt8(ascii: "?")) {
            unsafe UnsafeMutablePointer(mutating: place)[1] = 0
            return
        }
        unsafe place += 1
    }
}

private func leaveEscaped(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    text: UnsafeMutablePointer<CChar>?
) -> Int {
    guard let text = unsafe text else { return 0 }
    return unsafe strlen(text)
}

private func advanceRequest(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    url: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?,
    version: UnsafePointer<CChar>?,
    data: UnsafePointer<CChar>?,
    size: UnsafeMutablePointer<Int>?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let connection = unsafe connection, let method = unsafe method, let version = unsafe version,
        let size = unsafe size, let pointer = unsafe slot?.pointee
    else { return tb_no }
    let incoming = unsafe Unmanaged<IncomingRequest>.fromOpaque(pointer).takeUnretainedValue()
    let part = unsafe UnsafeRawBufferPointer(start: data, count: size.pointee)
    unsafe size.pointee = 0
    return unsafe incoming.advance(connection, method: method, version: version, part: part) ? tb_yes : tb_no
}

private func endRequest(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    code: MHD_RequestTerminationCode
) {
    unsafe slot?.pointee = nil
    guard let connection = unsafe connection, let mark = unsafe tb_socket_context(connection) else { return }
    unsafe Unmanaged<ClientConnection>.fromOpaque(mark).takeUnretainedValue().endRequest()
}

private func rescueRequests(context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue().desk?.rescue()
}
