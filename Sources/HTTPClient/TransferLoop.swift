import CCurl

/// What the client's thread does: takes commands, moves transfers, tells how they ended.
final class TransferLoop {
    private let engine: Engine
    private let multi: MultiHandle
    private let configuration: Client.Configuration
    private var running: [ObjectIdentifier: Exchange] = [:]
    private var spares: [EasyHandle] = []
    /// No transfer has to end earlier; it may be that of one which has ended since.
    private var firstDeadline = farOff

    init(_ engine: Engine, _ multi: MultiHandle, _ configuration: Client.Configuration) {
        self.engine = engine
        self.multi = multi
        self.configuration = configuration
    }

    /// Works until the engine stops; then every transfer that is left ends as `.shutDown`.
    func run() {
        var reason = ClientError.shutDown
        do throws(ClientError) {
            while let commands = engine.next(sleeping: false) {
                commands.forEach(obey)
                try finishEnded()
                finishLate()
                guard let late = engine.next(sleeping: true) else { break }
                if late.isEmpty { try multi.wait(firstDeadline - .now) } else { late.forEach(obey) }
            }
        } catch {
            reason = error
        }
        stop(reason)
    }

    private func obey(_ command: Engine.Command) {
        switch command {
        case .start(let order): start(order)
        case .cancel(let transfer):
            guard let exchange = running[ObjectIdentifier(transfer)] else { return }
            finish(exchange, .failure(.cancelled))
        }
    }

    private func start(_ order: Order) {
        // A cancellation may come in before its start does; then only this flag tells.
        guard !order.transfer.isCancelled else { return order.completion(.failure(.cancelled)) }
        do throws(ClientError) {
            let easy = if let spare = spares.popLast() { spare } else { try EasyHandle.make() }
            let exchange = try Exchange(order, on: easy, configuration)
            try multi.add(easy)
            running[ObjectIdentifier(order.transfer)] = exchange
            firstDeadline = min(firstDeadline, exchange.deadline)
        } catch {
            order.completion(.failure(error))
        }
    }

    private func finishEnded() throws(ClientError) {
        for (exchange, code) in try multi.perform() { finish(exchange, exchange.result(code)) }
    }

    /// Ends what took too long, which libcurl would not do for a transfer that waits for a free connection.
    private func finishLate() {
        let now = SuspendingClock.now
        guard now >= firstDeadline else { return }
        for exchange in running.values.filter({ $0.deadline <= now }) { finish(exchange, .failure(exchange.timedOut)) }
        firstDeadline = running.values.map(\.deadline).min() ?? farOff
    }

    private func finish(_ exchange: Exchange, _ result: Result<ClientResponse, ClientError>) {
        running[ObjectIdentifier(exchange.order.transfer)] = nil
        multi.remove(exchange.easy)
        if spares.count < maximumSpares {
            exchange.easy.recycle()
            spares.append(exchange.easy)
        }
        exchange.order.completion(result)
    }

    private func stop(_ reason: ClientError) {
        let waiting = engine.drain()
        for exchange in Array(running.values) { finish(exchange, .failure(reason)) }
        for case .start(let order) in waiting { order.completion(.failure(reason)) }
    }
}

private var farOff: SuspendingClock.Instant { .now + .seconds(3600) }

/// How many idle handles are kept, at some 6 KB each.
private let maximumSpares = 64
