extension Sandbox {
    /// About how many bytes the logs of requests and deliveries and the answers under idempotency keys hold.
    package var logWeight: Int { requests.weight + idempotency.weight + webhooks.weight }

    /// Whether a trim to so many bytes would free anything.
    package func canTrim(to bytes: Int) -> Bool { max(requests.weight, idempotency.weight, webhooks.weight) > bytes }

    /// Forgets the oldest of each until it holds at most so many bytes, the newest too where it holds more.
    mutating func trim(to bytes: Int) -> CommandAnswer {
        requests.forget(downTo: bytes)
        idempotency.forget(downTo: bytes)
        webhooks.forget(downTo: bytes)
        return .done
    }
}
