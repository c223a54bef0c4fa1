internal import HTTPServer
internal import JSON

/// What machines ask about the backend itself.
package struct ServiceDoor: Sendable {
    private let store: Store
    private let version: String

    /// Opens the door.
    package init(store: Store, version: String) {
        self.store = store
        self.version = version
    }

    /// Its calls.
    package var door: Door {
        Door(
            "service",
            endpoints: [
                Endpoint(.get, "/health", .anyone) { [store, version] _ in
                    // A database that does not answer is a 500 or a 503, so this is more than a sign of life.
                    _ = try await store.read { try $0.number("SELECT 1") }
                    return .json { json in
                        json.member("status", "ok")
                        json.member("version", version)
                    }
                }
            ]
        )
    }
}
