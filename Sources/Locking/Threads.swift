#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Runs `body` on a thread of its own, or returns the `errno` that kept the thread from starting.
///
/// The thread takes no signals: those are for the program, and a broken pipe in the TLS library must not end it.
package func detachThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
    var everything = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&everything)
    unsafe pthread_sigmask(SIG_SETMASK, &everything, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

    let box = unsafe Unmanaged.passRetained(ThreadBody(run: body))
    #if canImport(Glibc)
    var thread = pthread_t()
    #else
    var thread: pthread_t?
    #endif
    let code = unsafe pthread_create(&thread, nil, threadMain, box.toOpaque())
    guard code == 0 else {
        unsafe box.release()
        return code
    }
    #if canImport(Glibc)
    pthread_detach(thread)
    #else
    if let thread = unsafe thread { unsafe pthread_detach(thread) }
    #endif
    return 0
}

/// Names the running thread; two threads that live at the same time have different names.
package func currentThread() -> UInt {
    #if canImport(Glibc)
    pthread_self()
    #else
    unsafe UInt(bitPattern: pthread_self())
    #endif
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) { self.run = run }
}

// The one place that takes back the reference which `detachThread` gave away.
#if canImport(Glibc)
private func threadMain(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let box = unsafe box { unsafe Unmanaged<ThreadBody>.fromOpaque(box).takeRetainedValue().run() }
    return nil
}
#else
private func threadMain(_ box: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe Unmanaged<ThreadBody>.fromOpaque(box).takeRetainedValue().run()
    return nil
}
#endif
