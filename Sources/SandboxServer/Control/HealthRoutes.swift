internal import HTTPServer
internal import JSON

/// Says that the server is there; who asks needs no token, as those who watch over containers have none.
struct HealthRoutes {
    static let path = "/sandbox/health"

    var routes: [ControlRoute] {
        [
            ControlRoute(.get, Self.path) { _ in
                .json { json in
                    json.member("status", "ok")
                    json.member("version", Tossbox.version)
                }
            }
        ]
    }
}
