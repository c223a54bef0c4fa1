import CCurl

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What comes back, called by libcurl.
extension ClientExchange {
    static func from(_ pointer: UnsafeMutableRawPointer?) -> ClientExchange? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe Unmanaged<ClientExchange>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Takes one header line, and returns false to end the transfer.
    fileprivate func take(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
        headerSize += bytes.count
        guard headerSize <= maximumHeaderSize else {
            isTooLarge = true
            return false
        }
        let line = unsafe String(decoding: bytes, as: UTF8.self).trimmed
        if line.hasPrefix("HTTP/") {
            // What stood before it was an interim answer, such as "103 Early Hints".
            headers = []
            headersEnded = false
        } else if line.isEmpty {
            headersEnded = true
        } else if !headersEnded, let colon = line.utf8.firstIndex(of: 0x3A) {
            headers.append((String(line[..<colon]), line[line.index(after: colon)...].trimmed))
        }
        return true
    }

    fileprivate func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= configuration.maximumResponseSize - body.count else {
            isTooLarge = true
            return false
        }
        unsafe body.append(contentsOf: bytes)
        return true
    }

    fileprivate func allows(_ address: NetworkAddress?) -> Bool {
        guard configuration.onlyPrivateAddresses, address?.isPrivate != true else { return true }
        forbidden = address?.description ?? "an address of another family"
        return false
    }

    /// Lets a request leave once only.
    ///
    /// When a kept connection dies, libcurl sends the request again, a POST as well, though the server may have acted
    /// on the first one. The caller has to know, so the second attempt ends here.
    fileprivate func allowsRequest() -> Bool {
        refusedToResend = hasSentBytes
        return !refusedToResend
    }
}

func receiveHeader(
    _ data: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ to: UnsafeMutableRawPointer?
) -> Int {
    let bytes = unsafe UnsafeRawBufferPointer(start: data, count: size * count)
    return unsafe ClientExchange.from(to)?.take(headerLine: bytes) == true ? bytes.count : -1
}

func receiveBody(
    _ data: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ to: UnsafeMutableRawPointer?
) -> Int {
    let bytes = unsafe UnsafeRawBufferPointer(start: data, count: size * count)
    return unsafe ClientExchange.from(to)?.take(body: bytes) == true ? bytes.count : -1
}

func openSocket(
    _ of: UnsafeMutableRawPointer?,
    _: curlsocktype,
    _ target: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let target = unsafe target else { return -1 }
    let bytes = unsafe UnsafeRawBufferPointer(start: tb_curl_address(target), count: Int(target.pointee.addrlen))
    let address = unsafe NetworkAddress(family: target.pointee.family, socketAddress: bytes)
    guard unsafe ClientExchange.from(of)?.allows(address) == true else { return -1 }
    #if canImport(Glibc)
    let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)
    #else
    let closeOnExec: Int32 = 0
    #endif
    return unsafe socket(target.pointee.family, target.pointee.socktype | closeOnExec, target.pointee.protocol)
}

func checkBeforeRequest(
    _ of: UnsafeMutableRawPointer?,
    _: UnsafeMutablePointer<CChar>?,
    _: UnsafeMutablePointer<CChar>?,
    _: Int32,
    _: Int32
) -> Int32 {
    unsafe ClientExchange.from(of)?.allowsRequest() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

/// How many bytes of header lines an answer may have, interim answers included.
private let maximumHeaderSize = 256 << 10

extension StringProtocol {
    /// The text without the blanks and line ends round it.
    fileprivate var trimmed: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        let bytes = Array(utf8)
        guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
