import CCurl

/// libcurl's set of running transfers with their kept connections.
///
/// Only `wakeUp` may be called from any thread, which is what libcurl promises; all else belongs to the client's
/// thread. Unchecked for that reason.
@safe final class MultiHandle: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer

    /// Makes an empty set, and sets libcurl up before the first one.
    static func make(_ configuration: Client.Configuration) throws(ClientError) -> MultiHandle {
        try EasyHandle.check(libraryStart)
        guard let handle = unsafe curl_multi_init() else {
            throw .other(code: Int(CURLM_OUT_OF_MEMORY.rawValue), message: "out of memory")
        }
        let multi = unsafe MultiHandle(adopting: handle)
        // This fails for a set that got no descriptor for wake-ups, which would then sleep through them. On any other
        // it costs one needless pass.
        try multi.check(unsafe curl_multi_wakeup(handle))
        try multi.set(CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maximumConnectionsPerHost)
        try multi.set(CURLMOPT_MAXCONNECTS, configuration.maximumKeptConnections)
        try multi.set(CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        return multi
    }

    private init(adopting handle: UnsafeMutableRawPointer) { unsafe self.handle = handle }

    deinit { unsafe curl_multi_cleanup(handle) }

    func add(_ easy: EasyHandle) throws(ClientError) {
        try check(unsafe curl_multi_add_handle(handle, easy.handle))
    }

    func remove(_ easy: EasyHandle) {
        // It fails only for a handle that is not in the set.
        unsafe curl_multi_remove_handle(handle, easy.handle)
    }

    /// Moves every transfer as far as it goes, and returns those that ended, which are still in the set.
    func perform() throws(ClientError) -> [(exchange: ClientExchange, code: CURLcode)] {
        var running: Int32 = 0
        try check(unsafe curl_multi_perform(handle, &running))
        var ended: [(ClientExchange, CURLcode)] = []
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(handle, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            if let exchange = unsafe ClientExchange.of(message.pointee.easy_handle) {
                ended.append((exchange, unsafe message.pointee.data.result))
            }
        }
        return ended
    }

    /// Sleeps until there is something to do, but no longer than that.
    func wait(_ limit: Duration) throws(ClientError) {
        try check(unsafe curl_multi_poll(handle, nil, 0, Int32(limit.wholeMilliseconds), nil))
    }

    func wakeUp() {
        // It fails only when the pipe is full, and then a wake-up is on its way already.
        unsafe curl_multi_wakeup(handle)
    }

    private func set(_ option: CURLMoption, _ value: Int) throws(ClientError) {
        try check(unsafe tb_curl_multi_set_long(handle, option, value))
    }

    private func check(_ code: CURLMcode) throws(ClientError) {
        guard code != CURLM_OK else { return }
        throw .other(code: Int(code.rawValue), message: unsafe String(cString: curl_multi_strerror(code)))
    }
}

/// Starts libcurl on first use: it loads tables that a program without transfers need not pay for.
private let libraryStart = curl_global_init(Int(CURL_GLOBAL_ALL))
