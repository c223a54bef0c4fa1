internal import HTTPServer

/// What the server says about its own APIs.
struct DescriptionRoutes {
    var routes: [ControlRoute] {
        [
            ControlRoute(.get, "/openapi.json") { _ in
                Response(status: 200, headers: jsonHeaders, body: APIDocument.bytes)
            }
        ]
    }
}
