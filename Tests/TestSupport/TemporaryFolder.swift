internal import Foundation

/// A folder that is gone, with all in it, when nothing holds it any more; nobody makes it before it is used.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() {
        path = FileManager.default.temporaryDirectory.appending(path: "tossbox-\(UUID().uuidString)").path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
