#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The number of processors in use.
let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

/// Raises this process's soft limit on open files, as far as the hard one allows, and returns the limit.
///
/// 1,024 is a common default, and a server runs into it long before it runs out of anything else.
func raiseDescriptorLimit(toAtLeast count: Int) -> Int {
    var limit = rlimit()
    let wanted = rlim_t(clamping: count)
    guard unsafe getrlimit(openFiles, &limit) == 0 else { return .max }
    guard limit.rlim_cur < wanted else { return Int(clamping: limit.rlim_cur) }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    guard unsafe setrlimit(openFiles, &limit) == 0 || getrlimit(openFiles, &limit) == 0 else { return .max }
    return Int(clamping: limit.rlim_cur)
}

/// How many files this process may open at a time, once its soft limit is raised.
var hardDescriptorLimit: Int {
    var limit = rlimit()
    return unsafe getrlimit(openFiles, &limit) == 0 ? Int(clamping: limit.rlim_max) : .max
}

#if canImport(Glibc)
private let openFiles = Int32(RLIMIT_NOFILE.rawValue)
#else
private let openFiles = RLIMIT_NOFILE
#endif
