internal import HTTPServer
internal import JSON

/// What machines ask about the backend itself.
package struct ServiceDoor: Sendable {
    private let probe: HealthProbe
    private let version: String

    /// Opens the door to a store.
    package init(store: Store, version: String) {
        self.init(HealthProbe(store), version: version)
    }

    /// Opens the door to what `probe` finds out.
    package init(_ probe: HealthProbe, version: String) {
        self.probe = probe
        self.version = version
    }

    /// Its calls.
    package var door: Door {
        Door(
            "service",
            endpoints: [
                Endpoint(.get, "/health", .anyone) { [probe, version] _ in
                    let trouble = await probe.trouble()
                    return .json(status: trouble == nil ? 200 : 503) { json in
                        json.member("status", trouble == nil ? "ok" : "degraded")
                        if let trouble { json.member("why", trouble) }
                        json.member("version", version)
                    }
                }
            ]
        )
    }
}
