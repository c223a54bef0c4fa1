#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Why a server did not start.
package enum ServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The host is neither an IP address nor `localhost`.
    case notAnAddress(String)
    /// Another process, or another server here, listens there.
    case portInUse(UInt16, address: String)
    /// The address is not one of this machine's.
    case addressNotHere(String)
    /// The system refused for another reason, given as an `errno`.
    case cannotListen(UInt16, address: String, errno: Int32)
    /// This process may open so few files at a time that it could not serve one connection.
    case tooFewDescriptors(limit: Int)
    /// The library could not start its threads; the `errno` is what it left behind.
    case cannotStart(errno: Int32)

    package var description: String {
        switch self {
        case .notAnAddress(let host):
            "cannot listen on \"\(host)\": give an IP address (127.0.0.1, ::1, 0.0.0.0, ::) or localhost"
        case .portInUse(let port, let address):
            "port \(port) on \(address) is in use: stop the program that has it, or ask for port 0 to get a free one"
        case .addressNotHere(let address):
            "cannot listen on \(address): it is not an address of this machine"
        case .cannotListen(let port, let address, let code):
            "cannot listen on port \(port) of \(address): \(systemMessage(code))"
        case .tooFewDescriptors(let limit):
            "only \(limit) files may be open at a time: raise the limit (ulimit -n) to \(DescriptorShare.least) at least; "
                + "1024 serve some 800 connections"
        case .cannotStart(let code):
            "the HTTP server's threads did not start: \(systemMessage(code))"
        }
    }
}

private func systemMessage(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe "\(String(cString: text)) (errno \(code))"
}
