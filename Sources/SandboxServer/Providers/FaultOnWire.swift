internal import HTTPServer
internal import SandboxCore
import Scenarios

/// A fault, placed on the connection of the answer it spoils.
///
/// No thread waits: what takes time is a task that sleeps, and ends within a second once its client has left.
struct FaultOnWire: Sendable {
    private let fault: Fault
    private let world: World

    init(_ fault: Fault, world: World) {
        self.fault = fault
        self.world = world
    }

    /// Does to an answer what the fault says; the core has done its part already.
    func spoil(_ response: Response, for exchange: Exchange) {
        switch fault.kind {
        case .hang:
            Task.detached {
                await wait(on: exchange)
                exchange.close()
            }
        case .reset: exchange.reset()
        case .close: exchange.close()
        case .truncate:
            // An answer without a body, such as that of a deletion, has nothing to lose and arrives whole.
            let (head, body) = response.onTheWire()
            exchange.write(head + body.prefix(body.count / 2))
            exchange.close()
        case .garbage:
            exchange.write(Self.noise)
            exchange.close()
        case .drip:
            let (head, body) = response.onTheWire(thenClose: true)
            Task.detached {
                await drip(head + body, into: exchange)
                exchange.close()
            }
        case .wrongContentType: exchange.respond(Self.page)
        // A phantom is complete on the wire.
        case .phantom: exchange.respond(response)
        }
    }

    private func drip(_ bytes: [UInt8], into exchange: Exchange) async {
        for (index, byte) in bytes.enumerated() {
            if index > 0, await !wait(on: exchange) { return }
            guard exchange.write([byte]) else { return }
        }
    }

    /// Waits for the fault's time, a second at a time; false when there is nobody any more to wait for.
    @discardableResult private func wait(on exchange: Exchange) async -> Bool {
        var left = fault.duration
        while left > .zero {
            let pause = min(left, .seconds(1))
            do { try await world.sleep(pause) } catch { return false }
            if exchange.isOver || exchange.isAbandoned { return false }
            left -= pause
        }
        return true
    }

    /// 64 bytes that are no text and no protocol; always the same.
    static let noise = (0..<64).map { UInt8(0x80 | ($0 * 37 & 0x7F)) }

    /// What stands in front of a gateway that is down for maintenance.
    private static let page = Response(
        status: 200,
        headers: ["Content-Type": "text/html;charset=UTF-8"],
        body: Array(
            """
            <!DOCTYPE html>
            <html><head><title>Service maintenance</title></head>
            <body><h1>We will be back soon.</h1></body></html>

            """.utf8
        )
    )
}
