import CCurl

/// One request on its way, and what has come back so far; it belongs to the client's thread.
@safe final class ClientExchange {
    let order: TransferOrder
    let easy: EasyHandle
    let destination: Destination
    let deadline: SuspendingClock.Instant
    private let start = SuspendingClock.now
    let configuration: Client.Configuration
    var headers: [(name: String, value: String)] = []
    var headerSize = 0
    var headersEnded = false
    var body: [UInt8] = []
    var isTooLarge = false
    var refusedToResend = false
    var forbidden: String?

    /// Prepares the handle; the exchange must then live until the handle has left the set.
    init(
        _ waiting: WaitingOrder,
        on easy: EasyHandle,
        _ configuration: Client.Configuration
    ) throws(ClientError) {
        order = waiting.order
        self.easy = easy
        self.configuration = configuration
        deadline = waiting.deadline ?? start + waiting.timeout
        destination = waiting.destination
        try setConnection()
        try setRequest()
        try setHeaders()
        let me = unsafe Unmanaged.passUnretained(self)
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_PREREQDATA] {
            try unsafe easy.set(option, to: me)
        }
        try unsafe easy.set(CURLOPT_PRIVATE, to: me)
        try easy.setCallbacks()
    }

    /// The exchange that runs on a handle.
    static func of(_ handle: UnsafeMutableRawPointer?) -> ClientExchange? {
        guard let handle = unsafe handle else { return nil }
        var found: UnsafeMutableRawPointer?
        guard unsafe tb_curl_get_pointer(handle, CURLINFO_PRIVATE, &found) == CURLE_OK else { return nil }
        return unsafe from(found)
    }

    /// What the caller gets, once libcurl has ended the transfer.
    func result(_ code: CURLcode) -> Result<ClientResponse, ClientError> {
        guard code != CURLE_OK else {
            // To libcurl a connection that closes within the headers is an answer without a body.
            guard headersEnded else { return .failure(.connectionLost("it was cut in the headers of the answer")) }
            return .success(
                ClientResponse(status: easy.number(CURLINFO_RESPONSE_CODE), headers: headers, body: body)
            )
        }
        return .failure(error(code))
    }

    private func error(_ code: CURLcode) -> ClientError {
        if isTooLarge { return .responseTooLarge(limit: configuration.maximumResponseSize) }
        if refusedToResend { return .connectionLost("the server closed a kept connection without an answer") }
        let message = easy.message(for: code)
        return switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .unresolvedHost(destination.host)
        case CURLE_COULDNT_CONNECT:
            if let forbidden { .addressForbidden(forbidden) } else { .connectionRefused("\(destination)") }
        case CURLE_OPERATION_TIMEDOUT: timedOut
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND:
            .connectionLost(message)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_INITFAILED:
            .tls(message)
        case CURLE_URL_MALFORMAT: .invalidURL(order.request.url)
        default: .other(code: Int(code.rawValue), message: message)
        }
    }

    /// How long it has run.
    var age: Duration { start.duration(to: .now) }

    /// What to say when time runs out now.
    var timedOut: ClientError { .timedOut(connected: hasSentBytes) }

    var hasSentBytes: Bool { easy.number(CURLINFO_REQUEST_SIZE) > 0 }
}
