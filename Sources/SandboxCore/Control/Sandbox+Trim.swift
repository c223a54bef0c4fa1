extension Sandbox {
    /// About how many bytes the request log and the answers under idempotency keys hold.
    package var logWeight: Int { requests.weight + idempotency.weight }

    /// Forgets the oldest of both until each holds at most so many bytes.
    mutating func trim(to bytes: Int) -> CommandAnswer {
        requests.forget(downTo: bytes)
        idempotency.forget(downTo: bytes)
        return .done
    }
}
