internal import CMicrohttpd

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The library's threads on one listening socket.
///
/// `@unchecked` because the pointer is only read, and the library allows the calls made here from any thread; the server
/// makes each of them once, in order.
@safe final class Daemon: @unchecked Sendable {
    private let handle: OpaquePointer
    private let core: Unmanaged<ServerCore>

    private init(adopting handle: OpaquePointer, core: Unmanaged<ServerCore>) {
        unsafe self.handle = handle
        unsafe self.core = core
    }

    /// Takes the socket over, whether or not it can start.
    static func start(on socket: ListeningSocket, core: ServerCore) throws(ServerError) -> Daemon {
        let configuration = core.configuration
        let context = unsafe Unmanaged.passRetained(core)
        var settings = unsafe tb_daemon_settings()
        unsafe settings.listen_socket = socket.descriptor
        unsafe settings.threads = UInt32(clamping: max(1, configuration.threads))
        // Its own answer to long headers is a page of HTML. It has to have room for what is a little too long for us
        // (and for its list of the fields), but it also clears all of this once a request: 1 µs for 48 KiB.
        unsafe settings.memory_per_connection = max(48 << 10, 3 * configuration.maximumHeaderSize)
        // The library stops accepting at its limit and lets clients wait; ours is counted in `decideOnConnection`.
        let connections = configuration.maximumConnections + 2 * spareConnections
        unsafe settings.connections_per_thread = UInt32(clamping: connections)
        let (seconds, attoseconds) = configuration.idleTimeout.components
        unsafe settings.idle_seconds = UInt32(clamping: seconds + (attoseconds > 0 ? 1 : 0))
        unsafe settings.accept = decideOnConnection
        unsafe settings.connection = noteConnection
        unsafe settings.target = beginRequest
        unsafe settings.unescape = leaveEscaped
        unsafe settings.access = advanceRequest
        unsafe settings.completed = endRequest
        unsafe settings.context = context.toOpaque()
        guard let handle = unsafe tb_start_daemon(&settings) else {
            let code = errno
            socket.close()
            unsafe context.release()
            throw .cannotStart(errno: code)
        }
        return unsafe Daemon(adopting: handle, core: context)
    }

    /// Closes the listening socket; connections that are open stay so.
    func stopAccepting() {
        let descriptor = unsafe MHD_quiesce_daemon(handle)
        if descriptor >= 0 { close(descriptor) }
    }

    /// Ends the threads and their connections, none of which may be suspended.
    func stop() {
        unsafe MHD_stop_daemon(handle)
        unsafe core.release()
    }
}

// The callbacks stand at file level: the library's threads run them, and a closure inside a function could inherit an
// isolation that traps there. `context` is the core, which the daemon keeps alive.

private func decideOnConnection(
    context: UnsafeMutableRawPointer?,
    address: UnsafePointer<sockaddr>?,
    size: socklen_t
) -> MHD_Result {
    guard let context = unsafe context else { return tb_no }
    let core = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
    return core.flight.connectionCount < core.configuration.maximumConnections + spareConnections ? tb_yes : tb_no
}

private func noteConnection(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    mark: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    code: MHD_ConnectionNotificationCode
) {
    guard let context = unsafe context else { return }
    let core = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
    guard tb_is_start(code) != 0 else { return core.flight.connectionClosed() }
    if core.flight.connectionOpened() > core.configuration.maximumConnections {
        // Anything but nil will do: it marks a connection that is one too many.
        unsafe mark?.pointee = context
    }
}

private func beginRequest(
    context: UnsafeMutableRawPointer?,
    target: UnsafePointer<CChar>?,
    connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context, let target = unsafe target else { return nil }
    let core = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
    core.flight.requestBegan()
    let incoming = unsafe IncomingRequest(target: String(cString: target), core: core)
    return unsafe Unmanaged.passRetained(incoming).toOpaque()
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
    guard let pointer = unsafe slot?.pointee else { return }
    unsafe slot?.pointee = nil
    unsafe Unmanaged<IncomingRequest>.fromOpaque(pointer).takeRetainedValue().end()
}
