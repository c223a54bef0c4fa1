import HTTPServer
import Merchant
import Testing

@Suite struct OriginGuardTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let headers: HTTPHeaders
        let development: Bool
        let production: Bool
        var testDescription: String { "\(headers.fields)" }

        init(_ headers: HTTPHeaders, development: Bool, production: Bool) {
            self.headers = headers
            self.development = development
            self.production = production
        }
    }

    static let rows = [
        // Programs.
        Row([:], development: true, production: true),
        Row(["Host": "shop.example"], development: true, production: true),
        Row(["Host": "SHOP.example:443"], development: true, production: true),
        Row(["Host": "127.0.0.1:7773"], development: true, production: true),
        Row(["Host": "localhost:8080"], development: true, production: true),
        Row(["Host": "[::1]:7773"], development: true, production: true),
        Row(["Host": "merchant:7773"], development: true, production: false),
        Row(["Host": "172.17.0.2:7773"], development: true, production: false),
        Row(["Host": "evil.example"], development: false, production: false),
        Row(["Host": "127.evil.example"], development: false, production: false),
        Row(["Host": "shop.example.evil.example"], development: false, production: false),
        Row(["Host": ""], development: false, production: false),
        Row(["Host": "a/b"], development: false, production: false),
        // Pages.
        Row(["Host": "shop.example", "Origin": "https://shop.example"], development: true, production: true),
        Row(["Host": "127.0.0.1:7773", "Origin": "https://shop.example:443"], development: true, production: true),
        Row(["Host": "127.0.0.1:7773", "Origin": "http://127.0.0.1:7773"], development: true, production: true),
        Row(["Host": "127.0.0.1:7773", "Origin": "http://localhost:3000"], development: true, production: false),
        Row(["Host": "shop.example", "Origin": "http://shop.example:8080"], development: false, production: false),
        Row(["Host": "shop.example", "Origin": "https://evil.example"], development: false, production: false),
        Row(["Host": "shop.example", "Origin": "null"], development: false, production: false),
        Row(["Host": "evil.example", "Origin": "http://evil.example"], development: false, production: false),
        Row(
            ["Origin": "https://shop.example", "Sec-Fetch-Site": "cross-site"],
            development: false,
            production: false
        ),
        Row(["Origin": "https://shop.example", "Sec-Fetch-Site": "same-origin"], development: true, production: true),
        Row(["Sec-Fetch-Site": "none"], development: true, production: true),
        Row(
            ["Origin": "https://shop.example", "origin": "https://evil.example"],
            development: false,
            production: false
        ),
    ]

    @Test(arguments: rows) func `who may change something, and who may not`(row: Row) throws {
        for (isDevelopment, isLetIn) in [(true, row.development), (false, row.production)] {
            let origins = OriginGuard(publicURL: ServiceOrigin("https://shop.example"), isDevelopment: isDevelopment)
            for method in [HTTPMethod.post, .put, .patch, .delete, HTTPMethod(rawValue: "ODD")] {
                let request = Request(method: method, target: "/", headers: row.headers)
                let found = (try? origins.check(request)) != nil
                #expect(found == isLetIn, "\(method) in \(isDevelopment ? "development" : "production")")
            }
            // Whoever only looks does so from anywhere: the payment window sends browsers back here.
            try origins.check(Request(method: .get, target: "/", headers: row.headers))
        }
    }

    @Test(arguments: [
        ("0.0.0.0", "192.0.2.7:7773", true), ("::", "[2001:db8::1]", true), ("0.0.0.0", "shop.internal.example", false),
        ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false), ("192.0.2.7", "localhost", false),
        ("::1", "localhost", true), ("2001:db8::1", "[2001:db8::1]:80", true), ("localhost", "127.0.0.1", true),
    ]) func `the address listened on is a name of ours`(listens: String, host: String, isOurs: Bool) {
        let request = Request(method: .post, target: "/", headers: ["Host": host])
        #expect(((try? OriginGuard(listeningOn: listens).check(request)) != nil) == isOurs)
    }
}
