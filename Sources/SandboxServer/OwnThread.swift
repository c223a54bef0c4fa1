internal import Locking

/// Runs work that takes long on a thread of its own, so that tasks, timers and held answers go on meanwhile.
func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        let code = detachThread { continuation.resume(returning: work()) }
        // Without a thread it has to be done here.
        if code != 0 { continuation.resume(returning: work()) }
    }
}
