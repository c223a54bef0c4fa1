import JSON
import Scenarios
import Testing

@Suite struct WebhookSettingTests {
    static let profiles: [(json: String, path: String?)] = [
        ("\"toss\"", nil), ("\"legacy\"", nil), ("{\"header\": \"X-A\"}", nil), ("\"other\"", "$"), ("7", "$"),
        ("{\"header\": \"X-A\", \"encoding\": \"hexa\"}", "$.encoding"),
    ]

    @Test(arguments: profiles)
    func `a signature profile that came by a call is read by the same rules`(json: String, path: String?) throws {
        let node = try JSONNode(parsing: json)
        do {
            _ = try SignatureProfile.read(node)
            #expect(path == nil)
        } catch {
            #expect(error.path == path)
        }
    }

    @Test func `an endpoint that came by a call is read by the same rules`() throws {
        let url = "http://localhost:3000/hook"
        let node = try JSONNode(parsing: #"{"url": "\#(url)", "events": ["BILLING_DELETED"], "secret": "s"}"#)
        let expected = EndpointSetting(url: url, events: ["BILLING_DELETED"], secret: "s", profile: .legacy)
        #expect(try EndpointSetting.read(node, profile: .legacy) == expected)
        let broken = try JSONNode(parsing: "{\"url\": \"nowhere\"}")
        #expect(throws: SettingError.self) { try EndpointSetting.read(broken) }
        let unsigned = try JSONNode(parsing: #"{"url": "\#(url)", "profile": "legacy"}"#)
        #expect(throws: SettingError.self) { try EndpointSetting.read(unsigned) }
    }
}
