/// Runs bodies one after another, never one inside another: the stack gets no deeper than one of them needs.
package final class Trampoline: Sendable {
    private struct State: Sendable {
        var waiting: [@Sendable () -> Void] = []
        var isRunning = false
    }

    private let state = Locked(State())

    package init() {}

    /// Runs `body` right here, or leaves it to whoever runs another one, which may be the caller's caller.
    package func run(_ body: @escaping @Sendable () -> Void) {
        let isFirst = state.withLock { state in
            state.waiting.append(body)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard isFirst else { return }
        while true {
            let next = state.withLock { state in
                defer { state.waiting = [] }
                state.isRunning = !state.waiting.isEmpty
                return state.waiting
            }
            if next.isEmpty { return }
            for body in next { body() }
        }
    }
}
