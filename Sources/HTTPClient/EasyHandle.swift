import CCurl

/// libcurl's state of one transfer, used for one after the other.
@safe final class EasyHandle {
    fileprivate static let errorSize = Int(CURL_ERROR_SIZE)
    let handle: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?

    static func make() throws(ClientError) -> EasyHandle {
        guard let handle = unsafe curl_easy_init() else { throw outOfMemory }
        return unsafe EasyHandle(adopting: handle)
    }

    private init(adopting handle: UnsafeMutableRawPointer) {
        unsafe self.handle = handle
        unsafe errorText = .allocate(capacity: Self.errorSize)
        unsafe errorText.initialize(repeating: 0, count: Self.errorSize)
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(headers)
        unsafe errorText.deallocate()
    }

    /// Forgets the last transfer; connections stay, because they belong to the set.
    func recycle() {
        unsafe curl_easy_reset(handle)
        unsafe curl_slist_free_all(headers)
        unsafe headers = nil
    }

    /// What libcurl wrote about the failure, or its general words for the code.
    func message(for code: CURLcode) -> String {
        let text = unsafe String(cString: errorText)
        return text.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : text
    }

    func set(_ option: CURLoption, _ value: Int) throws(ClientError) {
        try Self.check(unsafe tb_curl_set_long(handle, option, value))
    }

    /// Sets a text, which libcurl copies.
    func set(_ option: CURLoption, _ value: String) throws(ClientError) {
        try Self.check(unsafe value.withCString { unsafe tb_curl_set_pointer(handle, option, $0) })
    }

    /// Sets what the callbacks are handed back; it must live until the transfer has left the set.
    func set(_ option: CURLoption, to object: Unmanaged<ClientExchange>) throws(ClientError) {
        try Self.check(unsafe tb_curl_set_pointer(handle, option, object.toOpaque()))
    }

    /// Sets the body, which libcurl copies.
    func setBody(_ body: [UInt8]) throws(ClientError) {
        try set(CURLOPT_POST, 1)
        // The size comes first, since the copy goes by it.
        try Self.check(unsafe tb_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        guard !body.isEmpty else { return try set(CURLOPT_COPYPOSTFIELDS, "") }
        let code = unsafe body.withUnsafeBytes {
            unsafe tb_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
        }
        try Self.check(code)
    }

    /// Adds a line in libcurl's spelling: `Name: value`, `Name;` for an empty one, `Name:` to leave its own one out.
    func appendHeader(_ line: String) throws(ClientError) {
        guard let longer = unsafe curl_slist_append(headers, line) else { throw Self.outOfMemory }
        unsafe headers = longer
    }

    /// Hands over the headers and the callbacks.
    func setCallbacks() throws(ClientError) {
        unsafe errorText.pointee = 0
        try Self.check(unsafe tb_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        try Self.check(unsafe tb_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers))
        try Self.check(unsafe tb_curl_set_receiver(handle, CURLOPT_WRITEFUNCTION, receiveBody))
        try Self.check(unsafe tb_curl_set_receiver(handle, CURLOPT_HEADERFUNCTION, receiveHeader))
        try Self.check(unsafe tb_curl_set_socket_opener(handle, openSocket))
        try Self.check(unsafe tb_curl_set_before_request(handle, checkBeforeRequest))
    }

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        // It fails only for a name that is not a number's.
        unsafe tb_curl_get_long(handle, info, &value)
        return value
    }

    /// Throws unless libcurl said that all is well.
    static func check(_ code: CURLcode) throws(ClientError) {
        guard code != CURLE_OK else { return }
        throw .other(code: Int(code.rawValue), message: unsafe String(cString: curl_easy_strerror(code)))
    }

    private static var outOfMemory: ClientError {
        .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue), message: "out of memory")
    }
}
