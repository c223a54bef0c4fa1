internal import Foundation
internal import Locking

/// A shop's webhook address: records what is sent to it, and answers as it is told.
package final class WebhookReceiver: Sendable {
    package struct Delivery: Sendable {
        package let message: HTTPMessage

        package subscript(header: String) -> String? { message[header] }
        package var path: String { message.startLine.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
        package var body: [UInt8] { message.body }
        package var json: JSONText { (try? JSONText(parsing: message.bodyText)) ?? .absent }
        package var retriedCount: String? { self["tosspayments-webhook-transmission-retried-count"] }
        package var transmissionID: String? { self["tosspayments-webhook-transmission-id"] }
        package var transmissionTime: String? { self["tosspayments-webhook-transmission-time"] }
    }

    package enum Reply: Sendable {
        case status(Int, body: JSONText = .absent)
        /// No answer until `answerAll`.
        case never
    }

    package let port: UInt16
    package var url: String { "http://127.0.0.1:\(port)/webhook" }
    package var deliveries: [Delivery] { arrivals.values }

    private let listener: Socket
    private let arrivals = Arrivals<Delivery>()
    private let connections = Locked<[Socket]>([])
    private let count = Locked(0)
    private let unanswered = Locked<[Socket]>([])
    private let reply: @Sendable (Int, Delivery) -> Reply

    /// A receiver that answers the n-th delivery, counted from 0, with what `reply` says.
    private init(_ reply: @escaping @Sendable (Int, Delivery) -> Reply) throws {
        (listener, port) = try Socket.listening()
        self.reply = reply
    }

    /// Runs `body` with a receiver that answers with `replies` in turn, then with 200.
    package static func serving<Result>(
        _ replies: [Reply] = [],
        _ body: (WebhookReceiver) async throws -> Result
    ) async throws -> Result {
        try await serving(answering: { index, _ in index < replies.count ? replies[index] : .status(200) }, body)
    }

    package static func serving<Result>(
        answering reply: @escaping @Sendable (Int, Delivery) -> Reply,
        _ body: (WebhookReceiver) async throws -> Result
    ) async throws -> Result {
        let receiver = try WebhookReceiver(reply)
        Thread.detachNewThread { receiver.acceptAll() }
        defer { receiver.close() }
        return try await body(receiver)
    }

    /// The deliveries so far, once there are `count` of them.
    package func deliveries(_ count: Int) async throws -> [Delivery] { try await arrivals.wait(for: count) }

    /// The n-th delivery, counted from 1.
    package func delivery(_ number: Int) async throws -> Delivery { try await deliveries(number)[number - 1] }

    /// Answers what has been left without an answer so far.
    package func answerAll(_ reply: Reply) {
        let waiting = unanswered.withLock { sockets in
            defer { sockets = [] }
            return sockets
        }
        // A few bytes into an empty buffer: nothing that could block.
        for socket in waiting { send(reply, to: socket) }
    }

    private func close() {
        listener.shutDown()
        for connection in connections.withLock({ $0 }) { connection.shutDown() }
    }

    private func acceptAll() {
        while true {
            let descriptor = accept(listener.descriptor, nil, nil)
            if descriptor < 0, errno == EINTR || errno == EAGAIN { continue }
            guard descriptor >= 0 else { return }
            let connection = Socket(adopting: descriptor)
            connections.withLock { $0.append(connection) }
            Thread.detachNewThread { self.serve(connection) }
        }
    }

    private func serve(_ connection: Socket) {
        var buffer: [UInt8] = []
        while let bytes = try? connection.receive(), !bytes.isEmpty {
            buffer += bytes
            while let message = HTTPMessage.take(from: &buffer) {
                let delivery = Delivery(message: message)
                let index = count.withLock { count in
                    defer { count += 1 }
                    return count
                }
                let answer = reply(index, delivery)
                if case .never = answer { unanswered.withLock { $0.append(connection) } }
                arrivals.append(delivery)
                send(answer, to: connection)
            }
        }
        connection.shutDown()
    }

    private func send(_ reply: Reply, to connection: Socket) {
        guard case .status(let status, let body) = reply else { return }
        let text = body == .absent ? "" : body.description
        let head = "HTTP/1.1 \(status) X\r\nContent-Length: \(text.utf8.count)\r\n\r\n"
        try? connection.send(Array((head + text).utf8))
    }
}
