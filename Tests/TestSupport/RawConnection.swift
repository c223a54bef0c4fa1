/// One TCP connection to a server, for what a client library would hide: resets, half answers, ends.
package final class RawConnection: Sendable {
    private let socket: Socket

    private init(socket: Socket) { self.socket = socket }

    package static func open(port: UInt16) async throws -> RawConnection {
        try await onThread { RawConnection(socket: try Socket.connected(to: port)) }
    }

    package enum Outcome: Sendable {
        case message(HTTPMessage)
        /// The connection ended, after these bytes.
        case ended(after: [UInt8])
        case failed(SocketError, after: [UInt8])
    }

    package func send(_ text: String) async throws {
        try await onThread { [socket] in try socket.send(Array(text.utf8)) }
    }

    /// The next whole message, or how the connection ended instead.
    package func receive() async throws -> Outcome {
        try await onThread { [socket] in
            var buffer: [UInt8] = []
            while true {
                do throws(SocketError) {
                    let bytes = try socket.receive()
                    buffer += bytes
                    if let message = HTTPMessage.take(from: &buffer) { return .message(message) }
                    if bytes.isEmpty { return .ended(after: buffer) }
                } catch {
                    return .failed(error, after: buffer)
                }
            }
        }
    }

    /// All that comes before the end, as a message when it is exactly one.
    package func receiveToEnd() async throws -> Outcome {
        try await onThread { [socket] in
            var buffer: [UInt8] = []
            do throws(SocketError) {
                while true {
                    let bytes = try socket.receive()
                    if bytes.isEmpty { break }
                    buffer += bytes
                }
            } catch {
                return .failed(error, after: buffer)
            }
            var rest = buffer
            if let message = HTTPMessage.take(from: &rest), rest.isEmpty { return .message(message) }
            return .ended(after: buffer)
        }
    }

    package func exchange(_ text: String) async throws -> Outcome {
        try await send(text)
        return try await receive()
    }

    package func close() { socket.shutDown() }
}

extension RawConnection.Outcome {
    package var message: HTTPMessage? { if case .message(let message) = self { message } else { nil } }

    /// Whether the connection was reset before a single byte came.
    package var isBareReset: Bool {
        if case .failed(let error, let bytes) = self { error.isReset && bytes.isEmpty } else { false }
    }
}
