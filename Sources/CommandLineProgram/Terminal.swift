#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the program's output is connected to.
package enum Terminal {
    /// One of the two outputs.
    package enum Stream: Sendable { case output, errors }

    /// Whether a person sees it, on something that understands more than lines.
    package static func isInteractive(_ stream: Stream) -> Bool {
        isatty(descriptor(stream)) == 1 && environment("TERM") != "dumb"
    }

    /// Whether colours are wanted there: on a terminal, unless `NO_COLOR` says no.
    package static func hasColours(_ stream: Stream) -> Bool {
        isInteractive(stream) && environment("NO_COLOR") == nil
    }

    /// How many columns the output has; 80 where nothing tells.
    package static var columns: Int {
        var size = winsize()
        if isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 {
            return Int(size.ws_col)
        }
        return environment("COLUMNS").flatMap { Int($0) }.map { max(20, $0) } ?? 80
    }

    private static func descriptor(_ stream: Stream) -> Int32 {
        switch stream {
        case .output: STDOUT_FILENO
        case .errors: STDERR_FILENO
        }
    }
}

/// How many processors there are.
package func processorCount() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
