import TossAPI

internal import HTTPServer
internal import JSON
internal import SandboxCore

/// Binding client and secret keys that have nothing in common to see.
struct KeyRoutes {
    var routes: [ControlRoute] { [ControlRoute(.post, "/sandbox/keys", bind)] }

    @Sendable private func bind(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let body = try call.body("clientKey", "secretKey")
        let clientKey = try key("clientKey", body, knownTo: call.hub)
        let secretKey = try key("secretKey", body, knownTo: call.hub)
        try call.hub.bind(clientKey: clientKey, secretKey: secretKey)
        return .json { json in
            json.member("clientKey", clientKey.text)
            json.member("secretKey", secretKey.text)
            json.member("sandbox", call.hub.cell(for: secretKey)?.name)
        }
    }

    private func key(_ name: String, _ body: ControlBody, knownTo hub: Hub) throws(ControlRefusal) -> MerchantKey {
        guard let key = MerchantKey(try body.requiredText(name)), !key.isRefusedByName else {
            throw body.wrong(name, "a key of the test environment")
        }
        guard hub.isKnown(key) else { throw body.wrong(name, "one of the keys this server was started with") }
        return key
    }
}
