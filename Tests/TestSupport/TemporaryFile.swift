internal import Foundation

/// A file that is gone when nothing holds it any more.
package final class TemporaryFile: Sendable {
    package let path: String

    package init(_ text: String, suffix: String = ".json") throws {
        path = FileManager.default.temporaryDirectory.appending(path: "tossbox-\(UUID().uuidString)\(suffix)").path
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
