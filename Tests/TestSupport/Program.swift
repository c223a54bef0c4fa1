package import Foundation
internal import Locking

/// The built executables, run as processes of their own.
package enum Program {
    package struct Ending: Sendable {
        package let status: Int32
        package let output: String
        package let errors: String
    }

    /// The directory of the built products, where the test bundle lies.
    package static let productsDirectory: URL = {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        if let bundle { return bundle.bundleURL.deletingLastPathComponent() }
        return URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    }()

    package static let executable = productsDirectory.appending(path: "tossbox")
    package static let merchant = productsDirectory.appending(path: "merchant")

    /// The package's own directory.
    package static let packageDirectory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    package static let shell = URL(filePath: "/bin/sh")

    /// What the shell is told to run an executable that may open so many files only.
    package static func limited(_ executable: URL, to descriptors: Int, _ arguments: [String]) -> [String] {
        ["-c", "ulimit -n \(descriptors); exec \"$0\" \"$@\"", executable.path] + arguments
    }

    /// Runs a command to its end.
    package static func run(
        _ arguments: [String],
        of executable: URL = Program.executable,
        input: String = "",
        environment: [String: String] = [:]
    ) async throws -> Ending {
        let running = try RunningProgram(arguments, of: executable, environment: environment)
        running.write(input)
        let status = await running.exitStatus()
        return Ending(status: status, output: await running.output.all(), errors: await running.errors.all())
    }
}

/// One run of an executable; a watchdog ends it should the tests end first.
package final class RunningProgram: Sendable {
    package let output: PipeText
    package let errors: PipeText
    let processIdentifier: Int32
    private let input: FileHandle
    private let leash: FileHandle
    private let exit = Arrivals<Int32>()

    package init(_ arguments: [String], of executable: URL = Program.executable, environment: [String: String]) throws {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        process.terminationHandler = { [exit] process in
            exit.append(process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus)
        }
        do { try process.run() } catch {
            throw TestFailure("cannot start \(executable.path): \(error)")
        }
        self.input = input.fileHandleForWriting
        self.output = PipeText(reading: output.fileHandleForReading)
        self.errors = PipeText(reading: errors.fileHandleForReading)
        processIdentifier = process.processIdentifier
        leash = try Self.watch(processIdentifier)
    }

    /// Starts a shell that kills the process when our end of its pipe closes without a word.
    private static func watch(_ identifier: Int32) throws -> FileHandle {
        let watchdog = Process()
        watchdog.executableURL = URL(filePath: "/bin/sh")
        watchdog.arguments = ["-c", "read word || kill -9 \(identifier)"]
        let leash = Pipe()
        watchdog.standardInput = leash
        watchdog.standardOutput = FileHandle.nullDevice
        watchdog.standardError = FileHandle.nullDevice
        try watchdog.run()
        return leash.fileHandleForWriting
    }

    func write(_ text: String) {
        // A program that reads nothing may have ended, and a write would then end us.
        if !text.isEmpty { try? input.write(contentsOf: Data(text.utf8)) }
        try? input.close()
    }

    /// Sends it a signal.
    package func signal(_ number: Int32) { kill(processIdentifier, number) }

    /// Waits for the end; negative when a signal ended it.
    package func exitStatus() async -> Int32 {
        // A cancelled test must not leave the process behind.
        let status: Int32
        do { status = try await exit.wait(for: 1)[0] } catch {
            signal(SIGKILL)
            status = -SIGKILL
        }
        try? input.close()
        try? leash.write(contentsOf: Data("ended\n".utf8))
        try? leash.close()
        return status
    }
}

/// What a process writes into a pipe, read by a thread.
package final class PipeText: Sendable {
    private let lines = Arrivals<String>()
    private let end = Arrivals<Void>()
    private let bytes = Locked<[UInt8]>([])

    init(reading handle: FileHandle) {
        Thread.detachNewThread { [lines, end, bytes] in
            var line: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                // The handle's own read would wait until the buffer is full.
                let count = read(handle.fileDescriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                let chunk = Array(buffer[..<count])
                bytes.withLock { $0 += chunk }
                for byte in chunk {
                    if byte == UInt8(ascii: "\n") {
                        lines.append(String(decoding: line, as: UTF8.self))
                        line = []
                    } else {
                        line.append(byte)
                    }
                }
            }
            // At once, for a process of many tests has only so many.
            try? handle.close()
            end.append(())
            // Whoever waits for a line that will not come learns that there is none.
            lines.append("")
        }
    }

    package var soFar: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    package func firstLine() async throws -> String { try await line(1) }

    /// The n-th line, counted from 1, once it is there; empty after the end.
    func line(_ number: Int) async throws -> String { try await lines.wait(for: number)[number - 1] }

    package func all() async -> String {
        _ = try? await end.wait(for: 1)
        return soFar
    }
}
