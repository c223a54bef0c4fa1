internal import CMicrohttpd

/// The header fields of a request, and what is wrong with them and their place in the library's memory.
///
/// Before its version 1.0 the library ends a line at the first NUL and says nothing of what comes behind it, so its texts
/// are compared with where they lie: each begins where the one before ended, but for the end of the line. Two kinds of NUL
/// cannot be told: one right before a bare line feed looks like the carriage return of the usual end, and a line that
/// begins with one is skipped before the request line, as an empty line is.
@safe struct RequestHead {
    /// What `Content-Length` announces.
    enum Length: Equatable {
        case none, bytes(Int), tooMany, noNumber
    }

    private(set) var headers = HTTPHeaders()
    private(set) var length = Length.none
    /// Whether a `Transfer-Encoding` is there that the library does not know; it would read to the end of the connection.
    private(set) var hasUnknownCoding = false
    private var hosts = 0
    private var codings = 0
    private var hasOtherLength = false
    private var formProblem: String?
    /// Where the text of the last line ended; nil when places do not matter.
    private var lineEnd: UnsafePointer<CChar>?
    /// Where the head ends.
    private var end: UnsafePointer<CChar>?

    /// Reads the fields of a request whose head has arrived, and looks at nothing but them.
    init(of connection: OpaquePointer) {
        unsafe read(connection)
    }

    /// Reads the fields of a request, given where its method, target and version lie.
    init(
        of connection: OpaquePointer,
        method: UnsafePointer<CChar>,
        target: UnsafeBufferPointer<CChar>,
        version: UnsafePointer<CChar>
    ) {
        guard endsLinesAtNUL else {
            unsafe read(connection)
            return
        }
        unsafe end = method + tb_header_size(connection)
        unsafe lineEnd = version + textLength(version)
        if unsafe !isOneLine(method, target, version) { formProblem = Self.nullByte }
        unsafe read(connection)
        // The library takes a line that begins with a NUL or a colon for the empty one that ends the head.
        if unsafe !isLineEnd(from: lineEnd, to: end, lines: 2) {
            formProblem = formProblem ?? "a header without a name, or a NUL byte in the headers"
        }
    }

    /// Where the first chunk begins, in the library's memory; nil without chunks, and where places do not matter.
    var chunkPlace: UnsafePointer<CChar>? { unsafe codings > 0 && !hasUnknownCoding ? end : nil }

    /// Which rule of HTTP/1.1 the fields break, if any.
    func problem(version: String) -> String? {
        if let formProblem { return formProblem }
        if hosts == 0, version != "HTTP/1.0" { return "no Host header" }
        if hosts > 1 { return "more than one Host header" }
        if codings > 1 { return "more than one Transfer-Encoding header" }
        if hasUnknownCoding { return "a Transfer-Encoding other than chunked" }
        if codings > 0, length != .none { return "both Content-Length and Transfer-Encoding" }
        if length == .noNumber { return Self.noNumber }
        if hasOtherLength { return "two different Content-Length headers" }
        return nil
    }

    static let noNumber = "a Content-Length that is no number"
    private static let nullByte = "a NUL byte in the request line or the headers"

    private mutating func read(_ connection: OpaquePointer) {
        headers.fields.reserveCapacity(8)
        unsafe withUnsafeMutablePointer(to: &self) { head in
            _ = unsafe tb_read_headers(connection, addField, head)
        }
    }

    fileprivate mutating func add(_ name: UnsafeBufferPointer<CChar>, _ value: UnsafeBufferPointer<CChar>) {
        if let start = name.baseAddress { unsafe checkPlace(of: start, value) }
        unsafe headers.add(text(name), text(value))
        if let first = unsafe name.first, let last = unsafe name.last {
            if isBlank(last) { formProblem = formProblem ?? "a space before the colon of a header" }
            if isBlank(first) { formProblem = formProblem ?? "a space before the name of a header" }
        } else {
            formProblem = formProblem ?? "a header without a name"
        }
        // Most names are told apart by their length.
        switch name.count {
        case 4 where unsafe isField(name, "host"): hosts += 1
        case 14 where unsafe isField(name, "content-length"):
            let found = unsafe Self.length(value)
            if length == .none { length = found } else if found != length { hasOtherLength = true }
        case 17 where unsafe isField(name, "transfer-encoding"):
            codings += 1
            if codings == 1, unsafe !isField(value, "chunked") { hasUnknownCoding = true }
        default: break
        }
    }

    private mutating func checkPlace(of name: UnsafePointer<CChar>, _ value: UnsafeBufferPointer<CChar>) {
        guard let before = unsafe lineEnd, let end = unsafe end else { return }
        // The library puts a header that goes on in the next line together elsewhere, and to the name at that.
        if unsafe name <= before || name >= end {
            formProblem = formProblem ?? "a header that goes on in the next line"
        } else if unsafe !isLineEnd(from: before, to: name, lines: 1) {
            formProblem = formProblem ?? Self.nullByte
        }
        unsafe lineEnd = value.baseAddress.map { unsafe $0 + value.count } ?? before
    }

    private static func length(_ digits: UnsafeBufferPointer<CChar>) -> Length {
        guard !digits.isEmpty else { return .noNumber }
        var total = 0
        var isTooMuch = false
        for index in digits.indices {
            let digit = unsafe Int(digits[index]) - 48
            guard (0...9).contains(digit) else { return .noNumber }
            let (tens, overflow) = total.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(digit)
            isTooMuch = isTooMuch || overflow || carry
            total = sum
        }
        return isTooMuch ? .tooMany : .bytes(total)
    }
}

private let endsLinesAtNUL = tb_library_version() < 10_000

private func addField(
    context: UnsafeMutableRawPointer?,
    kind: MHD_ValueKind,
    name: UnsafePointer<CChar>?,
    nameSize: Int,
    value: UnsafePointer<CChar>?,
    valueSize: Int
) -> MHD_Result {
    guard let head = unsafe context?.assumingMemoryBound(to: RequestHead.self) else { return tb_no }
    unsafe head.pointee.add(
        UnsafeBufferPointer(start: name, count: nameSize),
        UnsafeBufferPointer(start: value, count: valueSize)
    )
    return tb_yes
}

private func text(_ bytes: UnsafeBufferPointer<CChar>) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
}

private func textLength(_ text: UnsafePointer<CChar>) -> Int {
    var length = 0
    while unsafe text[length] != 0 { length += 1 }
    return length
}

/// Whether method, target and version follow one another with nothing but spaces between them.
private func isOneLine(
    _ method: UnsafePointer<CChar>,
    _ target: UnsafeBufferPointer<CChar>,
    _ version: UnsafePointer<CChar>
) -> Bool {
    guard let start = target.baseAddress else { return true }
    // Each begins behind the byte that ended the one before, which the library has overwritten.
    return unsafe isBlank(from: method + textLength(method) + 1, to: start)
        && isBlank(from: start + target.count + 1, to: version)
}

private func isBlank(from start: UnsafePointer<CChar>, to end: UnsafePointer<CChar>) -> Bool {
    guard unsafe start <= end else { return false }
    var place = unsafe start
    while unsafe place < end {
        guard unsafe isBlank(place.pointee) else { return false }
        unsafe place += 1
    }
    return true
}

/// Whether there are so many ends of lines and nothing else; the library overwrites each of their bytes with a NUL.
private func isLineEnd(from start: UnsafePointer<CChar>?, to end: UnsafePointer<CChar>?, lines: Int) -> Bool {
    guard let start = unsafe start, let end = unsafe end else { return true }
    let count = unsafe end - start
    return count >= lines && count <= 2 * lines
}

private func isBlank(_ byte: CChar) -> Bool { byte == 32 || byte == 9 }

/// Compares without regard to ASCII case; `name` is in lower case.
private func isField(_ text: UnsafeBufferPointer<CChar>, _ name: StaticString) -> Bool {
    guard text.count == name.utf8CodeUnitCount else { return false }
    for index in text.indices {
        let byte = unsafe UInt8(bitPattern: text[index])
        let isCapital = byte >= 65 && byte <= 90
        guard unsafe (isCapital ? byte | 32 : byte) == name.utf8Start[index] else { return false }
    }
    return true
}
