internal import HTTPServer
internal import JSON

/// Says that the server is there.
struct HealthRoutes {
    var routes: [ControlRoute] {
        [
            ControlRoute(.get, "/sandbox/health") { _ in
                .json { json in
                    json.member("status", "ok")
                    json.member("version", Tossbox.version)
                }
            }
        ]
    }
}
