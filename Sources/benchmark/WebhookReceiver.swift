#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A receiver of webhooks in a process of its own: answers 200 and counts.
///
/// It prints its port, and after so many deliveries the nanoseconds between the first and the last.
enum WebhookReceiver {
    static let command = "receive-webhooks"

    static func run(_ countText: String?) {
        guard let count = countText.flatMap({ Int($0) }), let (listener, port) = try? Sockets.listen() else { quit(2) }
        say("\(port)")
        do throws(Failure) {
            say("\(try receive(count, on: listener))")
        } catch {
            complain(error.message)
            quit(1)
        }
    }

    private static func receive(_ count: Int, on listener: Int32) throws(Failure) -> UInt64 {
        let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)
        var poller = Poller()
        var buffers: [Int32: ReceiveBuffer] = [:]
        var received = 0
        var first: UInt64 = 0
        Sockets.makeNonBlocking(listener)
        poller.add(listener, tag: Int(listener))
        while received < count {
            var ready: [Int32] = []
            _ = try poller.wait(milliseconds: 1000) { (tag) throws(Failure) in ready.append(Int32(tag)) }
            for descriptor in ready {
                if descriptor == listener {
                    let accepted = accept(listener, nil, nil)
                    guard accepted >= 0 else { continue }
                    Sockets.makeNonBlocking(accepted)
                    buffers[accepted] = ReceiveBuffer()
                    poller.add(accepted, tag: Int(accepted))
                    continue
                }
                guard case .end? = buffers[descriptor]?.read(from: descriptor) else {
                    while buffers[descriptor]?.take({ _, _ in }) == true {
                        if received == 0 { first = nanoseconds() }
                        received += 1
                        _ = write(descriptor, answer, answer.count)
                    }
                    continue
                }
                poller.remove(descriptor)
                buffers.removeValue(forKey: descriptor)?.end()
                close(descriptor)
            }
        }
        return nanoseconds() - first
    }

    private static func say(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = write(STDOUT_FILENO, line, line.count)
    }
}
