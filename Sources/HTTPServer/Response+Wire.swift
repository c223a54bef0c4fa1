internal import CMicrohttpd

extension Response {
    /// The answer's bytes as this server sends them to an HTTP/1.1 client, for whoever wants to send only some of them.
    ///
    /// Head and body; `thenClose` adds `Connection: close`. Like the server's own answers it has no `Date`.
    package func onTheWire(thenClose: Bool = false) -> (head: [UInt8], body: [UInt8]) {
        let code = UInt32(clamping: status)
        // Without a phrase of its own the library sends this one, but it answers "Unknown" when asked.
        let isKnown = MHD_get_reason_phrase_len_for(code) > 0
        let reason = unsafe isKnown ? MHD_get_reason_phrase_for(code).map { unsafe String(cString: $0) } : nil
        var head = "HTTP/1.1 \(status) \(reason ?? "Non-Standard Status")\r\n"
        if thenClose { head += "Connection: close\r\n" }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        let hasBody = ![204, 304].contains(status)
        if hasBody { head += "Content-Length: \(body.count)\r\n" }
        return (Array("\(head)\r\n".utf8), hasBody ? body : [])
    }
}
