#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The number of processors in use.
let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

/// Raises this process's soft limit on open files, as far as the hard one allows.
///
/// 1,024 is a common default, and a server runs into it long before it runs out of anything else.
func raiseDescriptorLimit(toAtLeast count: Int) {
    var limit = rlimit()
    let wanted = rlim_t(clamping: count)
    guard unsafe getrlimit(openFiles, &limit) == 0, limit.rlim_cur < wanted else { return }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    _ = unsafe setrlimit(openFiles, &limit)
}

#if canImport(Glibc)
private let openFiles = Int32(RLIMIT_NOFILE.rawValue)
#else
private let openFiles = RLIMIT_NOFILE
#endif
