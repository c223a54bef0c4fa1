/// How connections share the process's descriptors with all else: files, and connections that it makes itself.
///
/// Code that gets no descriptor fails, and some libraries then end the process. So connections are limited first: a
/// client beyond that limit only gets a refusal.
package struct DescriptorShare: Equatable, Sendable {
    /// How many connections may be open.
    package let connections: Int
    /// How many more may be open for the moment it takes to say so.
    package let spare: Int

    /// As many as are wanted, or fewer, so that a fair part of the limit is left; nil when there is not enough for one.
    package init?(wanted: Int, limit: Int) {
        guard limit >= Self.least else { return nil }
        let room = max(2, limit - Self.own - Self.outgoing(of: limit))
        spare = min(64, max(1, room / 8))
        connections = max(1, min(wanted, room - spare))
    }

    /// The limit that leaves room for so many connections.
    package static func limit(for connections: Int) -> Int { connections + 64 + own + outgoing(of: .max) }

    /// How many connections this process may make itself, all clients taken together.
    package static var outgoing: Int { outgoing(of: hardDescriptorLimit) }

    /// The lowest limit to serve with.
    package static let least = 24

    /// What a server needs for itself: standard streams, sockets, its threads and Dispatch, a database.
    private static let own = 24

    private static func outgoing(of limit: Int) -> Int { max(1, min(640, limit / 8)) }
}
