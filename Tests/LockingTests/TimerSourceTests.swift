import Foundation
import Testing

@Suite struct TimerSourceTests {
    /// Timers of Dispatch need a descriptor, and end the process when there is none.
    @Test func `no source sets a timer of Dispatch`() throws {
        let package = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let sources = package.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            count += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            let code = text.split(separator: "\n").filter { !$0.contains("//") }.joined(separator: "\n")
            for word in ["Task.sleep", "asyncAfter", "makeTimerSource", "Clock().sleep", "clock.sleep"] {
                #expect(!code.contains(word), "\(word) in \(file.lastPathComponent)")
            }
        }
        #expect(count > 100)
    }
}
