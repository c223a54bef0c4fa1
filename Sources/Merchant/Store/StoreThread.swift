#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The one thread that reaches the database, so that waiting for the disk holds up no task.
///
/// Unchecked, because the condition variable guards the queue and the pointers never change.
final class StoreThread: SerialExecutor, @unchecked Sendable {
    private let queue: Queue

    /// Starts the thread, or returns nil when the system has none to give.
    init?() {
        let queue = Queue()
        self.queue = queue
        let box = Unmanaged.passRetained(queue)
        #if canImport(Glibc)
        var thread = pthread_t()
        #else
        var thread: pthread_t?
        #endif
        guard pthread_create(&thread, nil, runQueue, box.toOpaque()) == 0 else {
            box.release()
            return nil
        }
        #if canImport(Glibc)
        pthread_detach(thread)
        #else
        if let thread { pthread_detach(thread) }
        #endif
    }

    // What is queued still runs; the thread ends after it.
    deinit { queue.close() }

    func enqueue(_ job: consuming ExecutorJob) { queue.add(UnownedJob(job), for: asUnownedSerialExecutor()) }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Jobs in the order they came, each with the executor it runs for.
    final class Queue: @unchecked Sendable {
        private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        private var jobs: [(job: UnownedJob, executor: UnownedSerialExecutor)] = []
        private var isClosed = false

        init() {
            mutex.initialize(to: pthread_mutex_t())
            condition.initialize(to: pthread_cond_t())
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(condition, nil)
        }

        deinit {
            pthread_cond_destroy(condition)
            pthread_mutex_destroy(mutex)
            condition.deallocate()
            mutex.deallocate()
        }

        func add(_ job: UnownedJob, for executor: UnownedSerialExecutor) {
            pthread_mutex_lock(mutex)
            jobs.append((job, executor))
            pthread_cond_signal(condition)
            pthread_mutex_unlock(mutex)
        }

        func close() {
            pthread_mutex_lock(mutex)
            isClosed = true
            pthread_cond_signal(condition)
            pthread_mutex_unlock(mutex)
        }

        func run() {
            while true {
                pthread_mutex_lock(mutex)
                while jobs.isEmpty, !isClosed { pthread_cond_wait(condition, mutex) }
                let batch = jobs
                jobs = []
                pthread_mutex_unlock(mutex)
                guard !batch.isEmpty else { return }
                for (job, executor) in batch { job.runSynchronously(on: executor) }
            }
        }
    }
}

// The one place that takes back the reference which the initializer gave away.
#if canImport(Glibc)
private func runQueue(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let box { Unmanaged<StoreThread.Queue>.fromOpaque(box).takeRetainedValue().run() }
    return nil
}
#else
private func runQueue(_ box: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<StoreThread.Queue>.fromOpaque(box).takeRetainedValue().run()
    return nil
}
#endif
