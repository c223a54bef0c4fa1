import CCurl
internal import Encodings

/// What goes out.
extension ClientExchange {
    func setConnection() throws(ClientError) {
        try easy.set(CURLOPT_URL, order.request.url)
        try easy.set(CURLOPT_PATH_AS_IS, 1)
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_PROXY, "")
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try easy.set(CURLOPT_NOSIGNAL, 1)
        // Without it, giving a transfer up joins its resolver thread, and one dead name server stops every transfer.
        try easy.set(CURLOPT_QUICK_EXIT, 1)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, order.request.connectTimeout.wholeMilliseconds)
        try easy.set(CURLOPT_USERAGENT, configuration.userAgent)
        if order.request.hasOwnConnection {
            try easy.set(CURLOPT_FRESH_CONNECT, 1)
            try easy.set(CURLOPT_FORBID_REUSE, 1)
        }
        if let file = configuration.trustedCertificates { try easy.set(CURLOPT_CAINFO, file) }
    }

    func setRequest() throws(ClientError) {
        let method = order.request.method
        guard isToken(method) else { throw .invalidRequest("the method \(quoted(method))") }
        switch method {
        case "HEAD": return try easy.set(CURLOPT_NOBODY, 1)
        case "GET" where order.request.body.isEmpty: return try easy.set(CURLOPT_HTTPGET, 1)
        case "POST", "PUT", "PATCH": try easy.setBody(order.request.body)
        default: if !order.request.body.isEmpty { try easy.setBody(order.request.body) }
        }
        try easy.set(CURLOPT_CUSTOMREQUEST, method)
    }

    func setHeaders() throws(ClientError) {
        var hasContentType = false
        for (name, value) in order.request.headers {
            guard isToken(name) else { throw .invalidRequest("the header name \(quoted(name))") }
            guard value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
                throw .invalidRequest("the value of the header \(name) has a control character in it")
            }
            hasContentType = hasContentType || equalIgnoringCase(name, "Content-Type")
            let isBlank = value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            try easy.appendHeader(isBlank ? "\(name);" : "\(name): \(value)")
        }
        // It would wait a second for a "100 Continue" that few servers send, and call any body a form.
        try easy.appendHeader("Expect:")
        if !hasContentType { try easy.appendHeader("Content-Type:") }
    }
}

private func isToken(_ text: String) -> Bool {
    !text.isEmpty
        && text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x5E...0x7A, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x7C, 0x7E: true
            default: false
            }
        }
}

private func quoted(_ text: String) -> String { text.debugDescription }
