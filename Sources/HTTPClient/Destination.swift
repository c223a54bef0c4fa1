import CCurl

/// Where a URL leads; making one proves that the URL can be used.
struct Destination: CustomStringConvertible {
    let host: String
    let port: String

    var description: String { "\(host):\(port)" }

    init(_ url: String) throws(ClientError) {
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidURL("\(url) (spaces, control characters and letters outside ASCII must be percent-encoded)")
        }
        guard let parser = unsafe curl_url() else {
            throw .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue), message: "out of memory")
        }
        defer { unsafe curl_url_cleanup(parser) }
        let code = unsafe curl_url_set(parser, CURLUPART_URL, url, 0)
        guard code == CURLUE_OK else {
            throw .invalidURL("\(url) (\(unsafe String(cString: curl_url_strerror(code))))")
        }

        func part(_ name: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            let code = unsafe curl_url_get(parser, name, &text, UInt32(CURLU_DEFAULT_PORT))
            guard code == CURLUE_OK, let text = unsafe text else { return nil }
            defer { unsafe curl_free(text) }
            return unsafe String(cString: text)
        }
        guard let scheme = part(CURLUPART_SCHEME), scheme == "http" || scheme == "https" else {
            throw .invalidURL("\(url) (only http and https are spoken)")
        }
        guard let host = part(CURLUPART_HOST), let port = part(CURLUPART_PORT) else {
            throw .invalidURL("\(url) (no host)")
        }
        // Names are the same in any case, and those that wait for one host wait together.
        self.host = host.lowercased()
        self.port = port
    }
}
