package import JSON
package import TossAPI

/// A look-up as a journal keeps it: when, where, and a checksum of what it was answered.
package struct JournaledLookUp: Sendable {
    package let at: Instant
    package let path: String
    package let checksum: UInt32

    package init(at: Instant, path: String, checksum: UInt32) {
        self.at = at
        self.path = path
        self.checksum = checksum
    }
}

/// How several look-ups stand in a journal, one after another.
///
/// Each is a list: microseconds since the one before, the path, and the checksum. The path is empty where it is that of
/// the one before; what nearly every path begins with is left out, and a path that begins with a slash is whole.
package struct LookUpList: Sendable {
    /// What nearly every path begins with.
    private let usual: String

    package init(usual: String) { self.usual = usual }

    /// Writes the elements, of which the first came at or after `start`.
    package func write(_ calls: [JournaledLookUp], since start: Instant, to json: inout JSONWriter) {
        var (time, path) = (start, "")
        for call in calls {
            json.array { json in
                json.integer(call.at.microseconds - time.microseconds)
                json.string(call.path.utf8.elementsEqual(path.utf8) ? "" : short(call.path))
                json.integer(Int64(call.checksum))
            }
            (time, path) = (call.at, call.path)
        }
    }

    private func short(_ path: String) -> String {
        !usual.isEmpty && path.utf8.starts(with: usual.utf8)
            ? String(path.utf8.dropFirst(usual.utf8.count)) ?? path : path
    }

    /// Reads the elements, and has each path looked at.
    package func read(
        _ name: String,
        of members: JournalMembers<some Sendable>,
        since start: Instant,
        _ check: (_ path: String, _ place: String) throws(JournalError) -> Void
    ) throws(JournalError) -> [JournaledLookUp] {
        var calls: [JournaledLookUp] = []
        var (time, path) = (start, "")
        for (node, place) in try members.list(name) {
            guard let parts = node.array, parts.count == 3, let passed = parts[0].integer, let text = parts[1].string,
                let checksum = parts[2].integer.flatMap({ UInt32(exactly: $0) })
            else { throw JournalError(path: place, "must be a time, a path and a checksum.") }
            let (microseconds, isTooFar) = time.microseconds.addingReportingOverflow(passed)
            guard !isTooFar else { throw JournalError(path: place, "lies beyond all time.") }
            time = Instant(microseconds: microseconds)
            if !text.isEmpty { path = text.utf8.first == UInt8(ascii: "/") ? text : usual + text }
            calls.append(JournaledLookUp(at: time, path: path, checksum: checksum))
            try check(path, place)
        }
        return calls
    }
}
