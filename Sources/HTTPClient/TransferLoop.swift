import CCurl

/// What the client's thread does: takes commands, moves transfers, tells how they ended.
final class TransferLoop {
    private let engine: Engine
    private let multi: MultiHandle
    private let configuration: Client.Configuration
    private var line: WaitingLine
    private var running: [ObjectIdentifier: ClientExchange] = [:]
    private var spares: [EasyHandle] = []
    /// The earliest deadline of a running transfer, or an earlier one of a transfer that has ended since.
    private var firstDeadline = farOff

    init(_ engine: Engine, _ multi: MultiHandle, _ configuration: Client.Configuration) {
        self.engine = engine
        self.multi = multi
        self.configuration = configuration
        line = WaitingLine(configuration)
    }

    /// Works until the engine stops; then every transfer that is left ends as `.shutDown`, or as libcurl's failure.
    func run() {
        var reason = ClientError.shutDown
        do throws(ClientError) {
            while let commands = engine.next(sleeping: false) {
                commands.forEach(obey)
                startWaiting()
                try finishEnded()
                finishLate()
                startWaiting()
                guard let late = engine.next(sleeping: true) else { break }
                if late.isEmpty { try multi.wait(nextDeadline - .now) } else { late.forEach(obey) }
            }
        } catch {
            reason = error
        }
        stop(reason)
    }

    private func obey(_ command: Engine.Command) {
        switch command {
        case .start(let order): accept(order)
        case .cancel(let transfer):
            if let waiting = line.remove(transfer) {
                waiting.order.fail(.cancelled)
            } else if let exchange = running[ObjectIdentifier(transfer)] {
                finish(exchange, .failure(.cancelled))
            }
        }
    }

    private func accept(_ order: TransferOrder) {
        // A cancellation may come in before its start does; then only this flag tells.
        guard !order.transfer.isCancelled else { return order.fail(.cancelled) }
        do throws(ClientError) { line.append(try WaitingOrder(order)) } catch { order.fail(error) }
    }

    /// Starts what has waited, as far as there are connections; only then does it get a handle.
    private func startWaiting() {
        while let waiting = line.next() {
            do throws(ClientError) {
                let easy = if let spare = spares.popLast() { spare } else { try EasyHandle.make() }
                let exchange = try ClientExchange(waiting, on: easy, configuration)
                try multi.add(easy)
                running[ObjectIdentifier(waiting.order.transfer)] = exchange
                firstDeadline = min(firstDeadline, exchange.deadline)
            } catch {
                line.end(at: waiting.destination)
                waiting.order.fail(error)
            }
        }
    }

    private func finishEnded() throws(ClientError) {
        for (exchange, code) in try multi.perform() { finish(exchange, exchange.result(code)) }
    }

    private var nextDeadline: SuspendingClock.Instant {
        line.firstDeadline.map { min($0, firstDeadline) } ?? firstDeadline
    }

    /// Ends what took too long, also what has no connection yet.
    private func finishLate() {
        let now = SuspendingClock.now
        for waiting in line.removeLate(at: now) { waiting.order.fail(.timedOut(connected: false)) }
        guard now >= firstDeadline else { return }
        for exchange in running.values.filter({ $0.deadline <= now }) { finish(exchange, .failure(exchange.timedOut)) }
        firstDeadline = running.values.map(\.deadline).min() ?? farOff
    }

    private func finish(_ exchange: ClientExchange, _ result: Result<ClientResponse, ClientError>) {
        running[ObjectIdentifier(exchange.order.transfer)] = nil
        multi.remove(exchange.easy)
        line.end(at: exchange.destination)
        if spares.count < maximumSpares {
            exchange.easy.recycle()
            spares.append(exchange.easy)
        }
        exchange.order.completion(result, exchange.age)
    }

    private func stop(_ reason: ClientError) {
        let late = engine.drain()
        for exchange in Array(running.values) { finish(exchange, .failure(reason)) }
        for waiting in line.removeAll() { waiting.order.fail(reason) }
        for case .start(let order) in late { order.fail(reason) }
    }
}

private var farOff: SuspendingClock.Instant { .now + .seconds(3600) }

/// How many idle handles are kept, at some 6 KB each.
private let maximumSpares = 64
